//! The one way an application moves: its history first, then a compare-and-set on state, fence and length of history.
//!
//! Nothing else in the ledger writes a state. The database checks each move again (see the migration's triggers).

use jiff::Timestamp;
use sqlx::{Row as _, SqliteConnection};

use super::rows::{count, moment, moment_if_any, parsed, parsed_if_any, sending, state, stored};
use super::{LedgerError, Who};
use crate::sealing::{Place, SealingKey};
use crate::submission::{
    ApplicationId, AttemptNumber, Counts, CountyCode, Event, Fence, PluginDigest, Sending, State, visible,
};

/// What of an application can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) id: ApplicationId,
    pub(super) county: CountyCode,
    pub(super) state: State,
    pub(super) fence: Fence,
    /// Rows of its history.
    pub(super) moves: u32,
    pub(super) attempts: u32,
    pub(super) setbacks: u32,
    pub(super) deadline: Timestamp,
    pub(super) not_before: Option<Timestamp>,
    pub(super) committed_at: Option<Timestamp>,
    pub(super) receipt_number: Option<String>,
    pub(super) plugin: Option<PluginDigest>,
    /// What speaks for it that the county has it.
    pub(super) sending: Option<Sending>,
    /// Attempts begun when a person last queued it.
    pub(super) attempts_before: u32,
    pub(super) counts: Counts,
}

impl Standing {
    /// Where it stands after it was moved from `before` into a state.
    pub(super) fn moved(self, before: &Self, state: State) -> Self {
        Self { state, moves: before.moves + 1, ..self }
    }
}

/// What history says of a move, besides what moved.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) event: Option<Event>,
    pub(super) at: Timestamp,
    pub(super) who: &'a Who,
    pub(super) why: &'a str,
    pub(super) plugin: Option<&'a PluginDigest>,
    pub(super) attempt: Option<AttemptNumber>,
}

/// Where an application stands, in this transaction.
pub(super) async fn standing(db: &mut SqliteConnection, id: ApplicationId) -> Result<Option<Standing>, LedgerError> {
    let row = sqlx::query(
        "SELECT county, state, fence, moves, attempts, setbacks, deadline, not_before, committed_at, receipt_number, plugin,
                sending, attempts_before, interruptions, time_outs, faults, drifts, unsent, doubts, unanswered, denials
         FROM applications WHERE id = ?",
    )
    .bind(id.to_string())
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Standing {
        id,
        county: parsed(&row, "county")?,
        state: state(&row, "state")?,
        fence: Fence(row.try_get("fence")?),
        moves: count(&row, "moves")?,
        attempts: count(&row, "attempts")?,
        setbacks: count(&row, "setbacks")?,
        deadline: moment(&row, "deadline")?,
        not_before: moment_if_any(&row, "not_before")?,
        committed_at: moment_if_any(&row, "committed_at")?,
        receipt_number: row.try_get("receipt_number")?,
        plugin: parsed_if_any(&row, "plugin")?,
        sending: sending(&row)?,
        attempts_before: count(&row, "attempts_before")?,
        counts: Counts {
            interruptions: count(&row, "interruptions")?,
            time_outs: count(&row, "time_outs")?,
            faults: count(&row, "faults")?,
            drifts: count(&row, "drifts")?,
            unsent: count(&row, "unsent")?,
            doubts: count(&row, "doubts")?,
            unanswered: count(&row, "unanswered")?,
            denials: count(&row, "denials")?,
        },
    }))
}

/// Moves an application from where `before` says it stands to what `after` says of it. The state is not taken from `after`:
/// the event decides it. Gives the new state.
pub(super) async fn make(
    db: &mut SqliteConnection,
    key: &SealingKey,
    before: &Standing,
    after: Standing,
    entry: Entry<'_>,
) -> Result<State, LedgerError> {
    let to = match entry.event {
        Some(event) => before.state.after(event)?,
        None => before.state,
    };
    let id = before.id.to_string();
    let seq = before.moves + 1;
    // Plugins, pages and people have a part in these words, and everybody reads them.
    let why = key.seal(why_place(&why_row(&id, seq)), visible(entry.why).as_bytes());
    sqlx::query(
        "INSERT INTO history (application, seq, at, event, from_state, to_state, role, name, why, plugin, attempt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&id)
    .bind(seq)
    .bind(stored(entry.at))
    .bind(entry.event.map(Event::name))
    .bind(before.state.name())
    .bind(to.name())
    .bind(entry.who.role.name())
    .bind(&entry.who.name)
    .bind(why)
    .bind(entry.plugin.map(PluginDigest::as_str))
    .bind(entry.attempt.map(|attempt| attempt.0))
    .execute(&mut *db)
    .await?;
    let moved = sqlx::query(
        "UPDATE applications SET state = ?, fence = ?, moves = ?, attempts = ?, setbacks = ?, not_before = ?, committed_at = ?,
                receipt_number = ?, plugin = ?, sending = ?, attempts_before = ?, interruptions = ?, time_outs = ?, faults = ?,
                drifts = ?, unsent = ?, doubts = ?, unanswered = ?, denials = ?
         WHERE id = ? AND state = ? AND fence = ? AND moves = ?",
    )
    .bind(to.name())
    .bind(after.fence.0)
    .bind(seq)
    .bind(after.attempts)
    .bind(after.setbacks)
    .bind(after.not_before.map(stored))
    .bind(after.committed_at.map(stored))
    .bind(after.receipt_number)
    .bind(after.plugin.as_ref().map(PluginDigest::as_str))
    .bind(after.sending.map(Sending::name))
    .bind(after.attempts_before)
    .bind(after.counts.interruptions)
    .bind(after.counts.time_outs)
    .bind(after.counts.faults)
    .bind(after.counts.drifts)
    .bind(after.counts.unsent)
    .bind(after.counts.doubts)
    .bind(after.counts.unanswered)
    .bind(after.counts.denials)
    .bind(&id)
    .bind(before.state.name())
    .bind(before.fence.0)
    .bind(before.moves)
    .execute(db)
    .await?;
    if moved.rows_affected() == 1 { Ok(to) } else { Err(LedgerError::LeaseLost { id: before.id }) }
}

/// Puts an application under a new fence where it stands: whoever held the old one can no longer write.
pub(super) async fn refence(db: &mut SqliteConnection, before: &Standing, fence: Fence) -> Result<(), LedgerError> {
    let done = sqlx::query("UPDATE applications SET fence = ? WHERE id = ? AND state = ? AND fence = ?")
        .bind(fence.0)
        .bind(before.id.to_string())
        .bind(before.state.name())
        .bind(before.fence.0)
        .execute(db)
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(LedgerError::LeaseLost { id: before.id }) }
}

/// The next fence: larger than every one before.
pub(super) async fn next_fence(db: &mut SqliteConnection) -> Result<Fence, LedgerError> {
    let row = sqlx::query("UPDATE fence SET last = last + 1 RETURNING last").fetch_one(db).await?;
    Ok(Fence(row.try_get("last")?))
}

/// The key of a row of history, as its seal knows it.
pub(super) fn why_row(application: &str, seq: u32) -> String {
    format!("{application}/{seq}")
}

/// Where the words of a move stand.
pub(super) fn why_place(row: &str) -> Place<'_> {
    Place { table: "history", row, column: "why" }
}
