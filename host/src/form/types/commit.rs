//! The final click: what it is asked for with, and what became of it. Plain data.

use super::condition::Condition;
use super::error::Failure;
use super::target::Target;
use super::window::DialogAnswer;
use crate::submission::Receipt;

/// The final click and how its outcome shows.
#[derive(Clone, Debug)]
pub struct CommitRequest {
    /// What submits.
    pub target: Target,
    /// Dialogs that follow the click, answered in this order.
    pub dialogs: Vec<DialogAnswer>,
    /// Any of these: the county has it.
    pub confirmed: Vec<Condition>,
    /// Any of these: the county says that it did not take it.
    pub refused: Vec<Condition>,
    /// Where the confirmation number stands, once confirmed.
    pub number: Target,
    /// The number's form: `#` a digit, `@` a letter, `*` either. Without one the number is the text there, once it has a digit and stands
    /// still; masked, one line of at most 100 characters.
    pub number_pattern: Option<String>,
    /// How long to wait for either, in milliseconds; at most 120,000.
    pub bound_ms: u32,
}

/// A commit that was checked and can be made: the target is ready and every required field is accounted for.
#[derive(Debug)]
pub struct ReadyCommit {
    pub(crate) request: CommitRequest,
}

/// What became of a commit.
#[derive(Clone, Debug)]
pub enum CommitOutcome {
    /// The county has it.
    Confirmed(Receipt),
    /// The county says that it did not take it; what the page says, masked.
    Refused(String),
    /// The click was made, or may have been, and neither showed; why.
    InDoubt(String),
    /// The county's page confirms it, and its number could not be read; what stands there, masked.
    Unread(String),
    /// Nothing was clicked, or the gate proves that nothing was sent: the intent can be taken back.
    NotClicked(Failure),
}

impl CommitOutcome {
    /// As in the trace.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            CommitOutcome::Confirmed(_) => "confirmed",
            CommitOutcome::Refused(_) => "refused",
            CommitOutcome::InDoubt(_) | CommitOutcome::Unread(_) => "in-doubt",
            CommitOutcome::NotClicked(_) => "not-clicked",
        }
    }
}
