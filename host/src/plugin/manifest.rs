//! A plugin's manifest: what its author says that it needs. Parsed once, before anything is compiled.
#![warn(missing_docs)]

mod check;
mod declared;
mod differences;
mod entries;
mod error;
mod host_view;
mod lines;
mod parse;
mod raw;
mod requests;

use std::collections::BTreeMap;

use serde::Serialize;

use self::declared::DeclaredRequests;
use self::entries::{CredentialEntry, FieldEntries, HoursEntry, LimitEntries, PaceEntry};
pub(super) use self::error::ManifestError;
use self::requests::{StepEntry, SubmitEntry};
use crate::browser::{BasicAuth, Origin, UnknownRequests};
use crate::submission::{CountyCode, LeasedCredentials};

/// The interface that this host speaks.
pub(super) const INTERFACE: &str = "postrider:county@1.0.0";
/// Most bytes of a manifest.
pub(super) const MAX_MANIFEST_BYTES: usize = 64 * 1024;

/// What a plugin's author wrote, checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// Which county it is for.
    pub county: CountyCode,
    /// The county's name.
    pub name: String,
    /// The plugin's version, by Semantic Versioning.
    pub version: String,
    /// The origins it works on.
    pub origins: Vec<Origin>,
    /// The county's time zone.
    pub zone: String,
    /// Browsers it was tested with.
    pub browsers: Vec<String>,
    /// What submits.
    pub submits: Vec<SubmitEntry>,
    /// What else its walk sends.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepEntry>,
    /// What becomes of requests that are in neither; none in manifests that are older than the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown_requests: Option<UnknownRequests>,
    /// The last three, read.
    #[serde(skip)]
    declared: DeclaredRequests,
    /// Fields it works with.
    pub fields: FieldEntries,
    /// Credentials it types, by name.
    pub credentials: BTreeMap<String, CredentialEntry>,
    /// How fast the county may be worked.
    pub pace: PaceEntry,
    /// When the site is open.
    pub hours: HoursEntry,
    /// What it asks for.
    pub limits: LimitEntries,
    /// Labels of controls that it leaves alone, whatever becomes of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored_controls: Vec<String>,
    /// Whether the county's site can be asked for an application that was sent perhaps.
    pub look_up: bool,
    /// Seconds after which the site's search shows what was sent, where that is longer than other counties take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settling_seconds: Option<u32>,
}

impl Manifest {
    /// What the browser answers to sites that ask for a credential by HTTP itself (401, RFC 7617).
    pub fn basic_auth(&self, leased: &LeasedCredentials) -> Vec<BasicAuth> {
        let entries = self.credentials.iter().filter_map(|(name, entry)| Some((leased.account(name)?, entry)));
        entries
            .filter_map(|(account, entry)| {
                let origin = entry.http_auth.as_ref()?.parse().ok()?;
                Some(BasicAuth {
                    origin,
                    user: account.part("user")?.clone(),
                    password: account.part("password")?.clone(),
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
