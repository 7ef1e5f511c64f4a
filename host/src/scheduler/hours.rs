//! When a county's site may be used: opening hours and maintenance windows of the manifest, county-local. Pure.

use jiff::civil::Time;

use crate::plugin::{Manifest, Window};

/// Whether the site is open at a local time.
pub(super) fn is_open(manifest: &Manifest, local: Time) -> bool {
    let inside = |windows: &[Window]| windows.iter().any(|window| window.holds(local));
    let open = &manifest.hours.open;
    (open.is_empty() || inside(open)) && !inside(&manifest.hours.maintenance)
}
