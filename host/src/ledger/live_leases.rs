//! The leases that work of this process holds, by time that passes and not by the clock on the wall: when somebody sets that one,
//! no work that is alive loses its right to go on, and none that is dead keeps it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::submission::{Clock, Fence};

/// Until when each lease lives, as [`Clock::passed`] counts.
pub(super) struct LiveLeases {
    clock: Clock,
    until: Mutex<HashMap<i64, Duration>>,
}

impl LiveLeases {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, until: Mutex::default() }
    }

    /// A lease lives for another `ttl`.
    pub(super) fn keep(&self, fence: Fence, ttl: Duration) {
        let until = self.clock.passed().saturating_add(ttl);
        self.until().insert(fence.0, until);
    }

    /// A lease that lives does so for another `ttl`, whatever the database says: nobody else writes this ledger, and only
    /// [`recover`](super::Ledger::recover) of this process takes it back.
    pub(super) fn prolong(&self, fence: Fence, ttl: Duration) {
        let until = self.clock.passed().saturating_add(ttl);
        if let Some(lives_until) = self.until().get_mut(&fence.0) {
            *lives_until = until;
        }
    }

    /// A lease was given back.
    pub(super) fn forget(&self, fence: Fence) {
        self.until().remove(&fence.0);
    }

    /// Whether a lease ran out; none for one that is not of this process.
    pub(super) fn ran_out(&self, fence: Fence) -> Option<bool> {
        let passed = self.clock.passed();
        self.until().get(&fence.0).map(|until| *until <= passed)
    }

    fn until(&self) -> MutexGuard<'_, HashMap<i64, Duration>> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
