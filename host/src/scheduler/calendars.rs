//! Deadlines go with the calendars of the counties, which change while a host runs, and while none does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::availability::WatchedCounties;
use super::surroundings::Releases;
use crate::counties::ServedCounty;
use crate::ledger::LedgerError;
use crate::submission::CountyCode;

type ByCode = BTreeMap<CountyCode, Arc<ServedCounty>>;

/// The counties by whose calendars the deadlines of what waits were set the last two times. None at the start: what changed since the last one is
/// not known.
#[derive(Default)]
pub(super) struct Calendars(Mutex<Followed>);

#[derive(Clone, Default)]
struct Followed {
    last: Arc<ByCode>,
    /// What differs from these is followed a second time: meanwhile whatever came by the calendar of before has been written down.
    before: Arc<ByCode>,
}

impl Calendars {
    /// Has the deadlines follow, where any county is another one than before. What fails is tried again the next time.
    pub(super) async fn follow<R: Releases>(&self, watched: &WatchedCounties<'_, R>) -> Result<(), LedgerError> {
        let now = watched.counties.now();
        let followed = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if followed.ends_with(&now) {
            return Ok(());
        }
        watched.ledger.follow_calendars(watched, &|code| followed.may_differ(&now, code)).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = followed.by(now);
        Ok(())
    }
}

impl Followed {
    /// Whether these were followed twice already.
    fn ends_with(&self, now: &Arc<ByCode>) -> bool {
        Arc::ptr_eq(&self.before, now)
    }

    fn may_differ(&self, now: &ByCode, code: &CountyCode) -> bool {
        match (self.before.get(code), now.get(code)) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
            (None, now) => now.is_some(),
            (Some(_), None) => false,
        }
    }

    fn by(self, now: Arc<ByCode>) -> Self {
        Self { last: now, before: self.last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_followed_twice() {
        let mut followed = Followed::default();
        for now in [Arc::new(ByCode::new()), Arc::new(ByCode::new())] {
            for _ in 0..2 {
                assert!(!followed.ends_with(&now));
                followed = followed.by(Arc::clone(&now));
            }
            assert!(followed.ends_with(&now));
        }
    }
}
