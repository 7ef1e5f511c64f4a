//! How an attempt ended. Plain values.

use crate::plugin::CallReport;
use crate::submission::{Finding, Outcome};

pub enum Ending {
    /// The plugin was called to send the application.
    Submitted(Box<CallReport<Outcome>>),
    /// The plugin was called to ask the county.
    Reconciled(Box<CallReport<Finding>>),
    /// Nothing was sent, for a reason of the host's own.
    Interrupted(Interrupted),
}

/// Why nothing was sent, and what then.
pub struct Interrupted {
    pub why: String,
    pub follow_up: FollowUp,
}

impl Interrupted {
    pub fn new(why: impl Into<String>, follow_up: FollowUp) -> Self {
        Self { why: why.into(), follow_up }
    }
}

/// What follows where nothing was sent for a reason of the host's own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FollowUp {
    /// Again at once, without penalty.
    AtOnce,
    /// Again after a while: what was missing may come back.
    Later,
    /// A person has to look.
    Person,
}
