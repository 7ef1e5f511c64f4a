//! What is known when an attempt ends. Time and chance are values, so that tests own them.

use jiff::Timestamp;

use crate::submission::{Counts, Sending};

/// What was known when an attempt ended.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub now: Timestamp,
    pub deadline: Timestamp,
    /// Delayed retries so far.
    pub setbacks: u32,
    /// Which attempt this is since a person last put it in the queue, from 1.
    pub tries: u32,
    /// What went wrong with it before this piece of work.
    pub counts: Counts,
    /// What speaks for it that the county has it, if anything does.
    pub sending: Option<Sending>,
    /// Between 0 and 1, so that retries do not come at the same time.
    pub chance: f64,
}
