//! The entries of a manifest, as its author writes them. Plain values.

use std::time::Duration;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::browser::Farewell;
use crate::submission::Window;

/// Most actions an attempt may ask for.
pub(super) const MAX_ACTIONS: u32 = 2_000;

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
    /// Which origin asks for this credential by HTTP itself (401, RFC 7617) and is given its parts `user` and `password`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_auth: Option<String>,
    /// The address that ends its session, which the browser goes to after an attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_out: Option<Url>,
    /// How long the county goes on counting a session that nobody signed out of, in seconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cool_down_seconds: u32,
}

impl CredentialEntry {
    /// How long a session counts after its attempt, unless it is known to be over: what signs out of it takes its time, too.
    pub fn cool_down(&self) -> Duration {
        let signs_out = if self.sign_out.is_some() { Farewell::LONGEST } else { Duration::ZERO };
        Duration::from_secs(self.cool_down_seconds.into()).max(signs_out)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde wants it")]
fn is_zero(number: &u32) -> bool {
    *number == 0
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

impl HoursEntry {
    /// Whether the site is open at a local time.
    pub fn are_open_at(&self, local: Time) -> bool {
        let inside = |windows: &[Window]| windows.iter().any(|window| window.holds(local));
        (self.open.is_empty() || inside(&self.open)) && !inside(&self.maintenance)
    }
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
