//! Counts of what went wrong with one application, and the limits after which a person looks at it. The counts begin
//! when a person last put it in the queue. The ledger keeps them, so that a restart forgives nothing. Pure.

use serde::Serialize;

/// Why the county may have an application that has no receipt.
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
    /// Whether the county's "no such application" settles the doubt. A person looks where something else than the
    /// host's own commit may have sent it, or where the county said the opposite before.
    pub fn settled_by_county_has_none(self) -> bool {
        self == Self::Intended
    }

    /// What a person has to do about it.
    pub fn what_to_do(self) -> String {
        self.what_to_do_or("send it again")
    }

    /// The same, where the person is about to do something else than sending it again.
    pub fn what_to_do_or(self, or: &str) -> String {
        format!("{}; look at the county whether it has it, then resolve it as delivered by hand, or {or}", self.known())
    }

    /// What is known of where it is, in the host's own words.
    pub fn known(self) -> &'static str {
        match self {
            Self::Intended => "it was about to be sent, and whether the county has it is not known",
            Self::Claimed => "its plugin says that it sent it by a way that its manifest does not declare",
            Self::Confirmed => "the county's page confirmed it, although no number could be read",
        }
    }
}

/// How often each of these happened to an application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// How often the end of the host cut off work on it.
    pub interruptions: u32,
    /// Attempts that the wall clock ended.
    pub time_outs: u32,
    /// Faults of the release that works on it now.
    pub faults: u32,
    /// Attempts that found another site than the release that works on it now expects.
    pub drifts: u32,
    /// Commits during which, as the gate proves, nothing left.
    pub unsent: u32,
    /// How often a doubt about it began.
    pub doubts: u32,
    /// Questions to the county that got no answer, since the doubt began.
    pub unanswered: u32,
    /// How often the county said that it has no such application, since the doubt began.
    #[serde(rename = "denials")]
    pub county_has_none: u32,
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
    /// How often the county has to say, a settling time apart, that it has no such application before it is sent again.
    pub const COUNTY_HAS_NONE_TO_SEND_AGAIN: u32 = 2;
}
