//! Claims: by the ledger, and nobody else. What the player knows of who waits saves it the claims that would find nothing, and tells whether the
//! order was right.

use std::time::Duration;

use anyhow::{Context as _, Result};
use postrider::ledger::{Claim, Claimant, Offer, Offers};
use postrider::scheduler::AvailableNow;
use postrider::submission::{CountyCode, Task};

use super::host_now::name;
use super::player::{Broken, Event, Play};
use crate::jobs::Second;
use crate::scale::HOUR;

/// How long a lease lives that a healthy host renews: until something befalls the host, which ends that.
pub(super) const AS_LONG_AS_IT_IS_WELL: Duration = Duration::from_secs(4 * 3_600);
/// When a county is looked at again of which nothing could be claimed.
const AGAIN: Second = 30;
/// For so long after anything befell a county it is not judged in which order its work and that of others was taken.
const UNSETTLED: Second = 70 * 60;

/// Every county may be worked on at twice as many places as it allows.
struct TooMany<T>(T);

impl<T: Offers> Offers for TooMany<T> {
    fn of(&self, county: &CountyCode) -> Option<Offer> {
        let mut offer = self.0.of(county)?;
        offer.concurrency *= 2;
        offer.credentials.iter_mut().for_each(|account| account.sessions *= 2);
        Some(offer)
    }
}

impl Play<'_> {
    /// Claims for every free browser, as long as something may be found.
    pub(super) async fn claim(&mut self) -> Result<()> {
        if self.wait_is_over() {
            self.host.ledger.end_waits().await?;
        }
        while let Some(host) = self.host_with_a_browser()
            && self.something_may_be_found()
        {
            let name = name(host);
            let by = Claimant { host: &name, ttl: AS_LONG_AS_IT_IS_WELL, sessions: self.world.hosts[host] };
            let now = self.host.clock.now();
            let offers = AvailableNow {
                releases: &self.host.releases,
                counties: &self.host.counties,
                ledger: &self.host.ledger,
                now,
            };
            let claim = match self.broken {
                Some(Broken::Sessions) => self.host.ledger.claim(now, &TooMany(offers), by).await?,
                _ => self.host.ledger.claim(now, &offers, by).await?,
            };
            let Some(claim) = claim else {
                self.fruitless.extend(&self.with_work);
                if self.again_at.is_none() {
                    self.again_at = Some(self.now + AGAIN);
                    self.plan(self.now + AGAIN, Event::Claim);
                }
                return Ok(());
            };
            self.took(&claim)?;
            self.begin(host, claim)?;
        }
        Ok(())
    }

    /// What could not be taken may be by now.
    pub(super) fn look_again(&mut self) {
        if self.again_at.is_none_or(|at| at <= self.now) {
            self.again_at = None;
            self.fruitless.clear();
        }
    }

    fn something_may_be_found(&self) -> bool {
        self.with_work.iter().any(|county| !self.fruitless.contains(county) && self.has_room(*county))
    }

    fn has_room(&self, county: usize) -> bool {
        let lanes = if self.broken == Some(Broken::Sessions) { 2 } else { 1 } * self.world.counties[county].lanes;
        self.counties[county].has_room(lanes, self.now)
    }

    /// A claim was made: whether it was this one's turn, and nothing is used beyond what there is.
    fn took(&mut self, claim: &Claim) -> Result<()> {
        let which = *self.by_id.get(&claim.lease.application).context("an application that nobody sent")?;
        let county = self.applications[which].county;
        if self.applications[which].is_worked_on {
            self.checks.breach(which, "it is worked on twice at a time");
        }
        if claim.task == Task::Submit {
            self.check_order(which, county);
        }
        self.cannot_be_taken(which);
        self.applications[which].is_worked_on = true;
        let (lanes, spacing) = (self.world.counties[county].lanes, self.counties[county].spacing);
        let now = &mut self.counties[county];
        now.leases += 1;
        if now.leases > lanes {
            self.checks.breach(which, "its county has more leases than it allows");
        }
        if now.last_start.is_some_and(|last| last + spacing > self.now) {
            self.checks.breach(which, "it was begun too soon after another of its county");
        }
        now.last_start = Some(self.now);
        if spacing > 0 {
            self.plan(self.now + spacing, Event::Claim);
        }
        let now = &mut self.counties[county];
        for account in claim.credentials.values() {
            let sessions = now.sessions.entry(account.clone()).or_default();
            *sessions += 1;
            if *sessions > now.of_one_account {
                self.checks.breach(which, "an account has more sessions than its county allows");
            }
        }
        Ok(())
    }

    /// What is due first goes first, in its county and before others that have room.
    fn check_order(&mut self, which: usize, county: usize) {
        // Whose cutoff has just passed keeps its turn until that is noted; what waited while the clock was wrong may be due at another cutoff.
        let is_dated_right = |which: usize| !self.world.clock_was_wrong(self.applications[which].arrived, self.now);
        if self.applications[which].deadline <= self.host.clock.now() || !is_dated_right(which) {
            return;
        }
        let cutoff = |which: usize| self.due(which);
        let mine = cutoff(which);
        let is_settled = |county: usize| {
            let now = &self.counties[county];
            now.unsettled_until <= self.now && !self.fruitless.contains(&county) && !self.is_troubled(county)
        };
        let of_its_county = self.counties[county].waiting.first().is_some_and(|(_, first)| cutoff(*first) < mine);
        let most = self.world.hosts.iter().max().copied().unwrap_or(1).saturating_sub(1).max(1);
        let of_another = self.with_work.iter().any(|other| {
            let waiting =
                self.counties[*other].waiting.iter().map(|(_, waits)| *waits).filter(|waits| is_dated_right(*waits));
            let first = waiting.map(cutoff).min();
            *other != county
                && first.is_some_and(|first| first < mine)
                && self.has_room(*other)
                && self.counties[*other].leases < most
                && is_settled(*other)
        });
        let of_its_county = of_its_county && is_settled(county);
        if of_its_county {
            self.checks.out_of_order(which, "another one of its county was due before it");
        }
        if of_another {
            self.checks.out_of_order(which, "another county's was due before it, and had room");
        }
    }

    /// When an application is due by the sun: its first cutoff, or, once that has passed, the next one.
    pub(super) fn due(&self, which: usize) -> Second {
        let one = &self.applications[which];
        if one.cutoff > self.now { one.cutoff } else { self.world.cutoff(one.county, self.now) }
    }

    /// Whether something befalls a county's site now, or did shortly before.
    fn is_troubled(&self, county: usize) -> bool {
        let of = &self.world.counties[county];
        let near = |from: Second, until: Second| from <= self.now && self.now < until + UNSETTLED;
        let local = self.host.clock.now();
        of.outages.iter().any(|outage| near(outage.from, outage.until))
            || of.drift.is_some_and(|(from, until)| near(from, until))
            || of.refuses.is_some_and(|(from, until)| near(from, until))
            || !of.served.calendar.is_site_open_at(local)
            || self.set_forward != 0
    }

    /// Something befell a county, whose work is taken in another order for a while.
    pub(super) fn unsettle(&mut self, county: usize) {
        self.counties[county].unsettled_until = self.now + HOUR;
    }

    /// A lease is given back, or was taken back.
    pub(super) fn gives_back(&mut self, county: usize, claim: &Claim) {
        let now = &mut self.counties[county];
        now.leases = now.leases.saturating_sub(1);
        for account in claim.credentials.values() {
            if let Some(sessions) = now.sessions.get_mut(account) {
                *sessions = sessions.saturating_sub(1);
            }
        }
        self.fruitless.remove(&county);
    }
}
