//! What goes on in a county.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::jobs::Second;
use crate::world::County;

/// What goes on in a county.
pub(super) struct CountyNow {
    /// What waits for nothing but its turn, by deadline.
    pub(super) waiting: BTreeSet<(Timestamp, usize)>,
    pub(super) leases: u32,
    /// Sessions by account.
    pub(super) sessions: BTreeMap<String, u32>,
    pub(super) of_one_account: u32,
    pub(super) spacing: Second,
    pub(super) last_start: Option<Second>,
    /// Something befell it until then: it may be held, or down, or one goes first.
    pub(super) unsettled_until: Second,
    /// Whether its accounts have their second passwords.
    pub(super) has_new_passwords: bool,
}

impl CountyNow {
    pub(super) fn new(county: &County) -> Self {
        Self {
            waiting: BTreeSet::new(),
            leases: 0,
            sessions: BTreeMap::new(),
            of_one_account: county.of_one_account,
            spacing: i64::from(county.manifest.pace.spacing_ms.div_ceil(1_000)),
            last_start: None,
            unsettled_until: 0,
            has_new_passwords: false,
        }
    }

    pub(super) fn has_room(&self, lanes: u32, now: Second) -> bool {
        self.leases < lanes && self.last_start.is_none_or(|last| last + self.spacing <= now)
    }
}
