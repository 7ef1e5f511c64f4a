//! What is known of a release once it serves its county.

use crate::plugin::release::Release;
use crate::submission::{CountyCode, PluginDigest};

/// A release that serves its county.
#[derive(Debug, Clone)]
pub struct Installed {
    pub county: CountyCode,
    pub name: String,
    pub version: String,
    pub digest: PluginDigest,
    /// It was serving already, so that nothing changed.
    pub already: bool,
    /// Why its county's work waits although it serves; none where the work goes on.
    pub held: Option<String>,
    /// What ops should know of it, although nothing is wrong.
    pub notes: Vec<String>,
}

impl Installed {
    /// Of a release that did not serve before, and whose county's work waits for a reason or for none.
    pub(super) fn of(release: &Release, held: Option<String>) -> Self {
        let manifest = release.manifest();
        Self {
            county: manifest.county.clone(),
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            digest: release.digest().clone(),
            already: false,
            held,
            notes: manifest.notes(),
        }
    }
}
