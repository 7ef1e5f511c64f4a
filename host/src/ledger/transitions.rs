//! The one way an application moves: its history first, then a compare-and-set on state, fence and length of history.
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
        "INSERT INTO history (application, seq, at, event, from_state, to_state, role, name, why, plugin, attempt)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&id)
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
    .execute(&mut *db)
    .await?;
    let moved = sqlx::query(
        "UPDATE applications SET state = $1, fence = $2, moves = $3, attempts = $4, setbacks = $5, not_before = $6, committed_at = $7,
                receipt_number = $8, plugin = $9, sending = $10, attempts_before = $11, interruptions = $12, time_outs = $13, faults = $14,
                drifts = $15, unsent = $16, doubts = $17, unanswered = $18, denials = $19, stopped_by = $20
         WHERE id = $21 AND state = $22 AND fence = $23 AND moves = $24",
    )
    .bind(to.into_str())
    .bind(after.fence.0)
    .bind(i64::from(seq))
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
    .bind(&id)
    .bind(before.state.into_str())
    .bind(before.fence.0)
    .bind(i64::from(before.moves))
    .execute(db)
    .await?;
    if moved.rows_affected() == 1 { Ok(to) } else { Err(LedgerError::LeaseLost { id: before.id }) }
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
