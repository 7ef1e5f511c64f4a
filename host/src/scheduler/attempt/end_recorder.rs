//! The end of an attempt, recorded in this order: what is known of a send, what it says about the county, the evidence,
//! the move.

use serde_json::json;

use super::conclude::conclude;
use super::county_state;
use super::ending::{Ending, FollowUp, Interrupted};
use super::persist::{Retry, persist};
use crate::counties::ServedCounty;
use crate::form::CommitOutcome;
use crate::ledger::{Claim, Complainant, LedgerError, SendReport};
use crate::plugin::{CallReport, CommitProgress, Fault};
use crate::scheduler::policy::{Moment, Verdict};
use crate::scheduler::surroundings::{Releases as _, ServingRelease as _, Surroundings};
use crate::submission::{Drift, Event, Finding, Hindrance, OnDrift, Outcome, Task};

/// What an attempt expected that the host ended for what it saw of the site itself.
const KNOWN_TO_FIT: &str = "the forms that this release is known to fit";

/// Writes the end of a piece of work down, in its county as it was when the work began, with all that follows from it. Gives its name for the metrics.
pub async fn record_end<S: Surroundings>(
    surroundings: &S,
    claim: &Claim,
    county: Option<&ServedCounty>,
    ending: Ending,
) -> &'static str {
    EndRecorder::new(surroundings, claim, county).record(ending).await
}

/// Records how one claim ended.
struct EndRecorder<'a, S> {
    state: &'a S,
    claim: &'a Claim,
    /// The county as it was when the work began.
    county: Option<&'a ServedCounty>,
    /// What was known at the end.
    at: Moment,
}

impl<'a, S: Surroundings> EndRecorder<'a, S> {
    /// Of an end that is now.
    fn new(state: &'a S, claim: &'a Claim, county: Option<&'a ServedCounty>) -> Self {
        let at = Moment {
            now: state.clock().now(),
            deadline: claim.deadline,
            setbacks: claim.setbacks,
            tries: claim.tries,
            counts: claim.counts,
            sending: claim.sending,
            chance: state.chance(),
        };
        Self { state, claim, county, at }
    }

    async fn record(&self, ending: Ending) -> &'static str {
        match ending {
            Ending::Submitted(report) if self.claim.task == Task::Rehearse => self.rehearsed(*report).await,
            Ending::Submitted(report) => self.submitted(*report).await,
            Ending::Reconciled(report) => self.reconciled(*report).await,
            Ending::Interrupted(interrupted) => self.interrupted(interrupted).await,
        }
    }

    async fn submitted(&self, report: CallReport<Outcome>) -> &'static str {
        let (state, claim) = (self.state, self.claim);
        if let Some(error) = &report.barrier_error {
            return self.intent_not_written(error).await;
        }
        let sent = report.progress.send_report(report.answer.as_ref().ok());
        if let Some(sent) = &sent {
            self.keep(sent).await;
        }
        let found = county_state::found_by_submission(state.policy(), &report, self.at.chance);
        county_state::keep_found(state, claim, Some(found)).await;
        let claims = sent == Some(SendReport::Claimed);
        let report = if claims { report } else { drifted_by_form(drifted_by_request(report)) };
        let name = name_of(&report);
        let verdict = self.verdict_on(&report, claims);
        let mut details = match &report.answer {
            Ok(outcome) => json!(outcome),
            Err(fault) => json!({ "outcome": fault.name(), "fault": fault.to_string() }),
        };
        if let Some(page) = &report.stood_on {
            details["stood_on"] = page.as_str().into();
        }
        let delivered = verdict.event() == Some(Event::Confirm);
        if claims
            || (nothing_sent(&report) || held_in_commit(&report)) && (!report.browser_lost || verdict.mark.is_some())
        {
            county_state::update_without_commit(state, (claim, self.county), &report, &verdict).await;
        } else if delivered {
            county_state::update_after_delivery(state, claim).await;
        }
        county_state::hold_where_alike(state, claim, &verdict, &report.drift).await;
        county_state::update_forms(state, claim, &report.pages, &report.drift, delivered).await;
        state.keep_evidence(claim, report, delivered).await;
        conclude(state, claim, verdict, details).await;
        name
    }

    /// Nothing was sent: what was met is kept, and the application waits as it did. A plugin that claims a send may have made one by a
    /// way that nobody declared: that is a doubt, as in every attempt.
    async fn rehearsed(&self, report: CallReport<Outcome>) -> &'static str {
        if report.progress.send_report(report.answer.as_ref().ok()).is_some() {
            return self.submitted(report).await;
        }
        let releases = self.state.releases();
        let (claim, pages) = (self.claim, report.drift.pages());
        let differs = pages.iter().map(|(page, said)| json!({ "page": page, "said": said })).collect::<Vec<_>>();
        let met = match (&report.answer, &report.last_failure) {
            _ if report.refused_commit => None,
            (_, Some(failure)) => Some(failure.clone()),
            (Ok(outcome), None) => Some(format!("the plugin returned {}", outcome.into_str())),
            (Err(fault), None) => Some(fault.to_string()),
        };
        let on_drift = self.county.map(|county| county.on_drift);
        let would_hold = report.drift.is_fatal() && on_drift == Some(OnDrift::Hold);
        let undeclared = report.undeclared.as_ref().map(|drift| drift.found.clone());
        let stopped: Vec<&String> = met.iter().chain(&undeclared).collect();
        let details = json!({
            "outcome": "rehearsed", "came_to_commit": report.refused_commit, "would_hold": would_hold, "stopped": stopped,
            "stood_on": report.stood_on, "differs": differs,
            "missed": report.drift.missed(), "uncompared": report.drift.uncompared(),
        });
        let came = if report.refused_commit { "it came to its commit" } else { "it did not come to its commit" };
        let why = format!("the rehearsal has ended: {came}; pages that differ: {}", differs.len());
        // Of a release that does not serve nothing is known, and nothing waits.
        let county = &claim.lease.county;
        if releases.current(county).is_some_and(|serving| *serving.digest() == claim.plugin) {
            if let (Ok(Outcome::Credential { name, .. }), false) = (&report.answer, report.browser_lost) {
                county_state::login_refused(self.state, claim, self.county, name).await;
            }
            if let Err(error) = releases.propose_forms(county, &claim.plugin, &report.pages).await {
                tracing::warn!(%error, "what the county's forms are could not be kept");
            }
        }
        self.state.keep_evidence(claim, report, false).await;
        self.end_rehearsal(&why, &details).await;
        "rehearsed"
    }

    async fn end_rehearsal(&self, why: &str, details: &serde_json::Value) {
        let Claim { lease, plugin, .. } = self.claim;
        let ledger = self.state.ledger();
        let ended = persist(Retry::Limited, || ledger.end_rehearsal(lease, plugin, why, details)).await;
        // The lease runs out, and recovery puts the application back.
        if let Err(error) = ended {
            tracing::error!(%error, "the end of a rehearsal could not be written");
        }
    }

    /// What follows. What the county will not take, and what it is claimed to have taken, are explained by what the host itself
    /// saw last.
    fn verdict_on(&self, report: &CallReport<Outcome>, claims: bool) -> Verdict {
        let policy = self.state.policy();
        let mut verdict = policy.after_submit(&report.answer, &report.progress, report.browser_lost, self.at);
        if let (Some(complaint), true) = (&mut verdict.complaint, nothing_sent(report) && report.pages.is_empty()) {
            // No page was seen that could have said so.
            complaint.by = Complainant::Plugin;
        }
        let explained = claims || nothing_sent(report) && matches!(report.answer, Ok(Outcome::Refused { .. }));
        if let (true, Some(failure)) = (explained, &report.last_failure) {
            verdict.why = format!("{}; the last action that failed: {failure}", verdict.why);
        }
        if report.unwitnessed && verdict.event() == Some(Event::Confirm) {
            verdict.why.push_str("; no witness: it went over a socket, where nobody sees what is sent");
        }
        let changed = report.drift.to_string();
        if matches!(report.answer, Ok(Outcome::Drifted(_))) && !verdict.why.contains(&changed) {
            verdict.why = format!("{}; what the site has changed: {changed}", verdict.why);
        }
        verdict
    }

    /// What is known of a send is durable before anything else is done: no end of the host, and no wait, makes it less.
    async fn keep(&self, sent: &SendReport) {
        let ledger = self.state.ledger();
        let kept = persist(Retry::Forever, || ledger.record_send(&self.claim.lease, sent)).await;
        if let Err(error) = kept {
            tracing::error!(%error, "what is known of the send could not be kept");
        }
    }

    /// The intent to send could not be written down, and nothing was clicked. A lease that was lost is somebody else's; a
    /// database that fails is tried again later. An intent that did become durable is found by recovery.
    async fn intent_not_written(&self, error: &LedgerError) -> &'static str {
        tracing::error!(%error, "the intent to send could not be written down; nothing was clicked");
        if !matches!(error, LedgerError::LeaseLost { .. }) {
            let why = format!("the intent to send could not be written down ({error}), so that nothing was clicked");
            let verdict = self.state.policy().later(&why, None, self.at);
            conclude(self.state, self.claim, verdict, json!({ "outcome": "interrupted" })).await;
        }
        "barrier"
    }

    async fn reconciled(&self, mut report: CallReport<Finding>) -> &'static str {
        let found = county_state::found_by_question(self.state.policy(), &report, self.at.chance);
        county_state::keep_found(self.state, self.claim, found).await;
        if report.browser_lost {
            let reason = "the browser was lost".to_owned();
            report.answer = Ok(Finding::Later { what: Hindrance::Site, reason, retry_after_seconds: None });
        }
        match &report.answer {
            Ok(Finding::Found(_)) => county_state::accounts_work(self.state, self.claim).await,
            Ok(Finding::Later { what: Hindrance::Credential { name }, .. }) => {
                county_state::login_refused(self.state, self.claim, self.county, name).await;
            }
            _ => {}
        }
        let verdict = self.state.policy().after_reconcile(&report.answer, self.at);
        let (name, details) = match &report.answer {
            Ok(Finding::Found(receipt)) => ("reconcile_found", json!({ "finding": "found", "receipt": receipt })),
            Ok(Finding::None) => ("reconcile_none", json!({ "finding": "none" })),
            Ok(Finding::Later { reason, .. }) => ("reconcile_later", json!({ "finding": "later", "reason": reason })),
            Ok(Finding::Undecided { reason }) => {
                ("reconcile_undecided", json!({ "finding": "undecided", "reason": reason }))
            }
            Err(fault) => ("reconcile_fault", json!({ "finding": fault.name(), "fault": fault.to_string() })),
        };
        let delivered = verdict.event() == Some(Event::Confirm);
        self.state.keep_evidence(self.claim, report, delivered).await;
        conclude(self.state, self.claim, verdict, details).await;
        name
    }

    /// The lease is given back. A doubt stays one, whatever was missing.
    async fn interrupted(&self, interrupted: Interrupted) -> &'static str {
        let Interrupted { why, follow_up } = interrupted;
        tracing::warn!(why, "nothing was sent");
        if self.claim.task == Task::Rehearse {
            let details = json!({ "outcome": "rehearsed", "came_to_commit": false, "stopped": [why], "differs": [], "missed": [] });
            self.end_rehearsal("the rehearsal was interrupted", &details).await;
            return "interrupted";
        }
        let policy = self.state.policy();
        let verdict = match (follow_up, self.claim.task) {
            (FollowUp::AtOnce, task) => policy.at_once(&why, task, self.at),
            (FollowUp::Later, Task::Submit | Task::Rehearse) => policy.later(&why, None, self.at),
            (FollowUp::Later, Task::Reconcile { .. }) => policy.ask_again(&why, None, self.at),
            (FollowUp::Person, _) => Verdict::of(Event::Escalate, why),
        };
        conclude(self.state, self.claim, verdict, json!({ "outcome": "interrupted" })).await;
        "interrupted"
    }
}

/// What nobody declared and the host held is the site's doing, whatever the plugin made of it. Not where something may have been
/// sent.
fn drifted_by_request(report: CallReport<Outcome>) -> CallReport<Outcome> {
    match &report.undeclared {
        Some(drift)
            if (nothing_sent(&report) || held_in_commit(&report)) && !matches!(report.answer, Err(Fault::Host(_))) =>
        {
            CallReport { answer: Ok(Outcome::Drifted(drift.clone())), ..report }
        }
        _ => report,
    }
}

/// A site that is not what the release is known to fit is the site's doing, whatever the plugin made of it. Not where the site cannot be
/// used at all, nor where something may have been sent.
fn drifted_by_form(report: CallReport<Outcome>) -> CallReport<Outcome> {
    let of_site = match &report.answer {
        Ok(Outcome::Unavailable(_) | Outcome::Credential { .. }) | Err(Fault::Host(_) | Fault::TimedOut(_)) => false,
        Ok(_) | Err(Fault::Plugin(_)) => true,
    };
    if !of_site || !nothing_sent(&report) || report.browser_lost || !report.drift.forbids_commit() {
        return report;
    }
    let drift = match &report.answer {
        Ok(Outcome::Drifted(drift)) => drift.clone(),
        _ => Drift { expected: KNOWN_TO_FIT.to_owned(), found: report.drift.to_string() },
    };
    CallReport { answer: Ok(Outcome::Drifted(drift)), ..report }
}

/// Whether the commit came to nothing because nobody declared what it would have sent.
fn held_in_commit(report: &CallReport<Outcome>) -> bool {
    report.undeclared.is_some() && matches!(report.progress, CommitProgress::Ended(CommitOutcome::NotClicked(_)))
}

/// Whether the host's own commit was never begun.
fn nothing_sent(report: &CallReport<Outcome>) -> bool {
    matches!(report.progress, CommitProgress::Before)
}

/// The end's name, as metrics have it.
fn name_of(report: &CallReport<Outcome>) -> &'static str {
    match &report.answer {
        _ if !nothing_sent(report) => "committed",
        Err(fault @ Fault::TimedOut(_)) => fault.name(),
        _ if report.browser_lost => "browser_lost",
        Ok(outcome) => outcome.into_str(),
        Err(fault) => fault.name(),
    }
}
