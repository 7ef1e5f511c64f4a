//! A plugin's manifest: what its author says that it needs. Parsed once, before anything is compiled.
#![warn(missing_docs)]

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::browser::{BasicAuth, Origin, SubmitPaths};
use crate::form::Submit;
use crate::submission::{County, CountyCode, Grant, LeasedCredentials, with_suggestion};

mod check;
mod lines;
mod window;

pub use window::Window;

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    county: String,
    name: String,
    version: String,
    interface: String,
    origins: Vec<String>,
    zone: String,
    #[serde(default)]
    browsers: Vec<String>,
    #[serde(default)]
    submits: Vec<SubmitEntry>,
    fields: FieldEntries,
    #[serde(default)]
    credentials: BTreeMap<String, CredentialEntry>,
    #[serde(default)]
    pace: PaceEntry,
    #[serde(default)]
    hours: HoursEntry,
    #[serde(default)]
    limits: LimitEntries,
}

/// What a plain click must never hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SubmitEntry {
    /// A URL path.
    Path(String),
    /// A button's accessible name.
    Button(String),
}

/// Fields by path pattern; `[]` stands for any index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldEntries {
    /// May be typed.
    pub fill: Vec<String>,
    /// May be read as text.
    #[serde(default)]
    pub read: Vec<String>,
    /// Must be placed or ruled not applicable before the commit, where the applicant gave it.
    #[serde(default)]
    pub required: Vec<String>,
}

/// A credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialEntry {
    /// Its parts: `user`, `password`.
    pub parts: Vec<String>,
    /// Sessions that the county allows one account at once.
    #[serde(default = "one")]
    pub sessions: u32,
    /// Which origin asks for this credential by HTTP itself (401, RFC 7617) and is told its parts `user` and `password`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_auth: Option<String>,
}

fn one() -> u32 {
    1
}

/// How fast the county may be worked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaceEntry {
    /// Least time between two attempts' starts, in milliseconds.
    #[serde(default)]
    pub spacing_ms: u32,
}

/// When the site is open, local time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursEntry {
    /// `06:00-23:00`; empty for always.
    #[serde(default)]
    pub open: Vec<Window>,
    /// `02:00-04:00`.
    #[serde(default)]
    pub maintenance: Vec<Window>,
}

/// What a plugin asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitEntries {
    /// Linear memory, in MiB.
    pub memory_mib: u32,
    /// Form actions an attempt.
    pub actions: u32,
    /// Wall-clock seconds an attempt.
    pub seconds: u32,
}

impl Default for LimitEntries {
    fn default() -> Self {
        Self { memory_mib: 32, actions: check::MAX_ACTIONS, seconds: 300 }
    }
}

/// Why a manifest cannot be used; the author is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Too large, or not text.
    #[error("the manifest cannot be read: {0}")]
    Unreadable(String),
    /// Not TOML, a key that is missing, unknown or twice, or a value of the wrong kind.
    #[error("the manifest, line {line}: {problem}")]
    Malformed {
        /// Where, from 1.
        line: usize,
        /// What is wrong, in the parser's words.
        problem: String,
    },
    /// An entry that cannot be right.
    #[error("the manifest's `{entry}`, line {line}: {problem}")]
    Entry {
        /// Which.
        entry: String,
        /// Where, from 1; of what it should stand in, if it is missing.
        line: usize,
        /// What is wrong and what would be right.
        problem: String,
    },
}

impl Manifest {
    /// Parses the custom section's content.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > MAX_MANIFEST_BYTES {
            return Err(ManifestError::Unreadable(format!("it is larger than {MAX_MANIFEST_BYTES} bytes")));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ManifestError::Unreadable("it is not UTF-8".to_owned()))?;
        let raw: Raw = toml::from_str(text).map_err(|error| ManifestError::Malformed {
            line: lines::line_of(text, error.span().map_or(0, |span| span.start)),
            problem: with_suggestion(error.message()),
        })?;
        check::check(raw, text)
    }

    /// Everything in which the manifest asks for more than the county's grant gives, or contradicts it, each with the list that
    /// it stands in and the one that it would have to stand in; empty when it fits.
    pub fn differences(&self, county: &County) -> Vec<String> {
        let mut differences = Vec::new();
        let zone = county.calendar.zone.iana_name().unwrap_or_default();
        if self.zone != zone {
            differences.push(format!("`zone`: the manifest says {}, the county's configuration {zone}", self.zone));
        }
        let granted: Vec<Origin> = county.grant.origins.iter().filter_map(|text| text.parse().ok()).collect();
        let not_granted = |asked: &dyn fmt::Display, list: &str, grant: &str| {
            format!("{asked} of the manifest's `{list}` is not granted: it is not in the county's `grant.{grant}`")
        };
        for origin in self.origins.iter().filter(|origin| !granted.contains(origin)) {
            differences.push(not_granted(origin, "origins", "origins"));
        }
        for (what, asked, granted) in
            [("fill", &self.fields.fill, &county.grant.fill), ("read", &self.fields.read, &county.grant.read)]
        {
            for path in asked.iter().filter(|path| !Grant::covers(granted, path)) {
                differences.push(not_granted(path, &format!("fields.{what}"), what));
            }
        }
        for (name, credential) in &self.credentials {
            let parts = credential.parts.join(", ");
            let mut accounts = county.credentials.accounts(name).peekable();
            if accounts.peek().is_none() {
                differences.push(format!(
                    "the manifest's credential `{name}` has no account: add `[county.credentials.{name}.ACCOUNT]` with {parts}"
                ));
            }
            for (account, given) in accounts {
                for part in credential.parts.iter().filter(|part| given.part(part).is_none()) {
                    differences.push(format!(
                        "the manifest's credential `{name}` has the parts {parts}, and account `{account}` lacks `{part}`"
                    ));
                }
            }
        }
        differences
    }

    /// What sites are told that ask for a credential by HTTP itself.
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

fn clip(text: &str) -> String {
    text.chars().take(64).collect()
}

#[cfg(test)]
mod tests;
