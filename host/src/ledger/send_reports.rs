//! What is known of a send before its work has ended: kept the moment it is known, so that whatever cuts the work off afterwards
//! finds it. What is kept here is never sent again by itself.

use sqlx::{AnyConnection, Row as _};

use super::attempt_rows::{attempt_column, attempt_row};
use super::current_lease::current_lease;
use super::rows::opened_json;
use super::snapshot::Snapshot;
use super::{Lease, Ledger, LedgerError};
use crate::submission::{Event, Fence, IllegalTransition, Receipt, Sending, State};

/// Whose word there is that an application was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendReport {
    /// Its plugin's: it says so, without a commit in which anything left.
    Claimed,
    /// The county's page confirmed it, without a number that could be kept.
    NumberMissing,
    /// The county's page confirmed it.
    Confirmed(Receipt),
}

impl SendReport {
    fn sending(&self) -> Sending {
        match self {
            Self::Claimed => Sending::Claimed,
            Self::NumberMissing | Self::Confirmed(_) => Sending::Confirmed,
        }
    }
}

impl Ledger {
    /// Keeps a word under the lease's fence. Said again, it changes nothing.
    pub async fn record_send(&self, lease: &Lease, word: &SendReport) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let before = current_lease(&mut tx, lease).await?.snapshot;
        let sending = word.sending();
        match (before.state, sending) {
            (State::Committing, _) | (State::Attempting, Sending::Claimed) => {}
            (state, _) => return Err(IllegalTransition { state, event: Event::Doubt }.into()),
        }
        if before.sending == Some(sending) {
            return Ok(());
        }
        if let SendReport::Confirmed(receipt) = word {
            let row = attempt_row(lease.application, lease.fence.0);
            let key = self.key_of(&before)?;
            let receipt =
                serde_json::to_vec(receipt).ok().map(|receipt| key.seal(attempt_column(&row, "receipt"), &receipt));
            sqlx::query("UPDATE attempts SET receipt = $1 WHERE fence = $2")
                .bind(receipt)
                .bind(lease.fence.0)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("UPDATE applications SET sending = $1 WHERE id = $2 AND fence = $3")
            .bind(sending.into_str())
            .bind(lease.application.to_string())
            .bind(lease.fence.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// The county's confirmation that work which was cut off had read. One that does not open again is none: then the county is
    /// asked.
    pub(super) async fn kept_receipt(
        &self,
        db: &mut AnyConnection,
        application: &Snapshot,
        fence: Fence,
    ) -> Result<Option<Receipt>, LedgerError> {
        let row = sqlx::query("SELECT receipt FROM attempts WHERE fence = $1").bind(fence.0).fetch_one(db).await?;
        let place = attempt_row(application.id, fence.0);
        let receipt =
            opened_json(&self.key_of(application)?, attempt_column(&place, "receipt"), row.try_get("receipt")?);
        Ok(receipt.ok().flatten())
    }
}
