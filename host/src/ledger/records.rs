//! What the ledger shows of what it keeps: plain values. No SQL here, and nothing that the applicant said.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Who;
use crate::evidence::EvidenceRef;
use crate::submission::{
    ApplicationId, AttemptNumber, CountyCode, Event, InvalidId, PluginDigest, Receipt, Sending, State,
};

/// An application, without what the applicant said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    pub id: ApplicationId,
    pub county: CountyCode,
    /// Where it is in its life.
    pub state: State,
    pub received_at: Timestamp,
    /// The cutoff it should arrive before: the next one, where it missed one.
    pub deadline: Timestamp,
    /// How many cutoffs it missed.
    pub missed: u32,
    /// The first of them.
    pub missed_at: Option<Timestamp>,
    pub attempts: u32,
    /// Attempts since it was last queued by hand that ended in a delayed retry; what backoff counts. Interruptions do not.
    pub setbacks: u32,
    /// Not worked on before.
    pub not_before: Option<Timestamp>,
    pub receipt_number: Option<String>,
    /// What speaks for it that the county has it, although it has no receipt.
    pub sending: Option<Sending>,
    /// When that was sent, or was about to be.
    pub committed_at: Option<Timestamp>,
    /// Why it waits where it does: the words of its last move. None once its life is over.
    pub reason: Option<String>,
    /// The release that worked on it last.
    pub plugin: Option<PluginDigest>,
    /// Whether its county's plugin looked at it before it was taken.
    pub checked: bool,
    /// That what it said, and what was said of it, is gone for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<Forgotten>,
}

/// That an application was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    pub at: Timestamp,
    pub who: Who,
    pub why: String,
}

impl fmt::Display for Forgotten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.strftime("%Y-%m-%d %H:%M UTC");
        write!(f, "forgotten at {at} by {} {}: {}", self.who.role.into_str(), self.who.name, self.why)
    }
}

/// One move of an application's history. Never changed, never removed; its words go where the application is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// Position in the application's history, from 1.
    pub seq: u32,
    pub at: Timestamp,
    /// What happened; none where the state stays (its arrival, a postponed reconcile).
    pub event: Option<Event>,
    pub from: State,
    pub to: State,
    pub who: Who,
    pub why: String,
    /// The release that worked on it, where one did.
    pub plugin: Option<PluginDigest>,
    /// The attempt it belongs to, where it does.
    pub attempt: Option<AttemptNumber>,
}

/// Most records that one listing gives.
pub const MAX_LISTED: u32 = 500;

/// Which applications to list; newest first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub county: Option<CountyCode>,
    /// At most so many; never more than [`MAX_LISTED`]; 0 stands for that.
    pub limit: u32,
    /// Only those that arrived before this one: the last of the page before.
    pub before: Option<ApplicationId>,
}

/// Which applications in front of a person to list; the most urgent first.
#[derive(Debug, Clone, Default)]
pub struct ReviewFilter {
    pub county: Option<CountyCode>,
    /// At most so many; never more than [`MAX_LISTED`].
    pub limit: u32,
    /// Only those that come after the page before.
    pub after: Option<ReviewCursor>,
}

/// Where a page of applications in review ends. Opaque to clients: it carries the deadline, for an application's may move on, and what it
/// stood for when the page was read is where the next one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewCursor {
    pub deadline: Timestamp,
    pub id: ApplicationId,
}

impl ReviewCursor {
    pub fn after(last: &Record) -> Self {
        Self { deadline: last.deadline, id: last.id }
    }
}

impl fmt::Display for ReviewCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("{}.{}", self.deadline.as_millisecond(), self.id)))
    }
}

impl FromStr for ReviewCursor {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            let (deadline, id) = std::str::from_utf8(&bytes).ok()?.split_once('.')?;
            Some(Self { deadline: Timestamp::from_millisecond(deadline.parse().ok()?).ok()?, id: id.parse().ok()? })
        };
        // Only what was given: nothing that reads alike.
        let given = |cursor: &Self| cursor.to_string() == text;
        read()
            .filter(given)
            .ok_or(InvalidId { text: "after".to_owned(), expected: "what `next` of the page before says" })
    }
}

/// What a piece of work was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum WorkKind {
    Submit,
    /// To fill the county's form and send nothing.
    Rehearse,
    /// To ask the county whether it has it.
    Reconcile,
}

/// One piece of work under one lease, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttemptRecord {
    /// Which attempt; a reconcile carries the number of the attempt that it asks about.
    pub number: AttemptNumber,
    pub work: WorkKind,
    /// Which version of the application it works with: what was received is 1, each correction makes one more.
    pub version: u32,
    pub plugin: PluginDigest,
    /// When its lease was taken.
    pub started_at: Timestamp,
    /// When it was concluded or recovered.
    pub ended_at: Option<Timestamp>,
    /// The outcome's name: the `outcome` of its details, or the event's name.
    pub outcome: Option<String>,
    /// The outcome in full.
    pub details: Option<serde_json::Value>,
    /// The county's confirmation, where this work ended in one.
    pub receipt: Option<Receipt>,
    /// What was kept of it.
    pub evidence: Vec<EvidenceRef>,
}
