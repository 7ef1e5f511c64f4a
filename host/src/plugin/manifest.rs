//! A plugin's manifest: what its author says that it needs. Parsed once, before anything is compiled.
#![warn(missing_docs)]

mod check;
mod differences;
mod entries;
mod error;
mod lines;
mod parse;
mod raw;
mod window;

use std::collections::BTreeMap;

use serde::Serialize;

use self::entries::{CredentialEntry, FieldEntries, HoursEntry, LimitEntries, PaceEntry, SubmitEntry};
pub(super) use self::error::ManifestError;
pub use self::window::Window;
use crate::browser::{BasicAuth, Origin, SubmitPaths};
use crate::form::Submit;
use crate::submission::{CountyCode, LeasedCredentials};

/// The interface that this host speaks.
pub(super) const INTERFACE: &str = "postrider:county@1.0.0";

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

    /// What submits, as the form engine takes it.
    pub fn submits(&self) -> Vec<Submit> {
        self.submits
            .iter()
            .map(|entry| match entry {
                SubmitEntry::Path(path) => Submit::Path(path.clone()),
                SubmitEntry::Button(name) => Submit::Button(name.clone()),
            })
            .collect()
    }

    /// The paths among what submits, as the network policy takes them.
    pub fn submit_paths(&self) -> SubmitPaths {
        self.submits
            .iter()
            .filter_map(|entry| match entry {
                SubmitEntry::Path(path) => Some(path),
                SubmitEntry::Button(_) => None,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
