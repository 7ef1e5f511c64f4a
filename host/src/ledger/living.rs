//! The leases that work of this process holds, by time that passes and not by the clock on the wall: when somebody sets that one,
//! no work that is alive loses its right to go on, and none that is dead keeps it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Ledger;
use crate::submission::Fence;

/// Until when each lives, as [`Clock::passed`](crate::submission::Clock::passed) counts.
#[derive(Default)]
pub(super) struct Living(Mutex<HashMap<i64, Duration>>);

impl Ledger {
    /// A lease lives for another `ttl`.
    pub(super) fn keep_lease(&self, fence: Fence, ttl: Duration) {
        let until = self.clock().passed().saturating_add(ttl);
        self.living().insert(fence.0, until);
    }

    /// A lease that lives does so for another `ttl`, whatever the database says: nobody else writes this ledger, and only
    /// [`recover`](Ledger::recover) of this process takes it back.
    pub(super) fn prolong_lease(&self, fence: Fence, ttl: Duration) {
        let until = self.clock().passed().saturating_add(ttl);
        if let Some(living) = self.living().get_mut(&fence.0) {
            *living = until;
        }
    }

    /// A lease was given back.
    pub(super) fn forget_lease(&self, fence: Fence) {
        self.living().remove(&fence.0);
    }

    /// Whether a lease ran out; none for one that is not of this process.
    pub(super) fn ran_out(&self, fence: Fence) -> Option<bool> {
        let passed = self.clock().passed();
        self.living().get(&fence.0).map(|until| *until <= passed)
    }

    fn living(&self) -> std::sync::MutexGuard<'_, HashMap<i64, Duration>> {
        self.0.living.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
