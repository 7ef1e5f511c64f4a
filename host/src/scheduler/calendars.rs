//! Deadlines go with the calendars of the counties, which change while a host runs, and while none does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::availability::WatchedCounties;
use super::surroundings::Releases;
use crate::counties::ServedCounty;
use crate::ledger::LedgerError;
use crate::submission::CountyCode;

type ByCode = BTreeMap<CountyCode, Arc<ServedCounty>>;

/// The counties by whose calendars the deadlines of what waits were last set. None at the start: what changed since the last one is not known.
#[derive(Default)]
pub(super) struct Calendars(Mutex<Arc<ByCode>>);

impl Calendars {
    /// Has the deadlines follow, where any county is another one than before. What fails is tried again the next time.
    pub(super) async fn follow<R: Releases>(&self, watched: &WatchedCounties<'_, R>) -> Result<(), LedgerError> {
        let now = watched.counties.now();
        let before = Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if Arc::ptr_eq(&before, &now) {
            return Ok(());
        }
        let has_changed = |code: &CountyCode| match (before.get(code), now.get(code)) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
            (None, now) => now.is_some(),
            (Some(_), None) => false,
        };
        watched.ledger.follow_calendars(watched, &has_changed).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
        Ok(())
    }
}
