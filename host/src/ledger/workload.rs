//! What a forecast is made of: what waits, what is worked on, how long work took, when applications came. Only reads, beside all claims, and of
//! each no more than was asked for.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::rows::{count, count_if_any, flag, moment, moment_if_any, parsed, stored};
use super::{Ledger, LedgerError, WorkKind};
use crate::submission::{ApplicationId, CountyCode, State};

/// Rows that are read together.
const PAGE: u32 = if cfg!(test) { 3 } else { 5_000 };
/// How long a host is counted that was not heard of.
const HEARD_OF: Duration = Duration::from_secs(60);

/// An application that waits in the queue or in doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    pub id: ApplicationId,
    pub county: CountyCode,
    pub state: State,
    pub deadline: Timestamp,
    pub not_before: Option<Timestamp>,
    pub setbacks: u32,
}

/// An application that is worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkedOn {
    pub id: ApplicationId,
    pub county: CountyCode,
    pub work: WorkKind,
    pub deadline: Timestamp,
    pub since: Timestamp,
}

/// A piece of work that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkEnded {
    pub county: CountyCode,
    pub work: WorkKind,
    pub started: Timestamp,
    pub ended: Timestamp,
    pub outcome: String,
}

/// How a county's work goes on, as the ledger knows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GoingOn {
    /// It is held, and whether it is asked about its doubts all the same.
    pub held: Option<bool>,
    pub one_goes_first: bool,
    pub last_start: Option<Timestamp>,
}

/// A span of time: after the first moment, up to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Between(pub Timestamp, pub Timestamp);

static READY_IN_A_FILE: LazyLock<String> = LazyLock::new(|| ready("applications INDEXED BY applications_ready"));
static READY_ON_A_SERVER: LazyLock<String> = LazyLock::new(|| ready("applications"));

/// A page of what waits for its turn alone. SQLite, which has no statistics of it, is told by which index.
fn ready(table: &str) -> String {
    format!(
        "SELECT county, deadline, setbacks, id FROM {table} WHERE state = 'queued' AND not_before IS NULL
         AND (county, deadline, setbacks, id) > ($1, $2, $3, $4) ORDER BY county, deadline, setbacks, id LIMIT $5"
    )
}

impl Ledger {
    /// What waits in the queue or in doubt and is not worked on: at most so many, by county and turn.
    pub async fn waiting_work(&self, most: usize) -> Result<Vec<Waits>, LedgerError> {
        let mut waits = Vec::new();
        // From what claims look at alone where nothing has to wait: no application's row is read.
        let ready = if self.is_file() { &*READY_IN_A_FILE } else { &*READY_ON_A_SERVER };
        let mut after = (String::new(), i64::MIN, 0_i64, String::new());
        while waits.len() < most {
            let page = sqlx::query(ready.as_str()).bind(&after.0).bind(after.1).bind(after.2).bind(&after.3);
            let rows = page.bind(i64::from(PAGE)).fetch_all(self.readers()).await?;
            for row in &rows {
                waits.push(queued(row)?);
            }
            match rows.last() {
                Some(row) if rows.len() == PAGE as usize => {
                    after = (
                        row.try_get("county")?,
                        row.try_get("deadline")?,
                        row.try_get("setbacks")?,
                        row.try_get("id")?,
                    );
                }
                _ => break,
            }
        }
        let rest = sqlx::query(
            "SELECT a.id, a.county, a.state, a.deadline, a.not_before, a.setbacks FROM applications a
             WHERE a.not_before IS NOT NULL AND a.state = 'queued'
             UNION ALL SELECT a.id, a.county, a.state, a.deadline, a.not_before, a.setbacks FROM applications a
             WHERE a.state = 'in_doubt' AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = a.id)
             LIMIT $1",
        )
        .bind(i64::try_from(most.saturating_sub(waits.len())).unwrap_or(i64::MAX))
        .fetch_all(self.readers())
        .await?;
        for row in &rest {
            let state = parsed(row, "state")?;
            waits.push(Waits { state, not_before: moment_if_any(row, "not_before")?, ..queued(row)? });
        }
        Ok(waits)
    }

    /// What is worked on now; rehearsals too, which have a session like all others.
    pub async fn work_going_on(&self) -> Result<Vec<WorkedOn>, LedgerError> {
        let rows = sqlx::query(
            "SELECT l.application, l.county, a.deadline, w.work, w.started_at FROM leases l
             JOIN attempts w ON w.fence = l.fence JOIN applications a ON a.id = l.application ORDER BY l.fence",
        )
        .fetch_all(self.readers())
        .await?;
        let worked_on = |row: &AnyRow| {
            Ok(WorkedOn {
                id: parsed(row, "application")?,
                county: parsed(row, "county")?,
                work: parsed(row, "work")?,
                deadline: moment(row, "deadline")?,
                since: moment(row, "started_at")?,
            })
        };
        rows.iter().map(worked_on).collect()
    }

    /// Work that ended in a span, the last of it first, at most so much; without rehearsals.
    pub async fn work_ended(&self, between: Between, most: usize) -> Result<Vec<WorkEnded>, LedgerError> {
        let mut ended = Vec::new();
        let mut before = (stored(between.1), i64::MAX);
        while ended.len() < most {
            let rows = sqlx::query(
                "SELECT w.fence, w.work, w.started_at, w.ended_at, w.outcome, w.rehearses, a.county
                 FROM attempts w JOIN applications a ON a.id = w.application
                 WHERE w.ended_at IS NOT NULL AND w.ended_at > $1 AND (w.ended_at, w.fence) < ($2, $3)
                 ORDER BY w.ended_at DESC, w.fence DESC LIMIT $4",
            )
            .bind(stored(between.0))
            .bind(before.0)
            .bind(before.1)
            .bind(i64::from(PAGE))
            .fetch_all(self.readers())
            .await?;
            for row in &rows {
                if flag(row, "rehearses")? {
                    continue;
                }
                ended.push(WorkEnded {
                    county: parsed(row, "county")?,
                    work: parsed(row, "work")?,
                    started: moment(row, "started_at")?,
                    ended: moment(row, "ended_at")?,
                    outcome: row.try_get::<Option<String>, _>("outcome")?.unwrap_or_default(),
                });
            }
            match rows.last() {
                Some(row) if rows.len() == PAGE as usize => before = (row.try_get("ended_at")?, row.try_get("fence")?),
                _ => break,
            }
        }
        ended.truncate(most);
        Ok(ended)
    }

    /// How many applications came to each county in a span, by pieces of it that are each so long, counted from the epoch: of the last so many
    /// applications.
    pub async fn arrived(
        &self,
        between: Between,
        piece: Duration,
        most: u32,
    ) -> Result<Vec<(CountyCode, Timestamp, u32)>, LedgerError> {
        let piece = i64::try_from(piece.as_millis()).unwrap_or(i64::MAX).max(1);
        let rows = sqlx::query(
            "SELECT county, received_at / $3 AS piece, count(*) AS n FROM
                (SELECT county, received_at FROM applications WHERE received_at > $1 AND received_at <= $2
                 ORDER BY received_at DESC LIMIT $4) AS came
             GROUP BY county, piece",
        )
        .bind(stored(between.0))
        .bind(stored(between.1))
        .bind(piece)
        .bind(i64::from(most))
        .fetch_all(self.readers())
        .await?;
        let came = |row: &AnyRow| {
            let begins = Timestamp::from_millisecond(row.try_get::<i64, _>("piece")?.saturating_mul(piece));
            Ok((parsed(row, "county")?, begins.unwrap_or(Timestamp::UNIX_EPOCH), count(row, "n")?))
        };
        rows.iter().map(came).collect()
    }

    /// When the first application came that is known.
    pub async fn first_arrival(&self) -> Result<Option<Timestamp>, LedgerError> {
        let row = sqlx::query("SELECT received_at FROM applications ORDER BY received_at LIMIT 1");
        let row = row.fetch_optional(self.readers()).await?;
        row.map(|row| moment(&row, "received_at")).transpose()
    }

    /// How each county's work goes on, of those that had any.
    pub async fn going_on(&self) -> Result<BTreeMap<CountyCode, GoingOn>, LedgerError> {
        let rows = sqlx::query(
            "SELECT county, held_since IS NOT NULL AS held, coalesce(held_asks, FALSE) AS held_asks,
                first_since IS NOT NULL AS goes_first, last_start FROM counties",
        )
        .fetch_all(self.readers())
        .await?;
        let going_on = |row: &AnyRow| {
            let held = if flag(row, "held")? { Some(flag(row, "held_asks")?) } else { None };
            let (one_goes_first, last_start) = (flag(row, "goes_first")?, moment_if_any(row, "last_start")?);
            Ok((parsed(row, "county")?, GoingOn { held, one_goes_first, last_start }))
        };
        rows.iter().map(going_on).collect()
    }

    /// Says how many browser sessions a host has.
    pub async fn note_sessions(&self, host: &str, sessions: u32) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE hosts SET sessions = $1 WHERE name = $2")
            .bind(i64::from(sessions))
            .bind(host)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// The browser sessions of each host that works on this ledger now, by the host's name; none where it did not say.
    pub async fn sessions_of_hosts(&self) -> Result<BTreeMap<String, Option<u32>>, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let since = stored(now).saturating_sub(i64::try_from(HEARD_OF.as_millis()).unwrap_or(i64::MAX));
        let rows =
            sqlx::query("SELECT name, sessions FROM hosts WHERE seen_at > $1").bind(since).fetch_all(&mut *db).await?;
        rows.iter().map(|row| Ok((row.try_get("name")?, count_if_any(row, "sessions")?))).collect()
    }
}

/// One that waits for its turn alone.
fn queued(row: &AnyRow) -> Result<Waits, LedgerError> {
    Ok(Waits {
        id: parsed(row, "id")?,
        county: parsed(row, "county")?,
        state: State::Queued,
        deadline: moment(row, "deadline")?,
        not_before: None,
        setbacks: count(row, "setbacks")?,
    })
}
