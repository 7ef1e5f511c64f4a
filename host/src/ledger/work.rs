//! What is written while work goes on under a lease: that it is alive, and the intent to send. Every write carries the lease's fence.

use std::time::Duration;

use super::current_lease::current_lease;
use super::rows::stored_after;
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Lease, Ledger, LedgerError};
use crate::submission::{CommitIntent, Event, PluginDigest, Sending};

impl Ledger {
    /// Keeps a lease for another `ttl` from now. A database that fails takes none from work that is alive.
    pub async fn renew(&self, lease: &Lease, ttl: Duration) -> Result<(), LedgerError> {
        self.live_leases().prolong(lease.fence, ttl);
        let renewed = sqlx::query("UPDATE leases SET expires_at = $1 WHERE fence = $2 AND application = $3")
            .bind(stored_after(self.now(), ttl))
            .bind(lease.fence.0)
            .bind(lease.application.to_string())
            .execute(self.writer())
            .await?;
        if renewed.rows_affected() != 1 {
            return Err(LedgerError::LeaseLost { id: lease.application });
        }
        self.live_leases().keep(lease.fence, ttl);
        Ok(())
    }

    /// Makes the intent to send durable. Whatever happens after it returns, this application is never sent again unless the
    /// county says that it has none, or a person says so. A lease that ran out cannot: recovery may be on its way.
    pub async fn intend(&self, lease: &Lease, plugin: &PluginDigest) -> Result<CommitIntent, LedgerError> {
        let now = self.now();
        let mut tx = self.begin().await?;
        let current = current_lease(&mut tx, lease).await?;
        if self.live_leases().ran_out(lease.fence).unwrap_or(current.expires_at <= now) {
            return Err(LedgerError::LeaseLost { id: lease.application });
        }
        let before = current.snapshot;
        let after = Snapshot {
            committed_at: Some(now),
            sending: Some(Sending::Intended),
            plugin: Some(plugin.clone()),
            ..before.clone()
        };
        let note = TransitionNote {
            event: Some(Event::Intend),
            at: now,
            who: &current.who,
            why: "the form is filled and read back",
            plugin: Some(plugin),
            attempt: Some(lease.attempt),
        };
        transitions::apply(&mut tx, self.sealing_key(), &before, after, note).await?;
        tx.commit().await?;
        Ok(CommitIntent::written(lease.fence))
    }
}
