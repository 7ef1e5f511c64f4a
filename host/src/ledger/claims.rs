//! Taking work: the most urgent application that an offer has capacity for, with everything it needs, or nothing.
//!
//! One transaction that holds the write lock from its beginning: no two claims ever see the same capacity.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::capacity::{Capacity, Takes};
use super::rows::{damaged, stored, stored_after, stored_for};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::turn::{Candidate, first_that_fits};
use super::{Claim, Lease, Ledger, LedgerError, Offer, Offers, Who, WorkKind, breaker, doubts, first};
use crate::submission::{AttemptNumber, Event, State, Task};

/// What the history says of an application that goes first.
const FIRST: &str = "its turn came; it goes first: until it has ended, its county's other work waits";

/// Most applications whose wait ends in one transaction: a county that was down has thousands that are due again at once.
const MOST_WOKEN: i64 = 256;
/// How long an application waits that cannot be read.
const SET_ASIDE: Duration = Duration::from_secs(10 * 60);

/// When the next wait is over. Of any state: by a state, SQLite would read all that is in it.
pub(super) const NEXT_WAIT: &str =
    "SELECT not_before FROM applications WHERE not_before IS NOT NULL ORDER BY not_before LIMIT 1";
pub(super) const END_WAITS: &str = "UPDATE applications SET not_before = NULL WHERE id IN
    (SELECT id FROM applications WHERE not_before <= $1 ORDER BY not_before LIMIT $2)";

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

/// Whether the end of a wait has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfWaits {
    /// Of some; of more it may have.
    Came,
    /// Of none; of the next one after so long.
    ComesIn(Duration),
    /// Nothing waits until a moment.
    Nothing,
}

impl Claimant<'_> {
    /// How many sessions one county may hold while another has work.
    fn share(&self) -> u32 {
        self.sessions.saturating_sub(1).max(1)
    }
}

impl Ledger {
    /// Takes the most urgent work that any offer has capacity for: the lease, a session of every credential, or nothing
    /// at all. Counties in the order of the earliest deadline that waits there: first all that hold less than their share of the
    /// sessions, then the others. Within one county, a doubt that the county was not asked about yet goes first; what was asked and got no
    /// answer takes turns with what is queued. An offer of a release that serves no more takes nothing; what waits until a moment is not seen
    /// before [`end_waits`](Self::end_waits).
    pub async fn claim(
        &self,
        now: Timestamp,
        offers: &dyn Offers,
        by: Claimant<'_>,
    ) -> Result<Option<Claim>, LedgerError> {
        let Claimant { host, ttl, .. } = by;
        let mut tx = self.begin().await?;
        let since = self.live_leases().passed();
        let lease_now = self.lease_now(&mut tx).await?;
        let found = first_that_fits(&mut tx, offers, by.share(), lease_now).await?;
        let Some(Candidate { application: before, capacity }) = found else { return Ok(None) };
        if let Err(error) = self.key_of(&before) {
            tracing::error!(submission = %before.id, %error, "an application cannot be read; it waits, and others have their turn");
            set_aside(&mut tx, &before, lease_now).await?;
            tx.commit().await?;
            return Ok(None);
        }
        let claim = self.take(&mut tx, &before, &capacity, now, host).await?;
        if capacity.probes {
            breaker::probes(&mut tx, &claim.lease).await?;
        }
        write_lease(&mut tx, &claim, &capacity.offer, (now, lease_now), (host, ttl)).await?;
        if capacity.settles_otherwise {
            doubts::note_settling(&mut tx, &capacity.offer).await?;
        }
        tx.commit().await?;
        self.live_leases().keep(claim.lease.fence, since, ttl);
        Ok(Some(claim))
    }

    /// Ends the wait of what is due again: from then on it waits for its turn alone, and claims see it.
    pub async fn end_waits(&self) -> Result<EndOfWaits, LedgerError> {
        let mut db = self.readers().acquire().await?;
        let now = self.lease_now(&mut db).await?;
        let Some(next) = sqlx::query(NEXT_WAIT).fetch_optional(&mut *db).await? else { return Ok(EndOfWaits::Nothing) };
        let left = next.try_get::<i64, _>("not_before")?.saturating_sub(stored(now));
        if let Ok(left) = u64::try_from(left)
            && left > 0
        {
            return Ok(EndOfWaits::ComesIn(Duration::from_millis(left)));
        }
        drop(db);
        let mut tx = self.begin().await?;
        sqlx::query(END_WAITS).bind(stored(now)).bind(MOST_WOKEN).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(EndOfWaits::Came)
    }

    /// Gives the application its new fence; one that is queued begins an attempt.
    async fn take(
        &self,
        db: &mut AnyConnection,
        before: &Snapshot,
        capacity: &Capacity,
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
            transitions::apply(db, self.keys(), before, after, note).await?;
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

/// The lease of a claim, the record of its work, and a session of every credential: at a moment of the host's, and of the clock of leases.
pub(super) async fn write_lease(
    db: &mut AnyConnection,
    claim: &Claim,
    offer: &Offer,
    (now, lease_now): (Timestamp, Timestamp),
    (host, ttl): (&str, Duration),
) -> Result<(), LedgerError> {
    let Lease { application, county, fence, attempt } = &claim.lease;
    let work = match claim.task {
        Task::Submit | Task::Rehearse => WorkKind::Submit,
        Task::Reconcile { .. } => WorkKind::Reconcile,
    };
    sqlx::query(
        "INSERT INTO work_begun
            (fence, application, number, work, plugin, started_at, rehearses, county, host, expires_at, asks, last_start)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(fence.0)
    .bind(application.to_string())
    .bind(i64::from(attempt.0))
    .bind(work.into_str())
    .bind(claim.plugin.as_str())
    .bind(stored(now))
    .bind(claim.task == Task::Rehearse)
    .bind(county.as_str())
    .bind(host)
    .bind(stored_after(lease_now, ttl))
    .bind(matches!(claim.task, Task::Reconcile { .. }))
    .bind(stored(lease_now))
    .execute(&mut *db)
    .await?;
    for (name, account) in &claim.credentials {
        let credential = offer.credentials.iter().find(|one| (&one.name, &one.account) == (name, account));
        sqlx::query("INSERT INTO sessions (fence, county, name, account, cools_ms) VALUES ($1, $2, $3, $4, $5)")
            .bind(fence.0)
            .bind(county.as_str())
            .bind(name)
            .bind(account)
            .bind(credential.map_or(0, |one| stored_for(one.cool_down)))
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Lets an application wait for a while without a move: nothing can be written of it.
async fn set_aside(db: &mut AnyConnection, application: &Snapshot, now: Timestamp) -> Result<(), LedgerError> {
    sqlx::query("UPDATE applications SET not_before = $1 WHERE id = $2")
        .bind(stored_after(now, SET_ASIDE))
        .bind(application.id.to_string())
        .execute(db)
        .await?;
    Ok(())
}
