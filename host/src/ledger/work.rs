//! What is written while work goes on under a lease: that it is alive, and the intent to send. Every write carries the lease's fence.

use std::time::Duration;

use super::current_lease::current_lease;
use super::rows::stored_after;
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Lease, Ledger, LedgerError};
use crate::submission::{CommitIntent, Event, PluginDigest, Sending};

impl Ledger {
    /// Keeps a lease for another `ttl` from now. A file that fails takes none from work that is alive; what a server was not told,
    /// other hosts do not know.
    pub async fn renew(&self, lease: &Lease, ttl: Duration) -> Result<(), LedgerError> {
        let mut renewal = std::pin::pin!(self.write_renewal(lease, ttl));
        loop {
            if self.is_file() {
                self.live_leases().prolong(lease.fence, ttl);
            }
            // A file that is busy for long takes no right from work that is alive; a server that says nothing does, at the lease's end.
            let renewed = tokio::time::timeout(ttl / 4, &mut renewal).await;
            if !matches!(renewed, Ok(Ok(()))) && self.live_leases().ran_out(lease.fence) == Some(true) {
                self.live_leases().forget(lease.fence);
                return Err(LedgerError::LeaseLost { id: lease.application });
            }
            if let Ok(renewed) = renewed {
                return renewed;
            }
        }
    }

    async fn write_renewal(&self, lease: &Lease, ttl: Duration) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let since = self.live_leases().passed();
        let now = self.lease_now(&mut tx).await?;
        let renewed = sqlx::query("UPDATE leases SET expires_at = $1 WHERE fence = $2 AND application = $3")
            .bind(stored_after(now, ttl))
            .bind(lease.fence.0)
            .bind(lease.application.to_string())
            .execute(&mut *tx)
            .await?;
        if renewed.rows_affected() != 1 {
            return Err(LedgerError::LeaseLost { id: lease.application });
        }
        tx.commit().await?;
        self.live_leases().keep(lease.fence, since, ttl);
        Ok(())
    }

    /// Whether what cannot be taken back, the click that sends and what it sends, may still leave under this lease: no more once the last
    /// third of its life has begun, as nobody could renew it.
    pub fn may_act(&self, lease: &Lease) -> bool {
        self.live_leases().may_act(lease.fence).unwrap_or(false)
    }

    /// Makes the intent to send durable. Whatever happens after it returns, this application is never sent again unless the
    /// county says that it has none, or a person says so. A lease that nobody could renew for long cannot: recovery may be on its way.
    pub async fn intend(&self, lease: &Lease, plugin: &PluginDigest) -> Result<CommitIntent, LedgerError> {
        let now = self.now();
        let mut tx = self.begin().await?;
        // Whether it was in time is judged by one clock, whichever host sends it.
        let committed_at = self.lease_now(&mut tx).await?;
        let current = current_lease(&mut tx, lease).await?;
        let may_act = self.live_leases().may_act(lease.fence).unwrap_or(current.expires_at > now);
        if !may_act {
            return Err(LedgerError::LeaseLost { id: lease.application });
        }
        let before = current.snapshot;
        let after = Snapshot {
            committed_at: Some(committed_at),
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
        transitions::apply(&mut tx, self.keys(), &before, after, note).await?;
        tx.commit().await?;
        Ok(CommitIntent::written(lease.fence))
    }
}
