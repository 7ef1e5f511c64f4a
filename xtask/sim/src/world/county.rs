//! A county, and what befalls its site.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use postrider::counties::{self, Places, ServedCounty, Trust};
use postrider::plugin::Manifest;

use crate::jobs::Second;

/// A county, and what befalls its site.
pub(crate) struct County {
    /// Its settings, as ops would write them.
    pub(super) text: String,
    pub(crate) served: Arc<ServedCounty>,
    pub(crate) manifest: Arc<Manifest>,
    /// Attempts that its logins allow at once.
    pub(crate) lanes: u32,
    /// Sessions of each of its logins.
    pub(crate) of_one_account: u32,
    /// Seconds of an attempt, in the middle.
    pub(crate) middle: f64,
    /// Which part of all applications are its own.
    pub(crate) share: f64,
    /// In order; none overlap.
    pub(crate) outages: Vec<Outage>,
    /// When its site changes, and when the release comes that fits.
    pub(crate) drift: Option<(Second, Second)>,
    /// When it refuses its first account, until its password is replaced.
    pub(crate) refuses: Option<(Second, Second)>,
    /// How long its site takes until a search shows what was sent.
    pub(crate) processing: Second,
    /// Which part of its answers to the last click gets lost.
    pub(crate) loses: f64,
}

/// A span in which a site is down, or slow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outage {
    pub(crate) from: Second,
    pub(crate) until: Second,
    /// How many times as long everything takes; none where nothing is answered at all.
    pub(crate) slow: Option<f64>,
}

impl County {
    /// The same after somebody replaced the passwords of its accounts.
    pub(crate) fn with_new_passwords(&self) -> Result<Arc<ServedCounty>> {
        read(&self.text.replace("plain:first-", "plain:second-"))
    }

    /// The outage that a moment is in.
    pub(crate) fn outage(&self, at: Second) -> Option<&Outage> {
        self.outages.iter().find(|outage| (outage.from..outage.until).contains(&at))
    }

    /// Whether its site answers nothing.
    pub(crate) fn is_down(&self, at: Second) -> bool {
        self.outage(at).is_some_and(|outage| outage.slow.is_none())
    }
}

/// A county as its settings say, read as the host reads them.
pub(super) fn read(text: &str) -> Result<Arc<ServedCounty>> {
    let places = Places { base: PathBuf::new(), secrets: PathBuf::new(), variables: |_| None };
    let written = counties::Written::one(text).context("the settings of a county cannot be read")?;
    Ok(written.resolve(&places, Trust::Files)?.served)
}
