//! Taking work: the most urgent application that an offer has capacity for, with everything it needs, or nothing.
//!
//! One transaction that holds the write lock from its beginning: no two claims ever see the same capacity.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::active_release::active;
use super::capacity::{Capacity, InUse, Takes};
use super::rows::{damaged, parsed, parsed_if_any, stored, stored_after};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Claim, Lease, Ledger, LedgerError, Offer, Who, WorkKind, first};
use crate::submission::{ApplicationId, AttemptNumber, CountyCode, Event, State, Task};

/// What the history says of an application that goes first.
const FIRST: &str = "its turn came; it goes first: until it has ended, its county's other work waits";

/// Most applications whose wait ends in one claim: a county that was down has thousands that are due again at once.
const MOST_WOKEN: i64 = 256;
/// Counties that are looked at together.
const PAGE: i64 = 64;

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

/// What could be done now, asked county by county: there may be thousands, of which mostly the first one that has work is looked at.
pub trait Offers: Sync {
    /// What could be done for this county; none where it is closed, has no release, or no login that works.
    fn of(&self, county: &CountyCode) -> Option<Offer>;
}

impl<T: AsRef<[Offer]> + Sync> Offers for T {
    fn of(&self, county: &CountyCode) -> Option<Offer> {
        self.as_ref().iter().find(|offer| offer.county == *county).cloned()
    }
}

/// An application that could be taken, and with what.
struct Candidate {
    id: ApplicationId,
    capacity: Capacity,
}

impl Ledger {
    /// Takes the most urgent work that any offer has capacity for: the lease, a session of every credential, or nothing
    /// at all. Counties in the order of the earliest deadline that waits there: first all that hold less than their share of the
    /// sessions, then the others. Within one county, a doubt that the county was not asked about yet goes first; what was asked and got no
    /// answer takes turns with what is queued. An offer of a release that serves no more takes nothing.
    pub async fn claim(
        &self,
        now: Timestamp,
        offers: &dyn Offers,
        by: Claimant<'_>,
    ) -> Result<Option<Claim>, LedgerError> {
        let Claimant { host, ttl, .. } = by;
        let mut tx = self.begin().await?;
        let since = self.live_leases().passed();
        let woken = wake(&mut tx, now).await?;
        let Some(Candidate { id, capacity }) = first_that_fits(&mut tx, offers, by.share()).await? else {
            if woken > 0 {
                tx.commit().await?;
            }
            return Ok(None);
        };
        let before = Snapshot::read(&mut tx, id).await?.ok_or_else(|| damaged("applications"))?;
        let claim = self.take(&mut tx, &before, &capacity, now, host).await?;
        self.write_lease(&mut tx, &claim, now, (host, ttl)).await?;
        tx.commit().await?;
        self.live_leases().keep(claim.lease.fence, since, ttl);
        Ok(Some(claim))
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

    /// The lease of a claim, the record of its work, and a session of every credential.
    pub(super) async fn write_lease(
        &self,
        db: &mut AnyConnection,
        claim: &Claim,
        now: Timestamp,
        (host, ttl): (&str, Duration),
    ) -> Result<(), LedgerError> {
        let expires_at = stored_after(self.lease_now(&mut *db).await?, ttl);
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
            .bind(expires_at)
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
}

/// Ends the wait of what is due again, and says of how many: from then on they stand among those that wait for their turn alone.
async fn wake(db: &mut AnyConnection, now: Timestamp) -> Result<u64, LedgerError> {
    let woken = sqlx::query(
        "UPDATE applications SET not_before = NULL WHERE state IN ('queued', 'in_doubt') AND id IN
            (SELECT id FROM applications WHERE not_before <= $1 AND state IN ('queued', 'in_doubt') ORDER BY not_before LIMIT $2)",
    )
    .bind(stored(now))
    .bind(MOST_WOKEN)
    .execute(db)
    .await?;
    Ok(woken.rows_affected())
}

/// Walks the counties by the first application that waits in each, as the triggers of `heads` keep it, to the first that may be worked for.
async fn first_that_fits(
    db: &mut AnyConnection,
    offers: &dyn Offers,
    share: u32,
) -> Result<Option<Candidate>, LedgerError> {
    let in_use = InUse::read(db).await?;
    // While others have work, one county never fills every session: its plugins may all be waiting for a site that is down.
    let mut beyond_its_share = None;
    let (mut deadline, mut first) = (i64::MIN, String::new());
    loop {
        let page = sqlx::query(
            "SELECT county, deadline, first FROM heads WHERE (deadline, first) > ($1, $2) ORDER BY deadline, first LIMIT $3",
        )
        .bind(deadline)
        .bind(&first)
        .bind(PAGE)
        .fetch_all(&mut *db)
        .await?;
        for row in &page {
            let code: CountyCode = parsed(row, "county")?;
            let within = in_use.leases_of(code.as_str()) < share;
            if !within && beyond_its_share.is_some() {
                continue;
            }
            let Some(capacity) = offers.of(&code).and_then(|offer| in_use.capacity(offer)) else { continue };
            // Another release came to serve since the offer was made, by another host perhaps: only that one's offer takes anything.
            if active(&mut *db, &code).await?.is_some_and(|serving| serving != capacity.offer.plugin) {
                continue;
            }
            let Some(id) = most_urgent(db, &code, capacity.takes).await? else { continue };
            let candidate = Candidate { id, capacity };
            if within {
                return Ok(Some(candidate));
            }
            beyond_its_share = Some(candidate);
        }
        match page.last() {
            Some(last) if i64::try_from(page.len()) == Ok(PAGE) => {
                (deadline, first) = (last.try_get("deadline")?, last.try_get("first")?);
            }
            _ => return Ok(beyond_its_share),
        }
    }
}

/// The application of a county to be worked on next, among those that wait for nothing but their turn. A doubt that was never asked about
/// goes first; one that was, unless the county's last work was a question: doubts that cannot be settled do not keep what is queued from its
/// turn. Of one deadline, what was set back least goes first: a site that changed is met by several applications, and not by one again and
/// again.
async fn most_urgent(
    db: &mut AnyConnection,
    county: &CountyCode,
    takes: Takes,
) -> Result<Option<ApplicationId>, LedgerError> {
    let row = sqlx::query(
        "WITH firsts AS (SELECT
                (SELECT b.id FROM applications b WHERE b.county = $1 AND b.state = 'in_doubt' AND b.not_before IS NULL
                    AND b.unanswered = 0 AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = b.id)
                    ORDER BY b.deadline, b.id LIMIT 1) AS unasked,
                (SELECT b.id FROM applications b WHERE b.county = $1 AND b.state = 'in_doubt' AND b.not_before IS NULL
                    AND b.unanswered > 0 AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = b.id)
                    ORDER BY b.deadline, b.id LIMIT 1) AS asked,
                (SELECT b.id FROM applications b WHERE $2 AND b.county = $1 AND b.state = 'queued' AND b.not_before IS NULL
                    ORDER BY b.deadline, b.setbacks, b.id LIMIT 1) AS waiting,
                (SELECT c.asked_last FROM counties c WHERE c.county = $1) AS asked_last)
         SELECT coalesce(unasked, CASE WHEN asked_last THEN coalesce(waiting, asked) ELSE coalesce(asked, waiting) END) AS id
         FROM firsts",
    )
    .bind(county.as_str())
    .bind(takes != Takes::Questions)
    .fetch_one(db)
    .await?;
    parsed_if_any(&row, "id")
}
