//! Rehearsals: an application that waits is worked up to its commit, which is not made, and waits again as it did before.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::attempt_rows::{attempt_column, attempt_row};
use super::capacity::InUse;
use super::claims::write_lease;
use super::current_lease::current_lease;
use super::rows::{damaged, parsed, stored, stored_after};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Claim, Lease, Ledger, LedgerError, Offer, Who};
use crate::submission::{AttemptNumber, Event, PluginDigest, Task};

/// How a rehearsal's record ends, whatever it met.
pub const REHEARSED: &str = "rehearsed";
/// What is due sooner is not rehearsed, unless its county is held: its turn must not come while it is.
const TIME_LEFT: Duration = Duration::from_secs(15 * 60);

impl Ledger {
    /// Takes the application of the offer's county that can wait longest, of those in the queue, to be rehearsed; also where the county is
    /// held. None where nothing waits, or nothing that is due later than in 15 minutes where its turn may come, or where the county or an
    /// account has no capacity.
    pub async fn claim_rehearsal(
        &self,
        now: Timestamp,
        offer: &Offer,
        (host, ttl): (&str, Duration),
    ) -> Result<Option<Claim>, LedgerError> {
        let mut tx = self.begin().await?;
        let since = self.live_leases().passed();
        let lease_now = self.lease_now(&mut tx).await?;
        let Some(credentials) = InUse::read(&mut tx, lease_now).await?.free_accounts(offer) else { return Ok(None) };
        let waits = sqlx::query(
            "SELECT id FROM applications WHERE county = $1 AND state = 'queued'
                AND (deadline > $2 OR EXISTS (SELECT 1 FROM counties WHERE county = $1 AND held_since IS NOT NULL))
             ORDER BY deadline DESC, id DESC LIMIT 1",
        )
        .bind(offer.county.as_str())
        .bind(stored_after(now, TIME_LEFT))
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = waits else { return Ok(None) };
        let before = Snapshot::read(&mut tx, parsed(&row, "id")?).await?.ok_or_else(|| damaged("applications"))?;
        let fence = transitions::next_fence(&mut tx).await?;
        // It is numbered like every attempt, and counts as none.
        let (attempts, attempts_before) = (before.attempts + 1, before.attempts_before + 1);
        let after = Snapshot { fence, attempts, attempts_before, ..before.clone() };
        let note = TransitionNote {
            event: Some(Event::Claim),
            at: now,
            who: &Who::host(host),
            why: "it is rehearsed: filled in like in an attempt, and not sent",
            plugin: Some(&offer.plugin),
            attempt: Some(AttemptNumber(attempts)),
        };
        transitions::apply(&mut tx, self.keys(), &before, after, note).await?;
        let claim = Claim {
            lease: Lease {
                application: before.id,
                county: before.county.clone(),
                fence,
                attempt: AttemptNumber(attempts),
            },
            task: Task::Rehearse,
            credentials,
            deadline: before.deadline,
            setbacks: before.setbacks,
            tries: attempts.saturating_sub(attempts_before),
            counts: before.counts,
            sending: before.sending,
            plugin: offer.plugin.clone(),
        };
        write_lease(&mut tx, &claim, offer, (now, lease_now), (host, ttl)).await?;
        tx.commit().await?;
        self.live_leases().keep(fence, since, ttl);
        Ok(Some(claim))
    }

    /// Ends a rehearsal: the application waits as it did, with what was met on record.
    pub async fn end_rehearsal(
        &self,
        lease: &Lease,
        plugin: &PluginDigest,
        why: &str,
        met: &Value,
    ) -> Result<(), LedgerError> {
        let now = self.now();
        let mut tx = self.begin().await?;
        let current = current_lease(&mut tx, lease).await?;
        let before = current.snapshot;
        let note = TransitionNote {
            event: Some(Event::Retry),
            at: now,
            who: &current.who,
            why,
            plugin: Some(plugin),
            attempt: Some(lease.attempt),
        };
        transitions::apply(&mut tx, self.keys(), &before, before.clone(), note).await?;
        let row = attempt_row(lease.application, lease.fence.0);
        let details = self.key_of(&before)?.seal(attempt_column(&row, "details"), met.to_string().as_bytes());
        sqlx::query("UPDATE attempts SET ended_at = $1, outcome = $2, details = $3 WHERE fence = $4")
            .bind(stored(now))
            .bind(REHEARSED)
            .bind(details)
            .bind(lease.fence.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.live_leases().forget(lease.fence);
        Ok(())
    }
}
