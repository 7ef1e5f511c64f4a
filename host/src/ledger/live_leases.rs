//! The leases that work of this process holds, by time that passes and not by the clock on the wall: when somebody sets that one,
//! no work that is alive loses its right to go on, and none that is dead keeps it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::submission::{Clock, Fence};

/// How long each lease lives, as [`Clock::passed`] counts.
pub(super) struct LiveLeases {
    clock: Clock,
    lives: Mutex<HashMap<i64, Life>>,
}

/// A lease that was taken, or renewed.
#[derive(Clone, Copy)]
struct Life {
    since: Duration,
    ttl: Duration,
}

impl Life {
    fn ends(self) -> Duration {
        self.since.saturating_add(self.ttl)
    }
}

impl LiveLeases {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, lives: Mutex::default() }
    }

    /// By this a lease's life is counted: from before it is written, so that nobody else takes it for dead sooner.
    pub(super) fn passed(&self) -> Duration {
        self.clock.passed()
    }

    /// A lease lives for `ttl` from a moment.
    pub(super) fn keep(&self, fence: Fence, since: Duration, ttl: Duration) {
        self.lives().insert(fence.0, Life { since, ttl });
    }

    /// A lease that lives does so for another `ttl`, whatever the database says: nobody else writes a file, and only
    /// [`recover`](super::Ledger::recover) of this process takes it back.
    pub(super) fn prolong(&self, fence: Fence, ttl: Duration) {
        let since = self.passed();
        if let Some(life) = self.lives().get_mut(&fence.0) {
            *life = Life { since, ttl };
        }
    }

    /// A lease was given back.
    pub(super) fn forget(&self, fence: Fence) {
        self.lives().remove(&fence.0);
    }

    /// Whether a lease ran out; none for one that is not of this process.
    pub(super) fn ran_out(&self, fence: Fence) -> Option<bool> {
        let passed = self.passed();
        self.lives().get(&fence.0).map(|life| life.ends() <= passed)
    }

    /// Whether what cannot be taken back may still be begun: not in the last third of a life that nobody could renew, for others count
    /// by other clocks. None for a lease that is not of this process.
    pub(super) fn may_act(&self, fence: Fence) -> Option<bool> {
        let passed = self.passed();
        self.lives().get(&fence.0).map(|life| passed < life.since.saturating_add(life.ttl * 2 / 3))
    }

    fn lives(&self) -> MutexGuard<'_, HashMap<i64, Life>> {
        self.lives.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
