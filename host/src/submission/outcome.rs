//! How an attempt ends: a closed set, each with one consequence (see [`super::State`]).

use serde::{Deserialize, Serialize};

use super::{Mask, kind_of};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub number: String,
    /// What the confirming page said, masked.
    pub text: String,
}

impl Receipt {
    /// The same without any of the applicant's values. A number in which nothing else is found is none.
    #[must_use]
    pub fn masked(self, mask: &Mask) -> Self {
        Self { number: mask.number(&self.number).unwrap_or_default(), text: mask.apply(&self.text) }
    }
}

/// Something the county will not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Which field; empty for the application as a whole.
    pub field: String,
    /// What is wrong and what would be right, without the value.
    pub message: String,
}

impl Problem {
    /// The same without any of the applicant's values.
    #[must_use]
    pub fn masked(self, mask: &Mask) -> Self {
        let field = if kind_of(&self.field).is_some() { self.field } else { mask.apply(&self.field) };
        Self { field, message: mask.apply(&self.message) }
    }
}

/// The county's site cannot be used now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unavailability {
    pub reason: String,
    /// When the site said to come back, in seconds.
    pub retry_after_seconds: Option<u32>,
}

/// The site is not what the plugin was written for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// What the plugin looked for.
    pub expected: String,
    /// What the page has instead.
    pub found: String,
}

/// Why nobody knows whether the county has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub reason: String,
}

/// How an attempt ended, as its plugin says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case", tag = "outcome")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Outcome {
    /// The county has it.
    Delivered { receipt: Receipt },
    /// The data's doing.
    Refused {
        /// What the county will not take.
        problems: Vec<Problem>,
    },
    /// The county's doing.
    Unavailable(Unavailability),
    /// The site's doing.
    Drifted(Drift),
    /// Ops' doing.
    Credential {
        name: String,
        /// What the site said of it.
        problem: String,
    },
    /// Only a person can go on.
    NeedsPerson {
        /// What has to be decided.
        question: String,
    },
    /// The commit was intended and its outcome is unknown.
    InDoubt(Doubt),
}

impl Outcome {
    /// The same without any of the applicant's values: what a plugin says may hold what a page said.
    #[must_use]
    pub fn masked(self, mask: &Mask) -> Self {
        let words = |text: String| mask.apply(&text);
        match self {
            Self::Delivered { receipt } => Self::Delivered { receipt: receipt.masked(mask) },
            Self::Refused { problems } => {
                Self::Refused { problems: problems.into_iter().map(|problem| problem.masked(mask)).collect() }
            }
            Self::Unavailable(found) => Self::Unavailable(Unavailability { reason: words(found.reason), ..found }),
            Self::Drifted(found) => Self::Drifted(Drift { expected: words(found.expected), found: words(found.found) }),
            // The name is the manifest's: masked, it would name no credential any more.
            Self::Credential { name, problem } => Self::Credential { name, problem: words(problem) },
            Self::NeedsPerson { question } => Self::NeedsPerson { question: words(question) },
            Self::InDoubt(doubt) => Self::InDoubt(Doubt { reason: words(doubt.reason) }),
        }
    }
}
