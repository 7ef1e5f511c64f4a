//! How long people worked on cases. A case counts from when it is taken until it is decided, given back or free again by the clock, and
//! never for longer than [`IDLE`] after what its holder did on it last.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::Row as _;

use super::assignments::IDLE;
use super::rows::{count, damaged, moment, parsed, stored};
use super::{Ledger, LedgerError};
use crate::submission::CountyCode;

/// An hour as moments are stored.
const HOUR: i64 = 60 * 60 * 1_000;

/// The cases of one county that were taken in one hour for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffHour {
    pub county: CountyCode,
    /// How the last work on them had ended.
    pub reason: String,
    /// Its beginning.
    pub hour: Timestamp,
    /// How often one was taken.
    pub taken: u32,
    pub milliseconds: u64,
}

/// What a county's cases took since the ledger began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffTotal {
    pub county: CountyCode,
    pub reason: String,
    pub milliseconds: u64,
}

impl Ledger {
    /// What was worked on cases that were taken since a moment, hour by hour: whose day an hour belongs to depends on its county's zone.
    pub async fn staff_hours(&self, since: Timestamp) -> Result<Vec<StaffHour>, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let rows = sqlx::query(
            "SELECT county, reason, hours * $3 AS hour, count(*) AS taken, CAST(sum(ends - taken_at) AS BIGINT) AS lasted FROM (
                SELECT county, reason, taken_at, taken_at / $3 AS hours,
                    CASE WHEN coalesce(ended_at, $1) < last_at + $2 THEN coalesce(ended_at, $1) ELSE last_at + $2 END AS ends
                FROM assignments WHERE taken_at >= $4) worked
             GROUP BY county, reason, hours ORDER BY hours, county, reason",
        )
        .bind(stored(now))
        .bind(idle())
        .bind(HOUR)
        .bind(stored(since))
        .fetch_all(&mut *db)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(StaffHour {
                    county: parsed(row, "county")?,
                    reason: row.try_get("reason")?,
                    hour: moment(row, "hour")?,
                    taken: count(row, "taken")?,
                    milliseconds: lasted(row)?,
                })
            })
            .collect()
    }

    /// What was worked on all cases that there ever were.
    pub async fn staff_totals(&self) -> Result<Vec<StaffTotal>, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let rows = sqlx::query(
            "SELECT county, reason, CAST(sum(CASE WHEN coalesce(ended_at, $1) < last_at + $2 THEN coalesce(ended_at, $1)
                ELSE last_at + $2 END - taken_at) AS BIGINT) AS lasted
             FROM assignments GROUP BY county, reason ORDER BY county, reason",
        )
        .bind(stored(now))
        .bind(idle())
        .fetch_all(&mut *db)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(StaffTotal {
                    county: parsed(row, "county")?,
                    reason: row.try_get("reason")?,
                    milliseconds: lasted(row)?,
                })
            })
            .collect()
    }
}

fn idle() -> i64 {
    i64::try_from(IDLE.as_millis()).unwrap_or(i64::MAX)
}

/// A clock that was set back makes nothing less than nothing.
fn lasted(row: &sqlx::any::AnyRow) -> Result<u64, LedgerError> {
    let lasted: i64 = row.try_get("lasted").map_err(|_| damaged("assignments"))?;
    Ok(u64::try_from(lasted).unwrap_or_default())
}
