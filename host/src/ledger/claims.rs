//! Taking work: the most urgent application that an offer has capacity for, with everything it needs, or nothing.
//!
//! One transaction that holds the write lock from its beginning: no two claims ever see the same capacity.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, Database as _, Sqlite};

use super::active_release::active;
use super::capacity::{Capacity, InUse, Takes};
use super::rows::{damaged, parsed, stored, stored_after};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Claim, Lease, Ledger, LedgerError, Offer, Who, WorkKind, first};
use crate::submission::{ApplicationId, AttemptNumber, Event, State, Task};

/// What the history says of an application that goes first.
const FIRST: &str = "its turn came; it goes first: until it has ended, its county's other work waits";

/// Who claims, and how many may work at once.
#[derive(Debug, Clone, Copy)]
pub struct Claimant<'a> {
    /// The host's name in leases.
    pub host: &'a str,
    /// How long a lease lives without a heartbeat.
    pub ttl: Duration,
    /// Browser sessions that the host has in all.
    pub sessions: u32,
}

impl Claimant<'_> {
    /// How many sessions one county may hold while another has work.
    fn share(&self) -> u32 {
        self.sessions.saturating_sub(1).max(1)
    }
}

impl Ledger {
    /// Takes the most urgent work that any offer has capacity for: the lease, a session of every credential, or nothing
    /// at all. Earliest deadline first over all counties that hold less than their share of the sessions, then over the
    /// others. Within one county, a doubt that the county was not asked about yet goes first; what was asked and got no answer takes
    /// turns with what is queued. An offer of a release that serves no more takes nothing.
    pub async fn claim(
        &self,
        now: Timestamp,
        offers: &[Offer],
        by: Claimant<'_>,
    ) -> Result<Option<Claim>, LedgerError> {
        if offers.is_empty() {
            return Ok(None);
        }
        let Claimant { host, ttl, .. } = by;
        let mut tx = self.begin().await?;
        let in_use = InUse::read(&mut tx).await?;
        let capacities = in_use.capacities(offers);
        // While others have work, one county never fills every session: its plugins may all be waiting for a site that is down.
        let (within, beyond): (Vec<_>, Vec<_>) =
            capacities.values().partition(|capacity| in_use.leases_of(capacity.offer.county.as_str()) < by.share());
        let id = match most_urgent(&mut tx, &within, now).await? {
            Some(id) => id,
            None => match most_urgent(&mut tx, &beyond, now).await? {
                Some(id) => id,
                None => return Ok(None),
            },
        };
        let before = Snapshot::read(&mut tx, id).await?.ok_or_else(|| damaged("applications"))?;
        let capacity = capacities.get(before.county.as_str()).ok_or_else(|| damaged("applications.county"))?;
        // Another release came to serve since the offer was made: its own offer is the next one.
        if active(&mut *tx, &before.county).await?.is_some_and(|serving| serving != capacity.offer.plugin) {
            return Ok(None);
        }
        let claim = self.take(&mut tx, &before, capacity, now, host).await?;
        write_lease(&mut tx, &claim, now, host, ttl).await?;
        tx.commit().await?;
        self.live_leases().keep(claim.lease.fence, ttl);
        Ok(Some(claim))
    }

    /// Gives the application its new fence; one that is queued begins an attempt.
    async fn take(
        &self,
        db: &mut AnyConnection,
        before: &Snapshot,
        capacity: &Capacity<'_>,
        now: Timestamp,
        host: &str,
    ) -> Result<Claim, LedgerError> {
        let fence = transitions::next_fence(db).await?;
        let goes_first = capacity.takes == Takes::TheFirst;
        let mut counts = before.counts;
        if before.plugin.as_ref() != Some(&capacity.offer.plugin) {
            // What another release did with it says nothing of this one.
            (counts.faults, counts.drifts) = (0, 0);
        }
        let (attempt, task) = if before.state == State::InDoubt {
            transitions::refence(db, before, fence).await?;
            (
                before.attempts,
                Task::Reconcile { committed_at: before.committed_at.ok_or_else(|| damaged("committed_at"))? },
            )
        } else {
            let attempt = before.attempts + 1;
            let after = Snapshot {
                fence,
                attempts: attempt,
                not_before: None,
                plugin: Some(capacity.offer.plugin.clone()),
                counts,
                ..before.clone()
            };
            let note = TransitionNote {
                event: Some(Event::Claim),
                at: now,
                who: &Who::host(host),
                why: if goes_first { FIRST } else { "its turn came" },
                plugin: Some(&capacity.offer.plugin),
                attempt: Some(AttemptNumber(attempt)),
            };
            transitions::apply(db, self.sealing_key(), before, after, note).await?;
            if goes_first {
                first::goes(db, &before.county, fence).await?;
            }
            (attempt, Task::Submit)
        };
        Ok(Claim {
            lease: Lease {
                application: before.id,
                county: before.county.clone(),
                fence,
                attempt: AttemptNumber(attempt),
            },
            task,
            credentials: capacity.accounts.clone(),
            deadline: before.deadline,
            setbacks: before.setbacks,
            tries: attempt.saturating_sub(before.attempts_before),
            counts,
            sending: before.sending,
            plugin: capacity.offer.plugin.clone(),
        })
    }
}

/// The application to be worked on next, among those of the counties.
async fn most_urgent(
    db: &mut AnyConnection,
    capacities: &[&Capacity<'_>],
    now: Timestamp,
) -> Result<Option<ApplicationId>, LedgerError> {
    if capacities.is_empty() {
        return Ok(None);
    }
    let counties: BTreeMap<&str, bool> = capacities
        .iter()
        .map(|capacity| (capacity.offer.county.as_str(), capacity.takes != Takes::Questions))
        .collect();
    let counties = serde_json::to_string(&counties).map_err(|_| damaged("county"))?;
    // Each county's first are read off the indexes `applications_in_doubt` and `applications_by_turn`; then the earliest of these. A doubt that was never asked about
    // goes first; one that was, unless the county's last work was a question: doubts that cannot be settled do not keep what is queued from its turn.
    // Of one deadline, what was set back least goes first: a site that changed is met by several applications, and not by one again and
    // again. `key` is a county, `value` whether its queue has a turn.
    let offered = match db.backend_name() {
        Sqlite::NAME => "SELECT key, value FROM json_each($1)",
        _ => "SELECT key, value::text::boolean FROM json_each($1::json)",
    };
    let row = sqlx::query(AssertSqlSafe(format!(
        "WITH o (key, value) AS ({offered}),
         firsts AS (SELECT o.key AS county,
                (SELECT b.id FROM applications b WHERE b.county = o.key AND b.state = 'in_doubt' AND b.unanswered = 0
                    AND (b.not_before IS NULL OR b.not_before <= $2)
                    AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = b.id)
                    ORDER BY b.deadline, b.id LIMIT 1) AS unasked,
                (SELECT b.id FROM applications b WHERE b.county = o.key AND b.state = 'in_doubt' AND b.unanswered > 0
                    AND (b.not_before IS NULL OR b.not_before <= $2)
                    AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = b.id)
                    ORDER BY b.deadline, b.id LIMIT 1) AS asked,
                (SELECT b.id FROM applications b WHERE o.value AND b.county = o.key AND b.state = 'queued'
                    AND (b.not_before IS NULL OR b.not_before <= $2)
                    ORDER BY b.deadline, b.setbacks, b.id LIMIT 1) AS waiting
            FROM o)
         SELECT a.id FROM firsts d LEFT JOIN counties c ON c.county = d.county
         JOIN applications a ON a.id = coalesce(d.unasked,
            CASE WHEN coalesce(c.asked_last, FALSE) THEN coalesce(d.waiting, d.asked) ELSE coalesce(d.asked, d.waiting) END)
         ORDER BY a.deadline, a.id LIMIT 1",
    )))
    .bind(counties)
    .bind(stored(now))
    .fetch_optional(db)
    .await?;
    row.map(|row| parsed(&row, "id")).transpose()
}

/// The lease of a claim, the record of its work, and a session of every credential.
pub(super) async fn write_lease(
    db: &mut AnyConnection,
    claim: &Claim,
    now: Timestamp,
    host: &str,
    ttl: Duration,
) -> Result<(), LedgerError> {
    let Lease { application, county, fence, attempt } = &claim.lease;
    let work = match claim.task {
        Task::Submit | Task::Rehearse => WorkKind::Submit,
        Task::Reconcile { .. } => WorkKind::Reconcile,
    };
    sqlx::query(
        "INSERT INTO attempts (fence, application, number, work, plugin, started_at, rehearses) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(fence.0)
    .bind(application.to_string())
    .bind(i64::from(attempt.0))
    .bind(work.into_str())
    .bind(claim.plugin.as_str())
    .bind(stored(now))
    .bind(claim.task == Task::Rehearse)
    .execute(&mut *db)
    .await?;
    sqlx::query("INSERT INTO leases (fence, application, county, host, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(fence.0)
        .bind(application.to_string())
        .bind(county.as_str())
        .bind(host)
        .bind(stored_after(now, ttl))
        .execute(&mut *db)
        .await?;
    let asks = matches!(claim.task, Task::Reconcile { .. });
    sqlx::query(
        "INSERT INTO counties (county, asked_last) VALUES ($1, $2) ON CONFLICT (county) DO UPDATE SET asked_last = $2",
    )
    .bind(county.as_str())
    .bind(asks)
    .execute(&mut *db)
    .await?;
    for (name, account) in &claim.credentials {
        sqlx::query("INSERT INTO sessions (fence, county, name, account) VALUES ($1, $2, $3, $4)")
            .bind(fence.0)
            .bind(county.as_str())
            .bind(name)
            .bind(account)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}
