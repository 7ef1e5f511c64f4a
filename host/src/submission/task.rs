//! What an application that was taken from the queue is worked on for. A check at intake needs no browser and no right to the
//! application, and is none of these.

use jiff::Timestamp;

/// What is to be done with an application under its lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Fill the county's form and send it.
    Submit,
    /// Fill the county's form up to the click that would send it, and say what stands in the way.
    Rehearse,
    /// Ask the county whether it has it.
    Reconcile {
        /// When the intent to send became durable.
        committed_at: Timestamp,
    },
}
