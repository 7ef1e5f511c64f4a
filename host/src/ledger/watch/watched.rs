//! What a host knows of the counties whose applications it watches, and when it hands one over. Plain values.

use std::time::Duration;

use jiff::Timestamp;

use crate::ledger::Offer;
use crate::submission::CountyCode;

/// How long before its cutoff an application comes in front of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOver {
    /// What nothing will work on before somebody does something.
    pub by_hand: Duration,
    /// What merely waits, and will not have its turn in time.
    pub last_call: Duration,
}

/// Whether a county could be worked for.
#[derive(Debug, Clone)]
pub enum CanWork {
    /// Like this.
    Now(Offer),
    /// Later, by itself: why.
    Later(String),
    /// Not before somebody does something.
    Never {
        /// None where that is not known, and was so for long.
        since: Option<Timestamp>,
        why: String,
    },
}

/// What a host knows of the counties whose applications it watches.
pub trait Watched: Sync {
    fn can_work(&self, county: &CountyCode, now: Timestamp) -> CanWork;

    /// The county's next cutoff after a moment; none where it has no calendar, as it is not configured.
    fn next_cutoff(&self, county: &CountyCode, after: Timestamp) -> Option<Timestamp>;
}
