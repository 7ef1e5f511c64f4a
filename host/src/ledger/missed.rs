//! Cutoffs that passed before an application was at its county: each is counted once, and the next one is its deadline. What waits, what is
//! in doubt and what is in front of a person is counted where it is; what is worked on once that has ended.
//!
//! By the clock that leases are counted by: no host whose own clock is wrong counts for others, and one that is set back uncounts nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{AnyConnection, Row as _};

use super::rows::{count, moment, moment_if_any, parsed, stored};
use super::snapshot::Snapshot;
use super::watch::{CanWork, Watched};
use super::{Ledger, LedgerError};
use crate::submission::{ApplicationId, CountyCode, State};

/// Most applications of which a cutoff is noted in one transaction, and most of a county until others have had their turn.
const MOST_NOTED: i64 = 256;
const MOST_IN_TURN: usize = 20;
/// Most cutoffs of one application that are noted together: what the host slept through.
const MOST_CUTOFFS: usize = 32;
/// How long after the cutoff a doubt about what was sent before it may still be settled as in time.
const SETTLES: Duration = Duration::from_secs(15 * 60);

/// A cutoff that an application missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissedCutoff {
    pub cutoff: Timestamp,
    pub noted_at: Timestamp,
    /// Where it was instead, in the host's own words.
    pub reason: String,
}

/// What of a county missed a cutoff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// Applications that did and are not at their county yet.
    pub waiting: u64,
    /// Cutoffs in all, each of each application.
    pub cutoffs: u64,
}

/// What was noted of a county in one transaction.
struct Noted {
    cutoffs: u64,
    is_all: bool,
}

impl Ledger {
    /// Notes the cutoffs that have passed, and moves the deadlines on to the next ones. Gives how many there were.
    pub async fn note_missed(&self, watched: &dyn Watched) -> Result<u64, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let rows = sqlx::query(
            "SELECT DISTINCT county FROM applications WHERE state IN ('queued', 'in_doubt', 'review') AND deadline <= $1",
        )
        .bind(stored(now))
        .fetch_all(&mut *db)
        .await?;
        drop(db);
        let mut all = 0;
        for row in &rows {
            let county: CountyCode = parsed(row, "county")?;
            for _ in 0..MOST_IN_TURN {
                match self.note_missed_of(&county, watched).await {
                    Ok(noted) => {
                        all += noted.cutoffs;
                        if noted.is_all {
                            break;
                        }
                    }
                    // One county keeps no other from being counted.
                    Err(error) => {
                        tracing::error!(%county, %error, "missed cutoffs of a county could not be noted");
                        break;
                    }
                }
            }
        }
        Ok(all)
    }

    async fn note_missed_of(&self, county: &CountyCode, watched: &dyn Watched) -> Result<Noted, LedgerError> {
        let mut tx = self.begin().await?;
        let now = self.lease_now(&mut tx).await?;
        let moves_on = watched.next_cutoff(county, now).is_some();
        let rows = sqlx::query(
            "SELECT a.id, a.state, a.deadline, a.not_before FROM applications a
             WHERE a.county = $1 AND a.state IN ('queued', 'in_doubt', 'review') AND a.deadline <= $2
                AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = a.id)
                AND (a.state <> 'in_doubt' OR a.committed_at > a.deadline OR a.deadline <= $3)
                AND ($4 OR NOT EXISTS (SELECT 1 FROM missed_cutoffs m WHERE m.application = a.id AND m.cutoff = a.deadline))
             ORDER BY a.deadline, a.id LIMIT $5",
        )
        .bind(county.as_str())
        .bind(stored(now))
        .bind(stored(now - SETTLES))
        .bind(moves_on)
        .bind(MOST_NOTED)
        .fetch_all(&mut *tx)
        .await?;
        if rows.is_empty() {
            return Ok(Noted { cutoffs: 0, is_all: true });
        }
        let stopped = stopped(&mut tx, county, watched, now).await?;
        let mut cutoffs = 0;
        for row in &rows {
            let id: ApplicationId = parsed(row, "id")?;
            let reason = match (parsed::<State>(row, "state")?, moment_if_any(row, "not_before")?) {
                (State::Review, _) => "it was in front of a person",
                (State::InDoubt, _) => "nobody could say whether the county had it",
                (_, waits) => stopped.unwrap_or(match waits {
                    Some(_) => "it waited to be tried again",
                    None => "it waited for its turn",
                }),
            };
            let mut cutoff = moment(row, "deadline")?;
            for _ in 0..MOST_CUTOFFS {
                cutoffs += u64::from(note(&mut tx, (id, county), (cutoff, now), reason).await?);
                let next = watched.next_cutoff(county, cutoff).filter(|next| *next > cutoff);
                let Some(next) = next else { break };
                sqlx::query("UPDATE applications SET deadline = $1 WHERE id = $2 AND deadline = $3")
                    .bind(stored(next))
                    .bind(id.to_string())
                    .bind(stored(cutoff))
                    .execute(&mut *tx)
                    .await?;
                cutoff = next;
                if cutoff > now {
                    break;
                }
            }
        }
        tx.commit().await?;
        counted(county, cutoffs);
        Ok(Noted { cutoffs, is_all: i64::try_from(rows.len()) != Ok(MOST_NOTED) })
    }

    /// The cutoffs that an application missed, the first one first.
    pub async fn missed_cutoffs(&self, id: ApplicationId) -> Result<Vec<MissedCutoff>, LedgerError> {
        let rows =
            sqlx::query("SELECT cutoff, noted_at, reason FROM missed_cutoffs WHERE application = $1 ORDER BY cutoff")
                .bind(id.to_string())
                .fetch_all(self.readers())
                .await?;
        let missed = |row| {
            let (cutoff, noted_at) = (moment(row, "cutoff")?, moment(row, "noted_at")?);
            Ok(MissedCutoff { cutoff, noted_at, reason: row.try_get("reason")? })
        };
        rows.iter().map(missed).collect()
    }

    /// What of each county missed a cutoff; counties of which nothing ever did are left out.
    pub async fn missed(&self) -> Result<BTreeMap<CountyCode, Missed>, LedgerError> {
        let rows = sqlx::query(
            "SELECT m.county, m.n AS cutoffs, (SELECT count(*) FROM applications a WHERE a.county = m.county AND a.missed > 0
                AND a.state NOT IN ('delivered', 'delivered_by_hand', 'cancelled')) AS waiting
             FROM (SELECT county, count(*) AS n FROM missed_cutoffs GROUP BY county) m",
        )
        .fetch_all(self.readers())
        .await?;
        let missed = |row| {
            let (waiting, cutoffs) = (u64::from(count(row, "waiting")?), u64::from(count(row, "cutoffs")?));
            Ok((parsed(row, "county")?, Missed { waiting, cutoffs }))
        };
        rows.iter().map(missed).collect()
    }
}

/// Notes the deadline of an application that arrives after it. Gives whether it did, so that it is [`counted`] once that is kept.
pub(super) async fn note_late(
    db: &mut AnyConnection,
    application: &Snapshot,
    (arrived, now): (Timestamp, Timestamp),
) -> Result<bool, LedgerError> {
    let Snapshot { id, county, deadline, .. } = application;
    if arrived <= *deadline {
        return Ok(false);
    }
    note(db, (*id, county), (*deadline, now), "it was sent after it").await
}

/// Says in the metrics that so many cutoffs were missed.
pub(super) fn counted(county: &CountyCode, cutoffs: u64) {
    if cutoffs > 0 {
        tracing::warn!(%county, cutoffs, "applications missed their cutoff");
        metrics::counter!("postrider_missed_total", "county" => county.to_string()).increment(cutoffs);
    }
}

/// Notes a cutoff, once. Gives whether it had not been.
async fn note(
    db: &mut AnyConnection,
    (id, county): (ApplicationId, &CountyCode),
    (cutoff, now): (Timestamp, Timestamp),
    reason: &'static str,
) -> Result<bool, LedgerError> {
    let noted = sqlx::query(
        "INSERT INTO missed_cutoffs (application, cutoff, county, noted_at, reason) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(id.to_string())
    .bind(stored(cutoff))
    .bind(county.as_str())
    .bind(stored(now))
    .bind(reason)
    .execute(db)
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// What keeps a county's queue from being worked on, in the host's own words.
async fn stopped(
    db: &mut AnyConnection,
    county: &CountyCode,
    watched: &dyn Watched,
    now: Timestamp,
) -> Result<Option<&'static str>, LedgerError> {
    let row = sqlx::query(
        "SELECT CASE WHEN held_since IS NOT NULL THEN 'held' WHEN down_since IS NOT NULL THEN 'down'
            WHEN first_since IS NOT NULL THEN 'first' ELSE '' END AS what FROM counties WHERE county = $1",
    )
    .bind(county.as_str())
    .fetch_optional(db)
    .await?;
    let what: String = row.map(|row| row.try_get("what")).transpose()?.unwrap_or_default();
    Ok(match (what.as_str(), watched.can_work(county, now)) {
        ("held", _) => Some("its county's work was held"),
        (_, CanWork::Never { .. }) => Some("nothing served its county"),
        ("down", _) => Some("its county's site was down"),
        (_, CanWork::Later(_)) => Some("its county's site was closed"),
        ("first", _) => Some("another one of its county went first"),
        _ => None,
    })
}
