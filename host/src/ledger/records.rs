//! What the ledger takes and gives: plain values. No SQL here, and no `Debug` that shows a body.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::evidence::EvidenceRef;
use crate::submission::{ApplicationId, AttemptNumber, CountyCode, Event, InvalidId, PluginDigest, Receipt, State};

/// In what capacity somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Postrider itself.
    Host,
    /// A program or form that sends applications.
    Client,
    /// May look.
    Viewer,
    /// Finishes by hand what automation could not.
    Reviewer,
    /// Brings plugins in and takes them back.
    Deployer,
    /// May do everything.
    Admin,
}

impl Role {
    const ALL: [Self; 6] = [Self::Host, Self::Client, Self::Viewer, Self::Reviewer, Self::Deployer, Self::Admin];

    /// The role's name, as stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Client => "client",
            Self::Viewer => "viewer",
            Self::Reviewer => "reviewer",
            Self::Deployer => "deployer",
            Self::Admin => "admin",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Who did it. Staff and programs only; never an applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// In what capacity.
    pub role: Role,
    /// By what name: a token's, a host's.
    pub name: String,
}

impl Who {
    /// Somebody in a capacity.
    pub fn new(role: Role, name: impl Into<String>) -> Self {
        Self { role, name: name.into() }
    }

    /// Postrider itself, by its host's name.
    pub fn host(name: impl Into<String>) -> Self {
        Self::new(Role::Host, name)
    }
}

/// A client's own name for one application, so that sending it again makes no second one. Kept only as a keyed digest.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// Longest idempotency key, in bytes.
pub const MAX_IDEMPOTENCY_KEY: usize = 255;

impl IdempotencyKey {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey")
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if (1..=MAX_IDEMPOTENCY_KEY).contains(&text.len()) && text.bytes().all(|b| (b'!'..=b'~').contains(&b)) {
            Ok(Self(text.to_owned()))
        } else {
            // The text is the client's own and may hold anything: it is not said back.
            Err(InvalidId {
                text: "Idempotency-Key".into(),
                expected: "1 to 255 visible ASCII characters without spaces",
            })
        }
    }
}

/// An application as it comes in.
pub struct NewApplication {
    /// Where it goes.
    pub county: CountyCode,
    /// The client's name for it.
    pub key: Option<IdempotencyKey>,
    /// Canonical JSON of what the applicant said.
    pub body: Zeroizing<Vec<u8>>,
    /// Digest of the body under the ledger's key ([`super::Ledger::digest`]); a plain one could be guessed from a list of people.
    pub body_digest: [u8; 32],
    /// The cutoff it should arrive before.
    pub deadline: Timestamp,
    /// Who sent it.
    pub who: Who,
    /// Whether the same content again is the same application.
    pub duplicates: Duplicates,
    /// Whether its county's plugin looked at it.
    pub check: Check,
}

/// Whether the county's plugin looked at an application before it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// It did, and found nothing that the county will not take.
    Made,
    /// It could not: none is installed, or it failed.
    NotMade,
}

/// What the same content to the same county within a day is: two programs that send one application, or a client that lost an answer
/// and has no key, must not make two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// The application that it made before.
    Recognised,
    /// Another one: the client says so.
    Allowed,
}

/// By what an application was recognised as one that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recognised {
    /// Its idempotency key.
    Key,
    /// What it says, and to which county.
    Content,
}

impl fmt::Debug for NewApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewApplication")
            .field("county", &self.county)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// What intake may tell the client: it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The application.
    pub id: ApplicationId,
    /// By what it was recognised, where it was there already.
    pub recognised: Option<Recognised>,
}

/// An application, without what the applicant said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Which.
    pub id: ApplicationId,
    /// Where it goes.
    pub county: CountyCode,
    /// Where it is in its life.
    pub state: State,
    /// When it was acknowledged.
    pub received_at: Timestamp,
    /// The cutoff it should arrive before.
    pub deadline: Timestamp,
    /// Attempts begun.
    pub attempts: u32,
    /// Attempts since it was last queued by hand that ended in a delayed retry; what backoff counts. Interruptions do not.
    pub setbacks: u32,
    /// Not worked on before.
    pub not_before: Option<Timestamp>,
    /// The county's confirmation number.
    pub receipt_number: Option<String>,
    /// Why it waits where it does: the words of its last move. None once its life is over.
    pub reason: Option<String>,
    /// The release that worked on it last.
    pub plugin: Option<PluginDigest>,
    /// Whether its county's plugin looked at it before it was taken.
    pub checked: bool,
}

/// One move of an application's history. Never changed, never removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Position in the application's history, from 1.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// What happened; none where the state stays (its arrival, a postponed reconcile).
    pub event: Option<Event>,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// Who did it.
    pub who: Who,
    /// Why, in words.
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
    /// Only in this state.
    pub state: Option<State>,
    /// Only for this county.
    pub county: Option<CountyCode>,
    /// At most so many; never more than [`MAX_LISTED`]; 0 stands for that.
    pub limit: u32,
    /// Only those that arrived before this one: the last of the page before.
    pub before: Option<ApplicationId>,
}

/// Which applications in front of a person to list; the most urgent first.
#[derive(Debug, Clone, Default)]
pub struct Urgent {
    /// Only for this county.
    pub county: Option<CountyCode>,
    /// At most so many; never more than [`MAX_LISTED`].
    pub limit: u32,
    /// Only those that come after this one: the last of the page before.
    pub after: Option<ApplicationId>,
}

/// What a piece of work was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// To submit.
    Submit,
    /// To ask the county whether it has it.
    Reconcile,
}

impl Work {
    /// The work's name, as stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Reconcile => "reconcile",
        }
    }
}

/// One piece of work under one lease, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttemptRecord {
    /// Which attempt; a reconcile carries the number of the attempt that it asks about.
    pub number: AttemptNumber,
    /// What it was for.
    pub work: Work,
    /// The release that ran.
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
