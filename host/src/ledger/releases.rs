//! Which plugin served which county, when, and who said so: rows that are only ever added.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Ledger, LedgerError, Who};
use crate::submission::{CountyCode, PluginDigest};

/// What happened to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseMove {
    /// Verified, compiled and kept; serves nothing yet.
    Installed,
    /// Serves its county from now on.
    Activated,
    /// Serves its county again: it is the one gone back to.
    RolledBack,
    /// Not let in.
    Refused,
    /// Its faults took it out of service.
    Quarantined,
    /// Taken out of service by a person or by a successor.
    Retired,
}

/// One step of a release.
#[derive(Debug, Clone)]
pub struct ReleaseEvent {
    /// The county it is for.
    pub county: CountyCode,
    /// The component.
    pub digest: PluginDigest,
    /// Its version, from the manifest.
    pub version: String,
    /// What happened.
    pub what: ReleaseMove,
    /// Who did it.
    pub who: Who,
    /// Why, in words.
    pub why: String,
    /// Its manifest; null where none could be read.
    pub manifest: Value,
}

/// One step of a release, as kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleaseRow {
    /// Position among all steps of all counties.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// The county.
    pub county: CountyCode,
    /// The component.
    pub digest: PluginDigest,
    /// Its version.
    pub version: String,
    /// What happened.
    pub what: ReleaseMove,
    /// Who did it.
    pub who: Who,
    /// Why, in words.
    pub why: String,
    /// Its manifest.
    pub manifest: Value,
}

impl Ledger {
    /// Adds a step to a county's releases.
    pub async fn record_release(&self, event: ReleaseEvent) -> Result<(), LedgerError> {
        unimplemented!("{event:?}")
    }

    /// A county's steps, or everyone's, oldest first.
    pub async fn releases(&self, county: Option<&CountyCode>) -> Result<Vec<ReleaseRow>, LedgerError> {
        unimplemented!("{county:?}")
    }

    /// The release that serves a county: the last activated or gone back to, unless it was retired or quarantined since.
    pub async fn active_release(&self, county: &CountyCode) -> Result<Option<PluginDigest>, LedgerError> {
        unimplemented!("{county:?}")
    }
}
