//! What people decide about an application that is in front of them.

use sqlx::AnyConnection;

use super::missed::{self, note_late};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Ledger, LedgerError, Over, Who, counted};
use crate::submission::{ApplicationId, Counts, Event, State};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Automation tries again. Refused where the county may have it.
    Requeue,
    /// Automation tries again although the county may have it: the person knows that it does not.
    RequeueAnyway,
    /// A person delivered it, with the county's number where there is one.
    DeliverByHand { receipt_number: Option<String> },
    /// It is withdrawn. Refused where the county may have it.
    Cancel,
    /// It is withdrawn although the county may have it: the person knows that it does not.
    CancelAnyway,
}

impl Decision {
    fn event(&self) -> Event {
        match self {
            Self::Requeue | Self::RequeueAnyway => Event::Requeue,
            Self::DeliverByHand { .. } => Event::DeliverByHand,
            Self::Cancel | Self::CancelAnyway => Event::Cancel,
        }
    }

    /// What a person who decides this has to know of an application that may have been sent.
    fn unless_arrived(&self) -> Option<&'static str> {
        match self {
            Self::Requeue => Some("send it again"),
            Self::Cancel => Some("withdraw it"),
            Self::RequeueAnyway | Self::CancelAnyway | Self::DeliverByHand { .. } => None,
        }
    }
}

impl Ledger {
    /// Makes a person's decision come true. What may be at the county already is sent again, or withdrawn, only on their word. A case that
    /// somebody else has is theirs to decide; one that nobody has is the person's from here on.
    pub async fn resolve(
        &self,
        id: ApplicationId,
        decision: Decision,
        who: Who,
        why: String,
    ) -> Result<State, LedgerError> {
        let now = self.now();
        let event = decision.event();
        let mut tx = self.begin().await?;
        let before = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        before.state.after(event)?;
        if before.state == State::Review {
            self.take_in(&mut tx, &before, &who, Over::Left).await?;
            self.end_assignment(&mut tx, id).await?;
        }
        if let (Some(or), Some(sending)) = (decision.unless_arrived(), before.sending) {
            return Err(LedgerError::MayHaveArrived { id, what_to_do: sending.what_to_do_or(or) });
        }
        let after = match decision {
            Decision::Requeue | Decision::RequeueAnyway => self.requeued(&mut tx, &before).await?,
            Decision::DeliverByHand { receipt_number } => {
                let after = fenced(&mut tx, &before).await?;
                Snapshot { receipt_number: receipt_number.or(after.receipt_number), ..after }
            }
            // What speaks for it that it was sent stays: the same content is not taken for another application.
            Decision::Cancel | Decision::CancelAnyway => fenced(&mut tx, &before).await?,
        };
        let note = TransitionNote { event: Some(event), at: now, who: &who, why: &why, plugin: None, attempt: None };
        let state = transitions::apply(&mut tx, self.keys(), &before, after, note).await?;
        let arrived = self.lease_now(&mut tx).await?;
        let is_late = state == State::DeliveredByHand && note_late(&mut tx, &before, (arrived, arrived)).await?;
        tx.commit().await?;
        missed::counted(&before.county, u64::from(is_late));
        Ok(state)
    }

    /// Takes what waits in the queue, and nobody works on, in front of a person, whose case it is then: to be delivered by hand, where
    /// automation will not do it in time.
    pub async fn pull(&self, id: ApplicationId, who: &Who, why: &str) -> Result<State, LedgerError> {
        let mut tx = self.begin().await?;
        let before = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        if before.state != State::Queued {
            return Err(LedgerError::NotQueued { id, state: before.state });
        }
        let after = fenced(&mut tx, &before).await?;
        let event = Some(Event::Escalate);
        let note = TransitionNote { event, at: self.now(), who, why, plugin: None, attempt: None };
        let state = transitions::apply(&mut tx, self.keys(), &before, after.clone(), note).await?;
        self.take_in(&mut tx, &after.moved(&before, state), who, Over::Left).await?;
        tx.commit().await?;
        Ok(state)
    }

    /// An application as it goes back to the queue at a person's word. All that is counted begins anew: they have looked.
    pub(super) async fn requeued(&self, db: &mut AnyConnection, before: &Snapshot) -> Result<Snapshot, LedgerError> {
        let mut after = fenced(db, before).await?;
        after.never_sent();
        after.setbacks = 0;
        after.attempts_before = before.attempts;
        after.counts = Counts::default();
        counted::forget_application(db, before.id).await?;
        Ok(after)
    }
}

/// The same under a fence of its own, waiting for nothing: whoever held the one before can no longer write.
async fn fenced(db: &mut AnyConnection, before: &Snapshot) -> Result<Snapshot, LedgerError> {
    Ok(Snapshot { not_before: None, fence: transitions::next_fence(db).await?, ..before.clone() })
}
