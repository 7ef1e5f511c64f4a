//! The row of an attempt: how it is ended, how its sealed columns are named.

use jiff::Timestamp;
use sqlx::AnyConnection;

use super::rows::stored;
use super::snapshot::Snapshot;
use super::{Conclusion, Lease, Ledger, LedgerError};
use crate::sealing::SealedColumn;
use crate::submission::{ApplicationId, Event, State};

/// Longest name of an outcome that is kept as one, in bytes; anything else in its place is a text, and texts are sealed.
const MAX_OUTCOME: usize = 32;

impl Ledger {
    /// Ends the record of a piece of work with its outcome, sealed, and gives its leases back.
    pub(super) async fn close_attempt_with(
        &self,
        db: &mut AnyConnection,
        (lease, application): (&Lease, &Snapshot),
        end: &Conclusion,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let row = attempt_row(lease.application, lease.fence.0);
        let key = self.key_of(application)?;
        let seal = |column, bytes: &[u8]| key.seal(attempt_column(&row, column), bytes);
        let receipt = end.receipt.as_ref().and_then(|receipt| serde_json::to_vec(receipt).ok());
        sqlx::query("UPDATE attempts SET ended_at = $1, outcome = $2, details = $3, receipt = coalesce($4, receipt) WHERE fence = $5")
            .bind(stored(now))
            .bind(outcome_name(end, application.state))
            .bind(seal("details", end.details.to_string().as_bytes()))
            .bind(receipt.map(|receipt| seal("receipt", &receipt)))
            .bind(lease.fence.0)
            .execute(db)
            .await?;
        Ok(())
    }
}

/// Ends the record of a piece of work that has no outcome of its own, and gives its leases back.
pub(super) async fn close_attempt(
    db: &mut AnyConnection,
    fence: i64,
    now: Timestamp,
    outcome: &'static str,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE attempts SET ended_at = $1, outcome = $2 WHERE fence = $3")
        .bind(stored(now))
        .bind(outcome)
        .bind(fence)
        .execute(db)
        .await?;
    Ok(())
}

/// The key of an attempt, as its seals know it.
pub(super) fn attempt_row(application: ApplicationId, fence: i64) -> String {
    format!("{application}/{fence}")
}

/// Where an attempt's sealed columns stand.
pub(super) fn attempt_column<'a>(row: &'a str, column: &'a str) -> SealedColumn<'a> {
    SealedColumn { table: "attempts", row, column }
}

/// What the work came to, in a word: the plugin's, or the event's. A question that leaves a doubt to a person has come to none but the doubt.
fn outcome_name(end: &Conclusion, before: State) -> &str {
    let named = end.details.get("outcome").and_then(serde_json::Value::as_str);
    let is_name = |name: &&str| name.len() <= MAX_OUTCOME && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    named.filter(is_name).unwrap_or(match (before, end.event) {
        (State::InDoubt, Event::Escalate) => "in_doubt",
        (_, event) => event.into_str(),
    })
}
