//! Pieces of work: what the site makes of each, its last click, its end, which the host's own rules record.

use anyhow::{Context as _, Result};
use postrider::form::{CommitOutcome, SeenPage};
use postrider::ledger::{Claim, LedgerError};
use postrider::plugin::{CallReport, CommitProgress, Fault};
use postrider::scheduler::{Ending, Releases as _, record_end};
use postrider::submission::{Doubt, Drift, Finding, Hindrance, Outcome, Problem, Receipt, Task, Unavailability};

use super::player::{Broken, Event, Play};
use super::work::{Report, Work};
use crate::attempt::{Attempt, CLICK, Nature, attempt, slowed};
use crate::chance::What;
use crate::jobs::Second;
use crate::scale::HOUR;

/// How long a browser waits for a site that answers nothing.
const NO_ANSWER: Second = 30;
/// With the barrier broken: how long after the click the intent is written.
const TOO_LATE: Second = 10;
/// The one credential of every plugin.
const LOGIN: &str = "login";

impl Play<'_> {
    /// Work begins on what was claimed.
    pub(super) fn begin(&mut self, host: usize, claim: Claim) -> Result<()> {
        let which = *self.by_id.get(&claim.lease.application).context("an application that nobody sent")?;
        let county = self.applications[which].county;
        let served = self.host.counties.get(&claim.lease.county);
        self.hosts[host].free -= 1;
        let place = self.work.len();
        let number = match claim.task {
            Task::Reconcile { .. } => {
                self.applications[which].questions += 1;
                self.applications[which].questions
            }
            Task::Submit | Task::Rehearse => {
                self.applications[which].attempts += 1;
                self.applications[which].attempts
            }
        };
        let drawn = attempt(self.world, which, number, self.applications[which].corrected);
        let (event, after, report) = match claim.task {
            Task::Reconcile { .. } => {
                let mut draw = self.world.chance.of(What::Question, which, number);
                let takes = slowed(&self.world.counties[county], self.now, draw.between(4, 8));
                (Event::End(place), takes, Report::Asks)
            }
            Task::Submit | Task::Rehearse => self.what_the_site_makes_of_it(which, &claim, drawn, place),
        };
        self.plan(self.now + after, event);
        let work =
            Work { host, which, claim, county: served, attempt: drawn, has_intent: false, is_lost: false, report };
        self.work.push(Some(work));
        Ok(())
    }

    /// When what happens to an attempt, and with which report where it ends before its last click.
    fn what_the_site_makes_of_it(
        &mut self,
        which: usize,
        claim: &Claim,
        drawn: Attempt,
        place: usize,
    ) -> (Event, Second, Report) {
        let county = self.applications[which].county;
        let of = &self.world.counties[county];
        let ends = |after: Second, answer: Result<Outcome, Fault>| {
            let pages = if is_no_page(&answer) { Vec::new() } else { vec![SeenPage::default()] };
            let report = CallReport { pages, ..CallReport::of_answer(answer) };
            (Event::End(place), after, Report::Submitted(Box::new(report)))
        };
        let away = |reason: &str| {
            Ok(Outcome::Unavailable(Unavailability { reason: reason.to_owned(), retry_after_seconds: None }))
        };
        if of.is_down(self.now) {
            return ends(drawn.early, away("the site answers nothing"));
        }
        let before = slowed(of, self.now, drawn.before);
        let click = self.now + before;
        if self.account_is_refused(county, claim) {
            let problem = "the site says that the password is wrong".to_owned();
            return ends(drawn.early, Ok(Outcome::Credential { name: LOGIN.to_owned(), problem }));
        }
        let serving = self.host.releases.current(&claim.lease.county);
        if let Some((changed, _)) = of.drift
            && changed <= click
            && serving.is_none_or(|release| release.number() == 1)
        {
            let drift =
                Drift { expected: "the field “Last name”".to_owned(), found: "a page without it".to_owned() };
            return ends((changed - self.now).max(0) + drawn.early, Ok(Outcome::Drifted(drift)));
        }
        let down =
            of.outages.iter().find(|outage| outage.slow.is_none() && outage.from > self.now && outage.from <= click);
        // Some notice nothing of it before their last click, which then goes nowhere.
        if let Some(outage) = down.filter(|_| drawn.nature != Nature::Sends || !drawn.loses_answer) {
            return ends(outage.from - self.now + NO_ANSWER, away("the site answers nothing any more"));
        }
        match drawn.nature {
            Nature::Sends => {}
            Nature::Refused => {
                let problem =
                    Problem { field: "applicant.ssn".to_owned(), message: "it is another person's".to_owned() };
                return ends(before, Ok(Outcome::Refused { problems: vec![problem] }));
            }
            Nature::NeedsPerson => {
                return ends(before, Ok(Outcome::NeedsPerson { question: "which of two addresses?".to_owned() }));
            }
            Nature::BrowserLost => {
                let report = CallReport { browser_lost: true, ..CallReport::of_answer(away("the browser was lost")) };
                return (Event::End(place), before, Report::Submitted(Box::new(report)));
            }
            Nature::Faults => return ends(before, Err(Fault::Plugin("it broke off".to_owned()))),
            Nature::TimesOut => return ends(before, Err(Fault::TimedOut("900 s".to_owned()))),
            Nature::SignedOut => return ends(before, away("the county signed this session out")),
        }
        let report =
            Report::Submitted(Box::new(CallReport::of_answer(Ok(Outcome::InDoubt(Doubt { reason: String::new() })))));
        let event = if self.broken == Some(Broken::Barrier) { Event::Click(place) } else { Event::Commit(place) };
        (event, before, report)
    }

    fn account_is_refused(&self, county: usize, claim: &Claim) -> bool {
        let is_refused = |(from, _): (Second, Second)| from <= self.now && !self.counties[county].has_new_passwords;
        let is_first = claim.credentials.values().any(|account| account == "a0");
        is_first && self.world.counties[county].refuses.is_some_and(is_refused)
    }

    /// The intent to send is written; the click follows.
    pub(super) async fn commit(&mut self, place: usize) -> Result<()> {
        let Some(work) = self.work[place].as_mut() else { return Ok(()) };
        let written = self.host.ledger.intend(&work.claim.lease, &work.claim.plugin).await;
        match written {
            Ok(_) => {
                work.has_intent = true;
                let after = if self.broken == Some(Broken::Barrier) { work.attempt.after } else { CLICK };
                let event = if self.broken == Some(Broken::Barrier) { Event::End(place) } else { Event::Click(place) };
                self.plan(self.now + after, event);
            }
            Err(error @ (LedgerError::LeaseLost { .. } | LedgerError::Illegal(_))) => {
                if self.broken == Some(Broken::Fence) {
                    self.plan(self.now + 1, Event::Click(place));
                    return Ok(());
                }
                if let Report::Submitted(report) = &mut work.report {
                    report.barrier_error = Some(error);
                }
                self.plan(self.now + 1, Event::End(place));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// The click that sends. It is not made any more by who may have lost the right to.
    pub(super) fn click(&mut self, place: usize) {
        let Some(work) = self.work[place].as_mut() else { return };
        let (which, county) = (work.which, self.applications[work.which].county);
        let of = &self.world.counties[county];
        let may = self.host.ledger.may_act(&work.claim.lease);
        let Report::Submitted(report) = &mut work.report else { return };
        report.progress = CommitProgress::Intended;
        report.pages = vec![SeenPage::default()];
        if !may && !matches!(self.broken, Some(Broken::Fence)) {
            self.plan(self.now + 1, Event::End(place));
            return;
        }
        if !may {
            self.checks.breach(which, "it was sent without a lease");
        }
        let unanswered = "the site did not answer the last click".to_owned();
        if of.is_down(self.now) {
            report.progress = CommitProgress::Ended(CommitOutcome::InDoubt(unanswered));
            self.plan(self.now + NO_ANSWER, self.after_the_click(place));
            return;
        }
        let number = self.truth.arrive(which, self.now, of.processing, false);
        let loses = work.attempt.loses_answer || of.is_down(self.now + work.attempt.after);
        let (outcome, after) = if loses {
            (CommitOutcome::InDoubt(unanswered), NO_ANSWER)
        } else {
            let receipt = Receipt { number, text: "We have received it.".to_owned() };
            report.answer = Ok(Outcome::Delivered { receipt: receipt.clone() });
            (CommitOutcome::Confirmed(receipt), slowed(of, self.now, work.attempt.after))
        };
        report.progress = CommitProgress::Ended(outcome);
        let event = self.after_the_click(place);
        let after = if matches!(event, Event::Commit(_)) { TOO_LATE } else { after };
        self.plan(self.now + after, event);
    }

    fn after_the_click(&self, place: usize) -> Event {
        if self.broken == Some(Broken::Barrier) { Event::Commit(place) } else { Event::End(place) }
    }

    /// Its end is recorded, by the host's own rules.
    pub(super) async fn end(&mut self, place: usize) -> Result<()> {
        let Some(work) = self.work[place].take() else { return Ok(()) };
        let Work { host, which, claim, county, report, is_lost, .. } = work;
        let ending = match report {
            Report::Submitted(report) => Ending::Submitted(report),
            Report::Asks => Ending::Reconciled(Box::new(self.what_the_county_says(which, &claim))),
        };
        let is_troubled = match &ending {
            Ending::Submitted(report) => !matches!(report.answer, Ok(Outcome::Delivered { .. })),
            _ => true,
        };
        let is_left = matches!(&ending, Ending::Submitted(report) if report.barrier_error.is_some());
        record_end(&self.host, &claim, county.as_deref(), ending).await;
        if is_left {
            self.leave(&claim).await?;
        }
        let county = self.applications[which].county;
        self.hosts[host].free += 1;
        if is_troubled {
            self.unsettle(county);
        }
        if !is_lost {
            self.gives_back(county, &claim);
            self.applications[which].is_worked_on = false;
        }
        self.follow(which).await?;
        for code in self.host.releases.newly_quarantined() {
            let county = *self.by_code.get(&code).context("a county that nobody configured")?;
            self.plan(self.now + HOUR / 2, Event::Swap(county));
        }
        Ok(())
    }

    /// The county's search, as it answers now.
    fn what_the_county_says(&self, which: usize, claim: &Claim) -> CallReport<Finding> {
        let county = self.applications[which].county;
        let of = &self.world.counties[county];
        let serving = self.host.releases.current(&claim.lease.county);
        let is_unfit = of.drift.is_some_and(|(changed, _)| changed <= self.now)
            && serving.is_none_or(|release| release.number() == 1);
        let later = |what, reason: &str| Finding::Later { what, reason: reason.to_owned(), retry_after_seconds: None };
        let finding = if of.is_down(self.now) {
            later(Hindrance::Site, "the site answers nothing")
        } else if is_unfit {
            later(Hindrance::Search, "the search is not where it was")
        } else if self.account_is_refused(county, claim) {
            later(Hindrance::Credential { name: LOGIN.to_owned() }, "the site says that the password is wrong")
        } else {
            match self.truth.shown(which, self.now) {
                Some(arrived) => {
                    Finding::Found(Receipt { number: arrived.number.clone(), text: "We have received it.".to_owned() })
                }
                None => Finding::None,
            }
        };
        let pages = if of.is_down(self.now) { Vec::new() } else { vec![SeenPage::default()] };
        CallReport { pages, ..CallReport::of_answer(Ok(finding)) }
    }
}

/// Whether the site showed nothing.
fn is_no_page(answer: &Result<Outcome, Fault>) -> bool {
    matches!(answer, Ok(Outcome::Unavailable(_)))
}
