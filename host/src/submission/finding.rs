//! What a county says of an application whose commit is in doubt.

use super::{Mask, Receipt};

/// What the county says when asked for an application whose commit is in doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It has it.
    Found(Receipt),
    /// It says that there is none: the only way back to the queue.
    None,
    /// It cannot be asked now, for a reason that will pass or that ops mends; asked again later.
    Later {
        what: Hindrance,
        reason: String,
        /// When the site said to come back, in seconds.
        retry_after_seconds: Option<u32>,
    },
    /// The answer is unclear: a person decides.
    Undecided { reason: String },
}

/// What keeps a county from being asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Its site cannot be used now.
    Site,
    /// Its search is not what the plugin was written for.
    Search,
    /// It refuses the login that the plugin was leased under this name.
    Credential { name: String },
}

impl Finding {
    /// The same without any of the applicant's values.
    #[must_use]
    pub fn masked(self, mask: &Mask) -> Self {
        match self {
            Self::Found(receipt) => Self::Found(receipt.masked(mask)),
            Self::None => Self::None,
            Self::Later { what, reason, retry_after_seconds } => {
                Self::Later { what, reason: mask.apply(&reason), retry_after_seconds }
            }
            Self::Undecided { reason } => Self::Undecided { reason: mask.apply(&reason) },
        }
    }
}
