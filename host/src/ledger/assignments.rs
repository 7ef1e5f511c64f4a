//! Who has a case: one person at a time, so that two never work on one. A case is somebody's from when they take it until they decide, give
//! it back, or have done nothing on it for [`IDLE`].

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use super::case_notes::{self, NoteKind};
use super::rows::{moment, parsed, parsed_if_any, stored, who};
use super::snapshot::Snapshot;
use super::{Ledger, LedgerError, Who};
use crate::submission::{ApplicationId, CountyCode, Event, State};

/// How long a case stays somebody's without anything that they do on it: they went home, or were called away.
pub const IDLE: Duration = Duration::from_secs(30 * 60);
/// Why a case is in review on which no work ever ended.
pub const NOT_ATTEMPTED: &str = "not_attempted";

/// Who has a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignment {
    pub who: Who,
    pub since: Timestamp,
    /// When it is free again, unless they do something on it before.
    pub until: Timestamp,
}

/// What became of a case so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Disposition {
    /// Who has it now.
    pub taken: Option<Assignment>,
    /// What was decided last.
    pub decided: Option<Decided>,
}

/// What somebody decided about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    pub event: Event,
    pub at: Timestamp,
    pub who: Who,
}

/// Whether a case is taken that somebody else has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// It is taken over from them, and a note says so.
    Taken,
    /// It stays theirs.
    Left,
}

/// An assignment that has not ended in the tables: it may have by the clock.
struct Open {
    seq: i64,
    who: Who,
    taken_at: Timestamp,
    last_at: Timestamp,
}

impl Open {
    fn is_live(&self, now: Timestamp) -> bool {
        now < self.until()
    }

    fn until(&self) -> Timestamp {
        self.last_at + IDLE
    }

    fn taken_by(&self, id: ApplicationId) -> LedgerError {
        LedgerError::TakenBy { id, who: self.who.clone(), since: self.taken_at }
    }
}

impl Ledger {
    /// Takes a case. One that they have already stays theirs for longer.
    pub async fn take_case(&self, id: ApplicationId, who: &Who, over: Over) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let case = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        self.take_in(&mut tx, &case, who, over).await?;
        tx.commit().await
    }

    /// Takes the most urgent case that nobody has; none where there is none.
    pub async fn take_next_case(
        &self,
        county: Option<&CountyCode>,
        who: &Who,
    ) -> Result<Option<ApplicationId>, LedgerError> {
        let mut tx = self.begin().await?;
        let now = self.lease_now(&mut tx).await?;
        let of_county = county.map_or("", |_| " AND a.county = $2");
        let sql = format!(
            "SELECT a.id FROM applications a WHERE a.state = 'review'{of_county} AND NOT EXISTS (
                SELECT 1 FROM assignments s WHERE s.application = a.id AND s.ended_at IS NULL AND s.last_at > $1)
             ORDER BY a.deadline, a.id LIMIT 1"
        );
        let free = sqlx::query(AssertSqlSafe(sql))
            .bind(still_taken_since(now))
            .bind(county.map(CountyCode::as_str))
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = free else { return Ok(None) };
        let id = parsed(&row, "id")?;
        let case = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        self.take_in(&mut tx, &case, who, Over::Left).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Gives a case back undecided: it is free for everybody.
    pub async fn give_back(&self, id: ApplicationId, who: &Who) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        let now = self.lease_now(&mut tx).await?;
        match open(&mut tx, id).await?.filter(|open| open.is_live(now)) {
            Some(own) if own.who == *who => end(&mut tx, &own, now).await?,
            Some(others) => return Err(others.taken_by(id)),
            None => return Err(LedgerError::NotTaken { id }),
        }
        tx.commit().await
    }

    /// Who has a case, and what was decided about it last.
    pub async fn disposition(&self, id: ApplicationId) -> Result<Disposition, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let taken = open(&mut db, id).await?.filter(|open| open.is_live(now)).map(|open| Assignment {
            since: open.taken_at,
            until: open.until(),
            who: open.who,
        });
        let decided = sqlx::query(
            "SELECT event, at, role, name FROM history
             WHERE application = $1 AND event IN ('requeue', 'deliver_by_hand', 'cancel') ORDER BY seq DESC LIMIT 1",
        )
        .bind(id.to_string())
        .fetch_optional(&mut *db)
        .await?;
        let decided = decided
            .map(|row| {
                Ok::<_, LedgerError>(Decided {
                    event: parsed(&row, "event")?,
                    at: moment(&row, "at")?,
                    who: who(&row)?,
                })
            })
            .transpose()?;
        Ok(Disposition { taken, decided })
    }

    /// Makes a case somebody's, or more theirs, inside a write of theirs.
    pub(super) async fn take_in(
        &self,
        db: &mut AnyConnection,
        case: &Snapshot,
        who: &Who,
        over: Over,
    ) -> Result<(), LedgerError> {
        let id = case.id;
        if case.state != State::Review {
            return Err(LedgerError::NotInReview { id, state: case.state });
        }
        let now = self.lease_now(db).await?;
        match open(db, id).await? {
            Some(own) if own.is_live(now) && own.who == *who => return touch(db, &own, now).await,
            Some(others) if others.is_live(now) && over == Over::Left => return Err(others.taken_by(id)),
            Some(others) if others.is_live(now) => {
                end(db, &others, now).await?;
                let words = format!("from {} {}", others.who.role.into_str(), others.who.name);
                case_notes::add(self, db, case, (who, NoteKind::TookOver, &words)).await?;
            }
            Some(idle) => end(db, &idle, idle.until()).await?,
            None => {}
        }
        sqlx::query(
            "INSERT INTO assignments (application, county, role, name, reason, taken_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $6)",
        )
        .bind(id.to_string())
        .bind(case.county.as_str())
        .bind(who.role.into_str())
        .bind(&who.name)
        .bind(reason(db, id).await?)
        .bind(stored(now))
        .execute(db)
        .await?;
        Ok(())
    }

    /// Refuses what somebody does on a case that another has; where it is their own, it stays theirs for longer.
    pub(super) async fn leave_to_its_holder(
        &self,
        db: &mut AnyConnection,
        id: ApplicationId,
        who: &Who,
    ) -> Result<(), LedgerError> {
        let now = self.lease_now(db).await?;
        match open(db, id).await?.filter(|open| open.is_live(now)) {
            Some(own) if own.who == *who => touch(db, &own, now).await,
            Some(others) => Err(others.taken_by(id)),
            None => Ok(()),
        }
    }

    /// Something that a person does on a case that is theirs keeps it theirs.
    pub(super) async fn keep_taken(
        &self,
        db: &mut AnyConnection,
        id: ApplicationId,
        who: &Who,
    ) -> Result<(), LedgerError> {
        let now = self.lease_now(db).await?;
        match open(db, id).await?.filter(|open| open.is_live(now) && open.who == *who) {
            Some(own) => touch(db, &own, now).await,
            None => Ok(()),
        }
    }

    /// The person who has a case has decided about it.
    pub(super) async fn end_assignment(&self, db: &mut AnyConnection, id: ApplicationId) -> Result<(), LedgerError> {
        let now = self.lease_now(db).await?;
        match open(db, id).await? {
            Some(open) => end(db, &open, now.min(open.until())).await,
            None => Ok(()),
        }
    }
}

/// From when on an assignment must have been worked on to be one still.
pub(super) fn still_taken_since(now: Timestamp) -> i64 {
    stored(now - IDLE)
}

async fn open(db: &mut AnyConnection, id: ApplicationId) -> Result<Option<Open>, LedgerError> {
    let row = sqlx::query(
        "SELECT seq, role, name, taken_at, last_at FROM assignments WHERE application = $1 AND ended_at IS NULL",
    )
    .bind(id.to_string())
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let (taken_at, last_at) = (moment(&row, "taken_at")?, moment(&row, "last_at")?);
        Ok(Open { seq: row.try_get("seq")?, who: who(&row)?, taken_at, last_at })
    })
    .transpose()
}

async fn touch(db: &mut AnyConnection, open: &Open, now: Timestamp) -> Result<(), LedgerError> {
    sqlx::query("UPDATE assignments SET last_at = $1 WHERE seq = $2 AND last_at < $1")
        .bind(stored(now))
        .bind(open.seq)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends it; never before it began, whatever became of the clock.
async fn end(db: &mut AnyConnection, open: &Open, at: Timestamp) -> Result<(), LedgerError> {
    sqlx::query("UPDATE assignments SET ended_at = $1 WHERE seq = $2")
        .bind(stored(at.max(open.taken_at)))
        .bind(open.seq)
        .execute(db)
        .await?;
    Ok(())
}

/// How the last work on an application ended: what its staff minutes are added up by.
async fn reason(db: &mut AnyConnection, id: ApplicationId) -> Result<String, LedgerError> {
    let row = sqlx::query("SELECT outcome FROM attempts WHERE application = $1 ORDER BY fence DESC LIMIT 1")
        .bind(id.to_string())
        .fetch_optional(db)
        .await?;
    let outcome = row.map(|row| parsed_if_any::<String>(&row, "outcome")).transpose()?.flatten();
    Ok(outcome.unwrap_or_else(|| NOT_ATTEMPTED.to_owned()))
}
