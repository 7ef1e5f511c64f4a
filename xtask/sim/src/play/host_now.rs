//! A host as it is now.

use crate::jobs::Second;

/// A host as it is now.
pub(super) struct HostNow {
    /// Browsers that are free.
    pub(super) free: u32,
    pub(super) sessions: u32,
    /// Which of its processes it is.
    pub(super) incarnation: i64,
    pub(super) is_dead: bool,
    /// It stands still until then, or does not reach the ledger.
    pub(super) still_until: Second,
    pub(super) cut_off_until: Second,
}

impl HostNow {
    pub(super) fn new(sessions: u32) -> Self {
        Self { free: sessions, sessions, incarnation: 1, is_dead: false, still_until: 0, cut_off_until: 0 }
    }

    pub(super) fn is_well(&self, now: Second) -> bool {
        !self.is_dead && self.still_until <= now && self.cut_off_until <= now
    }
}

/// What a host is called in the ledger.
pub(super) fn name(host: usize) -> String {
    format!("host-{host}")
}
