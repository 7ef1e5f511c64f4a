//! Doubts: how one begins, whoever writes it, and what the county's answers do to it. Only "none" said again after the settling
//! time leads back to the queue, and only once; a second doubt is a person's.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::attempt_rows::close_attempt;
use super::current_lease::current_lease;
use super::rows::{count, moment_if_any, opened_text, stored_for};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote, why_column, why_row};
use super::{Lease, Ledger, LedgerError, Offer};
use crate::submission::{Counts, CountyCode, Event, IllegalTransition, Sending, State};

/// How the record of a question ends that the county answered with “none”.
const DENIED: &str = "denied";
/// The longest settling time that is taken from what was seen, as of those that are set.
const LONGEST_SETTLING: Duration = Duration::from_secs(60 * 60);

/// What a question to the county brought that does not end the doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StillInDoubt {
    /// The county could not be asked. The question is asked again, not before a moment.
    Unanswered {
        /// When it is asked again.
        not_before: Timestamp,
    },
    /// The county says that it has no such application. The question is asked once more, after the settling time.
    CountyHasNone,
    /// The host gave the question up for a reason of its own, which counts against nobody. The question is asked again
    /// when it can be.
    GivenUp,
}

impl Ledger {
    /// Begins a doubt. It is asked about after the settling time, counted from the commit; one too many goes on to a person.
    pub(super) async fn doubt(
        &self,
        db: &mut AnyConnection,
        before: &Snapshot,
        sending: Sending,
        after: Snapshot,
        note: TransitionNote<'_>,
    ) -> Result<State, LedgerError> {
        // By the server's clock, as waits are ended: a host whose own is ahead would ask too early.
        let now = self.lease_now(&mut *db).await?;
        // What a plugin claims to have sent has no commit: it was sent at the latest now.
        let committed_at = before.committed_at.unwrap_or(now);
        let counts = Counts { doubts: before.counts.doubts + 1, unanswered: 0, county_has_none: 0, ..after.counts };
        let after = Snapshot {
            committed_at: Some(committed_at),
            not_before: Some(self.settled_after(&mut *db, &before.county, committed_at).await?.max(now)),
            sending: Some(sending),
            counts,
            ..after
        };
        let why = format!(
            "{}; this is the second doubt about it, and the county said “none” after the first: {}",
            note.why,
            sending.what_to_do()
        );
        let escalate = TransitionNote { event: Some(Event::Escalate), why: &why, ..note };
        let state = transitions::apply(db, self.keys(), before, after.clone(), note).await?;
        if counts.doubts < Counts::MAX_DOUBTS {
            return Ok(state);
        }
        let doubted = after.moved(before, state);
        transitions::apply(db, self.keys(), &doubted, Snapshot { not_before: None, ..doubted.clone() }, escalate).await
    }

    /// A question about a doubt that did not end it: the application stays in doubt, the leases are given back.
    pub async fn postpone(&self, lease: &Lease, asked: StillInDoubt, why: &str) -> Result<(), LedgerError> {
        let now = self.now();
        let mut tx = self.begin().await?;
        let current = current_lease(&mut tx, lease).await?;
        let before = current.snapshot;
        if before.state != State::InDoubt {
            return Err(IllegalTransition { state: before.state, event: Event::Doubt }.into());
        }
        let mut after = before.clone();
        let outcome = match asked {
            StillInDoubt::Unanswered { not_before } => {
                after.not_before = Some(not_before);
                after.counts.unanswered += 1;
                "postponed"
            }
            StillInDoubt::CountyHasNone => {
                let now = self.lease_now(&mut tx).await?;
                after.not_before = Some(self.settled_after(&mut tx, &before.county, now).await?);
                after.counts.county_has_none += 1;
                DENIED
            }
            StillInDoubt::GivenUp => "interrupted",
        };
        let note =
            TransitionNote { event: None, at: now, who: &current.who, why, plugin: None, attempt: Some(lease.attempt) };
        transitions::apply(&mut tx, self.keys(), &before, after, note).await?;
        close_attempt(&mut tx, lease.fence.0, now, outcome).await?;
        tx.commit().await?;
        self.live_leases().forget(lease.fence);
        Ok(())
    }

    /// What a person reads of an application that leaves its doubt: also how the doubt began, which is what they have to judge.
    pub(super) async fn with_the_doubt(
        &self,
        db: &mut AnyConnection,
        before: &Snapshot,
        why: String,
    ) -> Result<String, LedgerError> {
        if before.state != State::InDoubt {
            return Ok(why);
        }
        let row =
            sqlx::query("SELECT seq, why FROM history WHERE application = $1 AND event = $2 ORDER BY seq DESC LIMIT 1")
                .bind(before.id.to_string())
                .bind(Event::Doubt.into_str())
                .fetch_optional(db)
                .await?;
        let Some(row) = row else { return Ok(why) };
        let place = why_row(&before.id.to_string(), count(&row, "seq")?);
        let doubt = opened_text(&self.key_of(before)?, why_column(&place), row.try_get("why")?)?;
        Ok(format!("{why}; how the doubt began: {doubt}"))
    }

    /// The county has said often enough that it has no such application. The doubt is over, and the application is as
    /// if it had not been sent.
    pub(super) fn county_has_none(&self, before: &Snapshot, after: &mut Snapshot) -> Result<(), LedgerError> {
        let settles = before.sending.is_none_or(Sending::settled_by_county_has_none);
        if !settles || before.counts.county_has_none + 1 < Counts::COUNTY_HAS_NONE_TO_SEND_AGAIN {
            return Err(IllegalTransition { state: before.state, event: Event::NotFound }.into());
        }
        after.never_sent();
        Ok(())
    }

    /// When what an application's doubt is about is settled, where that is still to come.
    pub(super) async fn settles_later(
        &self,
        db: &mut AnyConnection,
        doubted: &Snapshot,
    ) -> Result<Option<Timestamp>, LedgerError> {
        let Some(sent) = doubted.committed_at else { return Ok(None) };
        let settled = self.settled_after(&mut *db, &doubted.county, sent).await?;
        let now = self.lease_now(db).await?;
        Ok(Some(settled).filter(|settled| *settled > now))
    }

    /// When what was sent, or asked for, at a moment is settled: by the host's time, or the county's where that is longer, by its plugin's word or
    /// by what was seen.
    async fn settled_after(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        moment: Timestamp,
    ) -> Result<Timestamp, LedgerError> {
        let row =
            sqlx::query("SELECT settling_ms, shown_after_ms FROM counties WHERE county = $1").bind(county.as_str());
        let mut settling = self.settling();
        if let Some(row) = row.fetch_optional(db).await? {
            for of_county in ["settling_ms", "shown_after_ms"] {
                let milliseconds = row.try_get::<Option<i64>, _>(of_county)?.and_then(|span| u64::try_from(span).ok());
                settling = settling.max(milliseconds.map(Duration::from_millis).unwrap_or_default());
            }
        }
        Ok(moment.saturating_add(settling).unwrap_or(moment))
    }

    /// The county has what it said it did not have: no sooner is one of its doubts settled from now on. It showed it at some time between its
    /// “none” and now, which may be hours later for reasons of the host's own; so twice the time of the “none” is taken, where that is sooner.
    pub(super) async fn note_shown(&self, db: &mut AnyConnection, found: &Snapshot) -> Result<(), LedgerError> {
        let Some(sent) = found.committed_at.filter(|_| found.counts.county_has_none > 0) else { return Ok(()) };
        let denied =
            sqlx::query("SELECT max(ended_at) AS denied FROM attempts WHERE application = $1 AND outcome = $2");
        let denied = denied.bind(found.id.to_string()).bind(DENIED).fetch_one(&mut *db).await?;
        let Some(denied) = moment_if_any(&denied, "denied")? else { return Ok(()) };
        let now = self.lease_now(&mut *db).await?;
        let after = |moment: Timestamp| Duration::try_from(moment.duration_since(sent)).unwrap_or_default();
        let shown_after = after(now).min(after(denied) * 2).min(LONGEST_SETTLING);
        let noted = sqlx::query(
            "UPDATE counties SET shown_after_ms = $1 WHERE county = $2 AND coalesce(shown_after_ms, 0) < $1",
        );
        let noted = noted.bind(stored_for(shown_after)).bind(found.county.as_str()).execute(db).await?;
        if noted.rows_affected() > 0 {
            tracing::warn!(
                county = %found.county,
                seconds = shown_after.as_secs(),
                "a county showed what it had said it did not have; its doubts are asked about no sooner than so long after a commit"
            );
        }
        Ok(())
    }
}

/// The settling time of an offer, as stored.
pub(super) fn settling_of(offer: &Offer) -> Option<i64> {
    offer.settling.map(stored_for)
}

/// Keeps it with its county, which has had work.
pub(super) async fn note_settling(db: &mut AnyConnection, offer: &Offer) -> Result<(), LedgerError> {
    sqlx::query("UPDATE counties SET settling_ms = $1 WHERE county = $2")
        .bind(settling_of(offer))
        .bind(offer.county.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// What was seen of how late the county shows things counts no more, as somebody says.
pub(super) async fn forget_shown(db: &mut AnyConnection, county: &CountyCode) -> Result<(), LedgerError> {
    let forget = sqlx::query("UPDATE counties SET shown_after_ms = NULL WHERE county = $1");
    forget.bind(county.as_str()).execute(db).await?;
    Ok(())
}
