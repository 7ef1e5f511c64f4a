//! How long the next try waits: doubled each time, spread by chance, and never past the cutoff if a try before it is possible.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::moment::Moment;
use crate::ledger::Pause;

/// Longest wait between two tries.
const LONGEST_BACKOFF: SignedDuration = SignedDuration::from_mins(10);
/// Longest wait that a site's `Retry-After` is granted.
const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// The wait between tries.
#[derive(Debug, Clone)]
pub(super) struct Backoff {
    first: SignedDuration,
}

impl Backoff {
    pub(super) fn new(first_seconds: u32) -> Self {
        Self { first: SignedDuration::from_secs(i64::from(first_seconds)) }
    }

    /// How long a site that is down is left alone at first, and what it asked for.
    pub(super) fn pause(&self, retry_after_seconds: Option<u32>, chance: f64) -> Pause {
        let asked = Duration::from_secs(retry_after_seconds.unwrap_or(0).into());
        Pause { first: jittered(self.first, chance).try_into().unwrap_or_default(), asked }
    }

    /// When a next try is due after so many before; none where that would be after the cutoff.
    pub(super) fn due(&self, retry_after_seconds: Option<u32>, before: u32, at: Moment) -> Option<Timestamp> {
        let doubled = self.first.saturating_mul(1_i32.checked_shl(before.min(16)).unwrap_or(i32::MAX));
        let asked = SignedDuration::from_secs(i64::from(retry_after_seconds.unwrap_or(0))).min(LONGEST_RETRY_AFTER);
        let wait = jittered(doubled.min(LONGEST_BACKOFF), at.chance).max(asked);
        let remaining = at.deadline.duration_since(at.now);
        // Before the cutoff a try is worth more than politeness: never wait for more than half of what is left of the day.
        let wait = if remaining > self.first && asked.is_zero() { wait.min(remaining / 2) } else { wait };
        let due = at.now.saturating_add(wait).unwrap_or(at.now);
        (due < at.deadline || at.now >= at.deadline).then_some(due)
    }
}

/// Between 80 and 120 % of a wait.
fn jittered(wait: SignedDuration, chance: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(wait.as_secs_f64() * (0.8 + 0.4 * chance.clamp(0.0, 1.0))).unwrap_or(wait)
}
