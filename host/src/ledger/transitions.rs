//! The one way an application moves: its history first, then a compare-and-set on state, fence and length of history, in one statement (the
//! view `moves`).
//!
//! Nothing else in the ledger writes a state. The database checks each move again (see the migration's triggers).

use jiff::Timestamp;
use sqlx::{AnyConnection, Database as _, Row as _, Sqlite};

use super::keys::Keys;
use super::rows::stored;
use super::snapshot::Snapshot;
use super::{LedgerError, Who};
use crate::sealing::SealedColumn;
use crate::submission::{AttemptNumber, Event, Fence, PluginDigest, State, visible};

/// How the database refuses a move of an application that is not as the move found it.
const LOST: &str = "the lease was lost";

/// What history says of a move, besides what moved.
#[derive(Clone, Copy)]
pub(super) struct TransitionNote<'a> {
    pub(super) event: Option<Event>,
    pub(super) at: Timestamp,
    pub(super) who: &'a Who,
    pub(super) why: &'a str,
    pub(super) plugin: Option<&'a PluginDigest>,
    pub(super) attempt: Option<AttemptNumber>,
}

/// Moves an application from what `before` says of it to what `after` says of it. The state is not taken from `after`:
/// the event decides it. Gives the new state.
pub(super) async fn apply(
    db: &mut AnyConnection,
    keys: &Keys,
    before: &Snapshot,
    after: Snapshot,
    note: TransitionNote<'_>,
) -> Result<State, LedgerError> {
    let to = match note.event {
        Some(event) => before.state.after(event)?,
        None => before.state,
    };
    let id = before.id.to_string();
    let seq = before.moves + 1;
    // Plugins, pages and people have a part in these words, and everybody reads them.
    let why =
        keys.of(before.id, before.key.as_ref())?.seal(why_column(&why_row(&id, seq)), visible(note.why).as_bytes());
    sqlx::query(
        "INSERT INTO moves (
            application, seq, at, event, from_state, to_state, role, name, why, by_plugin, attempt, from_fence,
            fence, attempts, setbacks, not_before, committed_at, receipt_number, plugin, sending,
            attempts_before, interruptions, time_outs, faults, drifts, unsent, doubts, unanswered, denials,
            stopped_by)
         VALUES (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
            $22, $23, $24, $25, $26, $27, $28, $29, $30)",
    )
    .bind(id)
    .bind(i64::from(seq))
    .bind(stored(note.at))
    .bind(note.event.map(|event| event.into_str()))
    .bind(before.state.into_str())
    .bind(to.into_str())
    .bind(note.who.role.into_str())
    .bind(&note.who.name)
    .bind(why)
    .bind(note.plugin.map(PluginDigest::as_str))
    .bind(note.attempt.map(|attempt| i64::from(attempt.0)))
    .bind(before.fence.0)
    .bind(after.fence.0)
    .bind(i64::from(after.attempts))
    .bind(i64::from(after.setbacks))
    .bind(after.not_before.map(stored))
    .bind(after.committed_at.map(stored))
    .bind(after.receipt_number)
    .bind(after.plugin.as_ref().map(PluginDigest::as_str))
    .bind(after.sending.map(|sending| sending.into_str()))
    .bind(i64::from(after.attempts_before))
    .bind(i64::from(after.counts.interruptions))
    .bind(i64::from(after.counts.time_outs))
    .bind(i64::from(after.counts.faults))
    .bind(i64::from(after.counts.drifts))
    .bind(i64::from(after.counts.unsent))
    .bind(i64::from(after.counts.doubts))
    .bind(i64::from(after.counts.unanswered))
    .bind(i64::from(after.counts.county_has_none))
    .bind(after.stopped_by.filter(|_| to == State::Review))
    .execute(db)
    .await
    .map_err(|error| match &error {
        sqlx::Error::Database(refused) if refused.message() == LOST => LedgerError::LeaseLost { id: before.id },
        _ => error.into(),
    })?;
    Ok(to)
}

/// Puts an application under a new fence where it stands: whoever held the old one can no longer write.
pub(super) async fn refence(db: &mut AnyConnection, before: &Snapshot, fence: Fence) -> Result<(), LedgerError> {
    let done = sqlx::query("UPDATE applications SET fence = $1 WHERE id = $2 AND state = $3 AND fence = $4")
        .bind(fence.0)
        .bind(before.id.to_string())
        .bind(before.state.into_str())
        .bind(before.fence.0)
        .execute(db)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(LedgerError::LeaseLost { id: before.id }) }
}

/// The next fence: larger than every one before.
pub(super) async fn next_fence(db: &mut AnyConnection) -> Result<Fence, LedgerError> {
    let next = match db.backend_name() {
        Sqlite::NAME => "UPDATE fence SET last = last + 1 RETURNING last",
        _ => "SELECT nextval('fence') AS last",
    };
    let row = sqlx::query(next).fetch_one(db).await?;
    Ok(Fence(row.try_get("last")?))
}

/// The key of a row of history, as its seal knows it.
pub(super) fn why_row(application: &str, seq: u32) -> String {
    format!("{application}/{seq}")
}

/// Where the words of a move stand.
pub(super) fn why_column(row: &str) -> SealedColumn<'_> {
    SealedColumn { table: "history", row, column: "why" }
}
