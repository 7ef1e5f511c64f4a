//! What is known of a release once it serves its county.

use crate::ledger::First;
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
    /// How many of its applications wait in the queue, behind the hold or behind the one that goes first.
    pub waiting: u64,
    /// One application of its county goes first, alone.
    pub goes_first: Option<First>,
    /// How many came back from review, because it is written for the site that had stopped them.
    pub requeued: u32,
    /// What ops should know of it, although nothing is wrong.
    pub notes: Vec<String>,
}

impl Installed {
    /// Of a release that did not serve before, and whose county's work goes on.
    pub(super) fn of(release: &Release) -> Self {
        let manifest = release.manifest();
        Self {
            county: manifest.county.clone(),
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            digest: release.digest().clone(),
            already: false,
            held: None,
            waiting: 0,
            goes_first: None,
            requeued: 0,
            notes: manifest.notes(),
        }
    }
}
