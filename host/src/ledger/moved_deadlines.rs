//! Deadlines go with the calendars: where a county's changes, what waits there is due at the cutoff that it has now. What stood before is kept.
//!
//! By the new calendar a cutoff may have passed already: then that is its deadline, and counts as [missed](super::missed).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::rows::{moment, moment_if_any, parsed, stored};
use super::watch::Watched;
use super::{Ledger, LedgerError};
use crate::submission::{ApplicationId, CountyCode};

/// Most applications that are looked at in one transaction.
const MOST_MOVED: i64 = 256;

/// A deadline that moved with its county's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedDeadline {
    pub at: Timestamp,
    pub was: Timestamp,
    pub deadline: Timestamp,
}

impl Ledger {
    /// Moves the deadlines of all that is not done yet in the counties whose calendars may have changed. Gives how many moved.
    ///
    /// # Errors
    ///
    /// Of the last county that could not be read or written; all others are done nevertheless.
    pub async fn follow_calendars(
        &self,
        watched: &dyn Watched,
        may_have_changed: &(dyn Fn(&CountyCode) -> bool + Sync),
    ) -> Result<u64, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let rows = sqlx::query(
            "SELECT DISTINCT county, deadline FROM applications
             WHERE state IN ('queued', 'attempting', 'committing', 'in_doubt', 'review') AND deadline > $1",
        )
        .bind(stored(now))
        .fetch_all(&mut *db)
        .await?;
        drop(db);
        // Beside the writer, which everybody waits for: mostly there is nothing to move.
        let mut otherwise = BTreeSet::new();
        for row in &rows {
            let (county, deadline) = (parsed::<CountyCode>(row, "county")?, moment(row, "deadline")?);
            let is_otherwise = || watched.next_cutoff(&county, now).is_some_and(|next| next != deadline);
            if may_have_changed(&county) && is_otherwise() {
                otherwise.insert(county);
            }
        }
        let (mut all, mut failed) = (0, None);
        for county in otherwise {
            match self.follow_calendar(&county, watched).await {
                Ok(0) => {}
                Ok(moved) => {
                    all += moved;
                    tracing::info!(%county, moved, "deadlines moved with their county's calendar");
                }
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(all), Err)
    }

    async fn follow_calendar(&self, county: &CountyCode, watched: &dyn Watched) -> Result<u64, LedgerError> {
        let (mut moved, mut last) = (0, String::new());
        loop {
            let mut tx = self.begin().await?;
            let now = self.lease_now(&mut tx).await?;
            let Some(next) = watched.next_cutoff(county, now) else { return Ok(moved) };
            let rows = sqlx::query(
                "SELECT a.id, a.received_at, a.deadline,
                    (SELECT max(m.cutoff) FROM missed_cutoffs m WHERE m.application = a.id) AS missed
                 FROM applications a
                 WHERE a.county = $1 AND a.state IN ('queued', 'attempting', 'committing', 'in_doubt', 'review')
                    AND a.deadline > $2 AND a.deadline <> $3 AND a.id > $4
                 ORDER BY a.id LIMIT $5",
            )
            .bind(county.as_str())
            .bind(stored(now))
            .bind(stored(next))
            .bind(&last)
            .bind(MOST_MOVED)
            .fetch_all(&mut *tx)
            .await?;
            for row in &rows {
                let id: ApplicationId = parsed(row, "id")?;
                last = id.to_string();
                let (received, was) = (moment(row, "received_at")?, moment(row, "deadline")?);
                let since = moment_if_any(row, "missed")?.map_or(received, |missed| missed.max(received));
                let deadline = watched.next_cutoff(county, since).filter(|deadline| *deadline != was);
                let Some(deadline) = deadline else { continue };
                sqlx::query(
                    "INSERT INTO moved_deadlines (application, seq, at, was, deadline)
                     SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4 FROM moved_deadlines WHERE application = $1",
                )
                .bind(&last)
                .bind(stored(now))
                .bind(stored(was))
                .bind(stored(deadline))
                .execute(&mut *tx)
                .await?;
                sqlx::query("UPDATE applications SET deadline = $1 WHERE id = $2 AND deadline = $3")
                    .bind(stored(deadline))
                    .bind(&last)
                    .bind(stored(was))
                    .execute(&mut *tx)
                    .await?;
                moved += 1;
            }
            tx.commit().await?;
            if i64::try_from(rows.len()) != Ok(MOST_MOVED) {
                return Ok(moved);
            }
        }
    }

    /// The deadlines that an application had before, the first one first.
    pub async fn moved_deadlines(&self, id: ApplicationId) -> Result<Vec<MovedDeadline>, LedgerError> {
        let rows = sqlx::query("SELECT at, was, deadline FROM moved_deadlines WHERE application = $1 ORDER BY seq")
            .bind(id.to_string())
            .fetch_all(self.readers())
            .await?;
        let moved = |row| {
            Ok(MovedDeadline { at: moment(row, "at")?, was: moment(row, "was")?, deadline: moment(row, "deadline")? })
        };
        rows.iter().map(moved).collect()
    }
}
