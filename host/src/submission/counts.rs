//! How often what went wrong with one application, and how often is too often. Counted from when a person last put it in the
//! queue; kept by the ledger, so that a restart forgives nothing. Pure.

use serde::Serialize;

/// What speaks for it that the county may have an application that it did not confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Sending {
    /// The host meant to send it, and nobody knows what came of that.
    Intended,
    /// Its plugin says that it sent it by a way that the host did not see.
    Claimed,
    /// The host saw the county's page confirm it, without a number that could be kept.
    Confirmed,
}

impl Sending {
    /// Whether the county's "no such application" settles it. It does not where something else than the host's own commit may
    /// have sent it, or where the county said the opposite before: then a person looks.
    pub fn settled_by_denials(self) -> bool {
        self == Self::Intended
    }

    /// What a person does about it.
    pub fn what_to_do(self) -> String {
        self.what_to_do_or("send it again")
    }

    /// The same, where the person is about to do something else than sending it again.
    pub fn what_to_do_or(self, or: &str) -> String {
        format!("{}; look at the county whether it has it, then resolve it as delivered by hand, or {or}", self.known())
    }

    fn known(self) -> &'static str {
        match self {
            Self::Intended => "it was about to be sent, and whether the county has it is not known",
            Self::Claimed => "its plugin says that it sent it by a way that its manifest does not declare",
            Self::Confirmed => "the county's page confirmed it, although no number could be read",
        }
    }
}

/// How often what happened to an application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Work on it that the end of the host cut off.
    pub interruptions: u32,
    /// Attempts that the wall clock ended.
    pub time_outs: u32,
    /// Faults of the release that works on it now.
    pub faults: u32,
    /// Attempts that found another site than the release that works on it now expects.
    pub drifts: u32,
    /// Commits during which, as the gate proves, nothing left.
    pub unsent: u32,
    /// Doubts.
    pub doubts: u32,
    /// Questions to the county that got no answer, since the doubt began.
    pub unanswered: u32,
    /// How often the county said that it has none, since the doubt began.
    pub denials: u32,
}

impl Counts {
    /// Interruptions after which a person looks: it may be what brings the host down.
    pub const MAX_INTERRUPTIONS: u32 = 3;
    /// Time-outs after which a person looks.
    pub const MAX_TIME_OUTS: u32 = 3;
    /// Faults on one application after which a person looks.
    pub const MAX_FAULTS: u32 = 2;
    /// Drifts on one application after which a person looks.
    pub const MAX_DRIFTS: u32 = 3;
    /// Commits without anything sent after which a person looks.
    pub const MAX_UNSENT: u32 = 2;
    /// Doubts after which a person looks, whatever the county says.
    pub const MAX_DOUBTS: u32 = 2;
    /// Questions without an answer after which a person looks.
    pub const MAX_UNANSWERED: u32 = 8;
    /// How often the county has to say that it has none, a settling time apart, before it is sent again.
    pub const DENIALS_TO_SEND_AGAIN: u32 = 2;
}
