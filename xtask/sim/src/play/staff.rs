//! The people of the review hour: each takes the most urgent case, looks at the county, and decides.

use anyhow::Result;
use postrider::ledger::{ActorRole, Decision, LedgerError, Over, Who};
use postrider::submission::State;

use super::player::{Event, Play};
use crate::attempt::{Correction, Nature, needs_person};
use crate::chance::What;
use crate::jobs::Second;
use crate::scale::{HOUR, MINUTE};

/// How often somebody without a case looks for one.
const LOOKS: Second = 5 * MINUTE;
/// When they work, from midnight in New York: until the last cutoffs on the mainland have passed.
const WORKS: std::ops::Range<Second> = 10 * HOUR..21 * HOUR;

impl Play<'_> {
    fn who(person: usize) -> Who {
        Who::new(ActorRole::Reviewer, format!("person-{person}"))
    }

    /// Takes the most urgent case that nobody has.
    pub(super) async fn look(&mut self, person: usize) -> Result<()> {
        let hour = self.now.rem_euclid(24 * HOUR);
        if !WORKS.contains(&hour) {
            let begins = self.now - hour + WORKS.start + if hour >= WORKS.end { 24 * HOUR } else { 0 };
            self.plan(begins, Event::Look(person));
            return Ok(());
        }
        let taken = self.host.ledger.take_next_case(None, &Self::who(person)).await?;
        let Some(which) = taken.and_then(|id| self.by_id.get(&id).copied()) else {
            self.plan(self.now + LOOKS, Event::Look(person));
            return Ok(());
        };
        self.cases[person] = Some(which);
        let mut draw = self.world.chance.of(What::Staff, which, 0);
        self.plan(self.now + draw.between(3 * MINUTE, 8 * MINUTE), Event::Decide(person));
        Ok(())
    }

    /// What the person found, and did.
    pub(super) async fn decide(&mut self, person: usize) -> Result<()> {
        let Some(which) = self.cases[person].take() else { return Ok(()) };
        self.plan(self.now + 30, Event::Look(person));
        let (id, county) = (self.applications[which].id, self.applications[which].county);
        let mut draw = self.world.chance.of(What::Staff, which, 1);
        let of = &self.world.counties[county];
        let who = Self::who(person);
        if of.is_down(self.now) {
            // Nobody can look whether it is there, nor send it.
            match self.host.ledger.give_back(id, &who).await {
                Ok(()) | Err(LedgerError::NotTaken { .. } | LedgerError::TakenBy { .. }) => {}
                Err(error) => return Err(error.into()),
            }
            self.plan(self.now + 10 * MINUTE, Event::Look(person));
            return Ok(());
        }
        match self.host.ledger.take_case(id, &who, Over::Left).await {
            Ok(()) => {}
            // By a clock that was set forward they had it for too long: somebody else has it now.
            Err(LedgerError::TakenBy { .. } | LedgerError::NotInReview { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        let needs = needs_person(self.world, which).filter(|_| self.applications[which].corrected.is_none());
        let (decision, why) = if let Some(arrived) = self.truth.shown(which, self.now) {
            let receipt_number = Some(arrived.number.clone());
            (Decision::DeliverByHand { receipt_number }, "the county has it")
        } else if needs == Some(Nature::Refused) && draw.happens(0.1) {
            (Decision::CancelAnyway, "the applicant takes it back")
        } else if needs.is_some() && draw.happens(0.5) {
            let attempts = self.applications[which].attempts;
            self.applications[which].corrected = Some(Correction { at: self.now, attempts });
            (Decision::RequeueAnyway, "the applicant was called, and it is right now")
        } else {
            let number = self.truth.arrive(which, self.now, 0, true);
            (Decision::DeliverByHand { receipt_number: Some(number) }, "sent by hand")
        };
        self.host.ledger.resolve(id, decision, who, why.to_owned()).await?;
        self.follow(which).await?;
        if self.applications[which].state == State::Queued {
            self.fruitless.remove(&county);
        }
        Ok(())
    }
}
