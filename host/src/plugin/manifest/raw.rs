//! A manifest as it is written, before anything in it is checked.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::entries::{CredentialEntry, FieldEntries, HoursEntry, LimitEntries, PaceEntry};
use super::requests::{StepEntry, SubmitEntry};
use crate::browser::UnknownRequests;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawManifest {
    pub(super) county: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) interface: String,
    pub(super) origins: Vec<String>,
    pub(super) zone: String,
    #[serde(default)]
    pub(super) browsers: Vec<String>,
    #[serde(default)]
    pub(super) submits: Vec<SubmitEntry>,
    #[serde(default)]
    pub(super) steps: Vec<StepEntry>,
    #[serde(default)]
    pub(super) unknown_requests: Option<UnknownRequests>,
    pub(super) fields: FieldEntries,
    #[serde(default)]
    pub(super) credentials: BTreeMap<String, CredentialEntry>,
    #[serde(default)]
    pub(super) pace: PaceEntry,
    #[serde(default)]
    pub(super) hours: HoursEntry,
    #[serde(default)]
    pub(super) limits: LimitEntries,
    #[serde(default)]
    pub(super) ignored_controls: Vec<String>,
    #[serde(default = "can_look_up")]
    pub(super) look_up: bool,
    #[serde(default)]
    pub(super) settling_seconds: Option<u32>,
}

/// What is not said is so.
fn can_look_up() -> bool {
    true
}
