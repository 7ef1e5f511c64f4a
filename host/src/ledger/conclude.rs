//! How work under a lease ends: the application moves, its outcome is kept, its leases are given back, all in one transaction.

use sqlx::AnyConnection;

use super::counted::forget_application;
use super::current_lease::current_lease;
use super::missed::{self, note_late};
use super::returning::DRIFT;
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Conclusion, Lease, Ledger, LedgerError, Mark};
use crate::submission::{Counts, Event, IllegalTransition, Sending, State};

impl Ledger {
    /// Ends a piece of work: moves the application, keeps the outcome, gives every lease back.
    pub async fn conclude(&self, lease: &Lease, end: Conclusion) -> Result<State, LedgerError> {
        let now = self.now();
        let mut tx = self.begin().await?;
        let current = current_lease(&mut tx, lease).await?;
        let before = current.snapshot;
        let says = if current.goes_first { Some(self.said_by_first(&before, &end)) } else { None };
        let why = says.as_ref().map_or_else(|| end.why.clone(), |says| says.added_to(&end.why));
        let note = TransitionNote {
            event: Some(end.event),
            at: now,
            who: &current.who,
            why: &why,
            plugin: Some(&end.plugin),
            attempt: Some(lease.attempt),
        };
        let state = self.end(&mut tx, &before, &end, note).await?;
        if (before.state, end.event) == (State::InDoubt, Event::Confirm) {
            // The doubt is settled as if it had not been: it says nothing about the next one.
            forget_application(&mut tx, before.id).await?;
            self.note_shown(&mut tx, &before).await?;
        }
        if let Some(says) = &says {
            self.after_first(&mut tx, &before, says, &end.why).await?;
        }
        let is_late = match before.committed_at.filter(|sent| state == State::Delivered && *sent > before.deadline) {
            Some(sent) => {
                let lease_now = self.lease_now(&mut tx).await?;
                note_late(&mut tx, &before, (sent, lease_now)).await?
            }
            None => false,
        };
        self.close_attempt_with(&mut tx, (lease, &before), &end, now).await?;
        tx.commit().await?;
        missed::counted(&before.county, u64::from(is_late));
        self.live_leases().forget(lease.fence);
        Ok(state)
    }

    /// The move, or moves, that an end makes.
    async fn end(
        &self,
        db: &mut AnyConnection,
        before: &Snapshot,
        end: &Conclusion,
        note: TransitionNote<'_>,
    ) -> Result<State, LedgerError> {
        let mut after = Snapshot { not_before: None, plugin: Some(end.plugin.clone()), ..before.clone() };
        end.mark.iter().for_each(|mark| mark.count(&mut after.counts));
        after.stopped_by = match (before.state, end.mark, &end.complaint) {
            (State::Attempting, Some(Mark::Drift), _) => Some(DRIFT.to_owned()),
            (State::Attempting, _, complaint) => complaint.as_ref().map(|complaint| self.kind(&complaint.words)),
            // The county had it in its hands: what it made of it is for a person to say, and no release's.
            _ => None,
        };
        match end.event {
            Event::Confirm => {
                let number =
                    end.receipt.as_ref().map(|receipt| receipt.number.trim()).filter(|number| !number.is_empty());
                after.receipt_number = Some(number.ok_or(LedgerError::NoReceipt { id: before.id })?.to_owned());
                after.sending = None;
            }
            // The host gave the work up while its plugin claimed a send.
            Event::Retry | Event::NotSent if before.is_claimed() => {
                let note = TransitionNote { event: Some(Event::Doubt), ..note };
                return self.doubt(db, before, Sending::Claimed, after, note).await;
            }
            Event::Retry => {
                after.not_before = end.not_before;
                after.setbacks += u32::from(end.not_before.is_some());
            }
            Event::Doubt => {
                let sending = match (before.sending, before.state, end.mark) {
                    // What is known of it is not made less by how the work ended.
                    (Some(known @ (Sending::Claimed | Sending::Confirmed)), ..) => known,
                    (_, State::Attempting, _) | (_, _, Some(Mark::Fault)) => Sending::Claimed,
                    (_, _, Some(Mark::NumberMissing)) => Sending::Confirmed,
                    _ => Sending::Intended,
                };
                return self.doubt(db, before, sending, after, note).await;
            }
            Event::NotFound => {
                self.county_has_none(before, &mut after)?;
                if before.state == State::InDoubt
                    && let Some(settled) = self.settles_later(db, before).await?
                {
                    let why = format!(
                        "{}; but its county has shown things later than this, so it is asked again then",
                        note.why
                    );
                    let note = TransitionNote { event: None, why: &why, ..note };
                    let after = Snapshot { not_before: Some(settled), ..before.clone() };
                    return transitions::apply(db, self.keys(), before, after, note).await;
                }
                after.not_before = end.not_before;
            }
            Event::NotSent => {
                after.never_sent();
                after.not_before = end.not_before;
                after.counts.unsent += 1;
                return self.unsent(db, before, after, note).await;
            }
            Event::Refuse => after.never_sent(),
            Event::Escalate => {
                let why = self.with_the_doubt(db, before, note.why.to_owned()).await?;
                return transitions::apply(db, self.keys(), before, after, TransitionNote { why: &why, ..note }).await;
            }
            // These have their own ways: receive, claim, intend, resolve.
            event @ (Event::Queue
            | Event::Claim
            | Event::Intend
            | Event::Requeue
            | Event::DeliverByHand
            | Event::Cancel) => {
                return Err(IllegalTransition { state: before.state, event }.into());
            }
        }
        transitions::apply(db, self.keys(), before, after, note).await
    }

    /// Nothing left during a commit: back to the queue; once too often, in front of a person.
    async fn unsent(
        &self,
        db: &mut AnyConnection,
        before: &Snapshot,
        after: Snapshot,
        note: TransitionNote<'_>,
    ) -> Result<State, LedgerError> {
        let state = transitions::apply(db, self.keys(), before, after.clone(), note).await?;
        if after.counts.unsent < Counts::MAX_UNSENT {
            return Ok(state);
        }
        let queued = Snapshot { not_before: None, ..after.moved(before, state) };
        let why = format!("nothing left the browser in {} commits; the last: {}", queued.counts.unsent, note.why);
        let escalate = TransitionNote { event: Some(Event::Escalate), why: &why, ..note };
        transitions::apply(db, self.keys(), &queued, queued.clone(), escalate).await
    }
}
