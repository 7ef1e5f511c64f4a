//! A plugin's manifest: what its author says that it needs. Parsed once, before anything is compiled.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::browser::{Origin, Scheme, SignIn};
use crate::form::Submit;
use crate::submission::{County, CountyCode, Grant, Personal, kind_of};

/// The interface that this host speaks.
pub(super) const INTERFACE: &str = "postrider:county@1.0.0";
/// Most bytes of a manifest.
pub(super) const MAX_MANIFEST_BYTES: usize = 64 * 1024;
/// Most of anything a manifest lists.
const MAX_ENTRIES: usize = 500;
/// Most memory a plugin may ask for, in MiB.
const MAX_MEMORY_MIB: u32 = 64;
/// Most actions an attempt may ask for.
const MAX_ACTIONS: u32 = 2_000;
/// Longest attempt, in seconds.
const MAX_SECONDS: u32 = 900;

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
    pub open: Vec<String>,
    /// `02:00-04:00`.
    #[serde(default)]
    pub maintenance: Vec<String>,
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
        Self { memory_mib: 32, actions: MAX_ACTIONS, seconds: 300 }
    }
}

/// Why a manifest cannot be used; the author is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Not UTF-8, not TOML, or a key that is missing or unknown.
    #[error("the manifest cannot be read: {0}")]
    Unreadable(String),
    /// An entry that cannot be right.
    #[error("the manifest's `{entry}`: {problem}")]
    Entry {
        /// Which.
        entry: String,
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
        let raw: Raw = toml::from_str(text).map_err(|error| ManifestError::Unreadable(error.message().to_owned()))?;
        Self::check(raw)
    }

    fn check(raw: Raw) -> Result<Self, ManifestError> {
        let fail = |entry: &str, problem: String| ManifestError::Entry { entry: entry.to_owned(), problem };
        let county =
            raw.county.parse().map_err(|error: crate::submission::InvalidId| fail("county", error.to_string()))?;
        if raw.interface != INTERFACE {
            return Err(fail("interface", format!("this host speaks {INTERFACE}, not `{}`", clip(&raw.interface))));
        }
        if !is_version(&raw.version) {
            return Err(fail(
                "version",
                format!("must be a semantic version like 1.2.0, not `{}`", clip(&raw.version)),
            ));
        }
        TimeZone::get(&raw.zone).map_err(|_| fail("zone", format!("`{}` is no IANA time zone", clip(&raw.zone))))?;
        let origins = raw
            .origins
            .iter()
            .map(|text| text.parse::<Origin>().map_err(|_| fail("origins", format!("`{}` is no origin", clip(text)))))
            .collect::<Result<Vec<_>, _>>()?;
        if origins.is_empty() {
            return Err(fail("origins", "must name at least one".to_owned()));
        }
        if raw.submits.is_empty() {
            return Err(fail("submits", "must name what submits: a `path`, a `button`, or both".to_owned()));
        }
        let fields = &raw.fields;
        for (entry, paths) in
            [("fields.fill", &fields.fill), ("fields.read", &fields.read), ("fields.required", &fields.required)]
        {
            if paths.len() > MAX_ENTRIES {
                return Err(fail(entry, format!("lists more than {MAX_ENTRIES} paths")));
            }
            if let Some(path) = paths.iter().find(|path| kind_of(path).is_none()) {
                return Err(fail(entry, format!("an application has no field `{}`", clip(path))));
            }
        }
        if let Some(path) = fields.required.iter().find(|path| !fields.fill.contains(path)) {
            return Err(fail("fields.required", format!("`{path}` is not in `fields.fill`")));
        }
        for (name, credential) in &raw.credentials {
            if let Some(origin) = &credential.http_auth {
                sign_in_origin(origin, &origins, credential)
                    .map_err(|problem| fail(&format!("credentials.{}.http_auth", clip(name)), problem))?;
            }
        }
        let limits = &raw.limits;
        for (entry, value, most) in [
            ("limits.memory_mib", limits.memory_mib, MAX_MEMORY_MIB),
            ("limits.actions", limits.actions, MAX_ACTIONS),
            ("limits.seconds", limits.seconds, MAX_SECONDS),
        ] {
            if !(1..=most).contains(&value) {
                return Err(fail(entry, format!("must be 1 to {most}, not {value}")));
            }
        }
        Ok(Self {
            county,
            name: raw.name,
            version: raw.version,
            origins,
            zone: raw.zone,
            browsers: raw.browsers,
            submits: raw.submits,
            fields: raw.fields,
            credentials: raw.credentials,
            pace: raw.pace,
            hours: raw.hours,
            limits: raw.limits,
        })
    }

    /// Everything in which the manifest asks for more than the county's grant gives, or contradicts it; empty when it fits.
    pub fn differences(&self, county: &County) -> Vec<String> {
        let mut differences = Vec::new();
        let zone = county.calendar.zone.iana_name().unwrap_or_default();
        if self.zone != zone {
            differences.push(format!("zone: the manifest says {}, the county {zone}", self.zone));
        }
        for origin in &self.origins {
            if !county
                .grant
                .origins
                .iter()
                .filter_map(|text| text.parse::<Origin>().ok())
                .any(|granted| granted == *origin)
            {
                differences.push(format!("origin {origin} is not granted"));
            }
        }
        for (what, asked, granted) in
            [("fill", &self.fields.fill, &county.grant.fill), ("read", &self.fields.read, &county.grant.read)]
        {
            for path in asked.iter().filter(|path| !Grant::covers(granted, path)) {
                differences.push(format!("{what} {path} is not granted"));
            }
        }
        for (name, credential) in &self.credentials {
            match county.credentials.get(name) {
                None => differences.push(format!("credential {name} has no account")),
                Some(accounts) => {
                    for (account, parts) in accounts {
                        for part in credential.parts.iter().filter(|part| !parts.contains_key(*part)) {
                            differences.push(format!("credential {name}: account {account} has no part {part}"));
                        }
                    }
                }
            }
        }
        differences
    }

    /// What sites are told that ask for a credential by HTTP itself.
    pub fn sign_ins(&self, leased: &BTreeMap<String, BTreeMap<String, Personal>>) -> Vec<SignIn> {
        let entries = self.credentials.iter().filter_map(|(name, entry)| Some((leased.get(name)?, entry)));
        entries
            .filter_map(|(parts, entry)| {
                let origin = entry.http_auth.as_ref()?.parse().ok()?;
                Some(SignIn { origin, user: parts.get("user")?.clone(), password: parts.get("password")?.clone() })
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

    /// The paths among what submits, as the browser's wall takes them.
    pub fn submit_paths(&self) -> Vec<String> {
        self.submits
            .iter()
            .filter_map(|entry| match entry {
                SubmitEntry::Path(path) => Some(path.clone()),
                SubmitEntry::Button(_) => None,
            })
            .collect()
    }
}

fn sign_in_origin(text: &str, origins: &[Origin], credential: &CredentialEntry) -> Result<(), String> {
    let origin = text.parse::<Origin>().map_err(|_| format!("`{}` is no origin", clip(text)))?;
    if !origins.contains(&origin) {
        return Err(format!("{origin} is not in `origins`"));
    }
    if origin.scheme == Scheme::Https {
        return Err(format!("{origin} is sealed between browser and county: this host signs in over http only"));
    }
    match ["user", "password"].into_iter().find(|part| !credential.parts.iter().any(|known| known == part)) {
        Some(part) => Err(format!("needs the part `{part}`")),
        None => Ok(()),
    }
}

fn clip(text: &str) -> String {
    text.chars().take(64).collect()
}

fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<&str> = core.split('.').collect();
    text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'))
        && numbers.len() == 3
        && numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
