//! What people and programs are shown of applications: one, many, their histories, how many there are. Only reads.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::rows::{
    count, count_if_any, damaged, flag, moment, moment_if_any, opened_text, parsed, parsed_if_any, stored, who,
};
use super::transitions::{why_column, why_row};
use super::{Filter, Ledger, LedgerError, MAX_LISTED, Record, ReviewFilter, Transition};
use crate::sealing::SealingKey;
use crate::submission::{ApplicationId, AttemptNumber, CountyCode, State};

/// The columns of a [`Record`], with the words of its last move.
const RECORD: &str = "SELECT a.id, a.county, a.state, a.received_at, a.deadline, a.missed, a.missed_at, a.attempts, a.setbacks, a.not_before,
    a.receipt_number, a.plugin, a.checked, a.sending, a.committed_at, a.moves, h.why, k.key_id, k.wrapped,
    f.at AS forgotten_at, f.role, f.name, f.why AS forgotten_why
    FROM applications a LEFT JOIN history h ON h.application = a.id AND h.seq = a.moves
    LEFT JOIN application_keys k ON k.application = a.id LEFT JOIN forgotten f ON f.application = a.id ";
/// What stands in place of the words of a forgotten application's moves.
const GONE: &str = "its words are forgotten";

impl Ledger {
    pub async fn application(&self, id: ApplicationId) -> Result<Option<Record>, LedgerError> {
        let sql = format!("{RECORD} WHERE a.id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(self.readers()).await?;
        row.map(|row| self.record(&row)).transpose()
    }

    /// The moves of one application, oldest first: the last [`MAX_LISTED`] of them, numbered from the first. Empty where there is no
    /// such application.
    pub async fn history(&self, id: ApplicationId) -> Result<Vec<Transition>, LedgerError> {
        // Before what it opens: what is forgotten meanwhile is empty then.
        let key = self.key_to_read(id).await?;
        let rows = sqlx::query("SELECT * FROM history WHERE application = $1 ORDER BY seq DESC LIMIT $2")
            .bind(id.to_string())
            .bind(i64::from(MAX_LISTED))
            .fetch_all(self.readers())
            .await?;
        rows.iter().rev().map(|row| read_transition(&key, id, row)).collect()
    }

    /// Applications, newest first.
    pub async fn list(&self, filter: Filter) -> Result<Vec<Record>, LedgerError> {
        let limit = if filter.limit == 0 { MAX_LISTED } else { filter.limit.min(MAX_LISTED) };
        // Only what is asked for stands in the text, so that the database finds the index that fits.
        let of_state = filter.state.map_or("", |_| " AND a.state = $2");
        let of_county = filter.county.as_ref().map_or("", |_| " AND a.county = $3");
        let before = filter.before.map_or("", |_| " AND a.id < $4");
        let sql = format!("{RECORD} WHERE TRUE{of_state}{of_county}{before} ORDER BY a.id DESC LIMIT $1");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(i64::from(limit))
            .bind(filter.state.map(|state| state.into_str()))
            .bind(filter.county.as_ref().map(CountyCode::as_str))
            .bind(filter.before.map(|id| id.to_string()))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| self.record(row)).collect()
    }

    /// Applications in front of a person, the most urgent first: by deadline, those of one deadline by arrival.
    pub async fn in_review(&self, asked: ReviewFilter) -> Result<Vec<Record>, LedgerError> {
        // What stands in the cursor is where the page before ended, whatever became of that application since.
        let of_county = asked.county.as_ref().map_or("", |_| " AND a.county = $2");
        let after = asked.after.map_or("", |_| " AND (a.deadline, a.id) > ($3, $4)");
        let sql = format!("{RECORD} WHERE a.state = 'review'{of_county}{after} ORDER BY a.deadline, a.id LIMIT $1");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(i64::from(asked.limit.min(MAX_LISTED)))
            .bind(asked.county.as_ref().map(CountyCode::as_str))
            .bind(asked.after.map(|after| stored(after.deadline)))
            .bind(asked.after.map(|after| after.id.to_string()))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| self.record(row)).collect()
    }

    /// How many applications each county has in each state; pairs with none are left out.
    pub async fn counts(&self) -> Result<Vec<(CountyCode, State, u64)>, LedgerError> {
        let rows = sqlx::query("SELECT county, state, count(*) AS n FROM applications GROUP BY county, state")
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok((parsed(row, "county")?, parsed(row, "state")?, u64::from(count(row, "n")?))))
            .collect()
    }

    /// When the first of each county's applications is due that a plugin has work with.
    pub async fn earliest_deadlines(&self) -> Result<BTreeMap<CountyCode, Timestamp>, LedgerError> {
        let rows = sqlx::query(
            "SELECT county, min(deadline) AS deadline FROM applications WHERE state IN ('in_doubt', 'queued') GROUP BY county",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((parsed(row, "county")?, moment(row, "deadline")?))).collect()
    }

    fn record(&self, row: &AnyRow) -> Result<Record, LedgerError> {
        let id: ApplicationId = parsed(row, "id")?;
        let state = parsed(row, "state")?;
        let attempts = count(row, "attempts")?;
        let waits = match state {
            State::Review | State::InDoubt | State::DeliveredByHand | State::Cancelled => true,
            State::Queued => attempts > 0,
            State::Received | State::Attempting | State::Committing | State::Delivered => false,
        };
        let forgotten = self.forgotten_in(id, row)?;
        let reason = if waits && forgotten.is_none() {
            let place = why_row(&id.to_string(), count(row, "moves")?);
            let why: Option<&[u8]> = row.try_get("why")?;
            let key = self.key_in(id, row)?;
            Some(opened_text(&key, why_column(&place), why.ok_or_else(|| damaged("history"))?)?)
        } else {
            None
        };
        let receipt_number: Option<String> = row.try_get("receipt_number")?;
        Ok(Record {
            id,
            county: parsed(row, "county")?,
            state,
            received_at: moment(row, "received_at")?,
            deadline: moment(row, "deadline")?,
            missed: count(row, "missed")?,
            missed_at: moment_if_any(row, "missed_at")?,
            attempts,
            setbacks: count(row, "setbacks")?,
            not_before: moment_if_any(row, "not_before")?,
            receipt_number: receipt_number.filter(|_| forgotten.is_none()),
            sending: parsed_if_any(row, "sending")?,
            committed_at: moment_if_any(row, "committed_at")?,
            reason,
            plugin: parsed_if_any(row, "plugin")?,
            checked: flag(row, "checked")?,
            forgotten,
        })
    }
}

fn read_transition(key: &SealingKey, id: ApplicationId, row: &AnyRow) -> Result<Transition, LedgerError> {
    let seq = count(row, "seq")?;
    let place = why_row(&id.to_string(), seq);
    let attempt = count_if_any(row, "attempt")?;
    let why = match row.try_get::<&[u8], _>("why")? {
        [] => GONE.to_owned(),
        sealed => opened_text(key, why_column(&place), sealed)?,
    };
    Ok(Transition {
        seq,
        at: moment(row, "at")?,
        event: parsed_if_any(row, "event")?,
        from: parsed(row, "from_state")?,
        to: parsed(row, "to_state")?,
        who: who(row)?,
        why,
        plugin: parsed_if_any(row, "plugin")?,
        attempt: attempt.map(AttemptNumber),
    })
}
