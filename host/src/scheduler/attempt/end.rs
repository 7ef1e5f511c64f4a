//! The end of a piece of work: what is learnt of county, credential and release, the evidence kept, the move written.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::policy::{FAULTS_TO_QUARANTINE, Moment, Next, Verdict};
use super::{Ended, SchedulerState, Then, moment, untouched};
use crate::evidence::Kind;
use crate::form::{SeenPage, Shot, ShotFormat, TraceLine};
use crate::ledger::{Claim, Conclusion, LedgerError, Occurrence, SendReport, StillInDoubt};
use crate::plugin::{CallReport, Fault, LogLine};
use crate::submission::{Event, Finding, Outcome, Task};

/// How long the database is given to recover before an end is written again: a disk that is full for a moment.
const WRITE_WAITS: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    LONGEST_WRITE_WAIT,
];
/// The longest wait between two of these tries.
const LONGEST_WRITE_WAIT: Duration = Duration::from_secs(20);

/// Writes the end down and gives its name for the metrics.
pub(super) async fn write(state: &SchedulerState, claim: &Claim, ended: Ended) -> &'static str {
    let at = moment(state, claim);
    match ended {
        Ended::Submitted(report) => submitted(state, claim, *report, at).await,
        Ended::Reconciled(report) => reconciled(state, claim, *report, at).await,
        Ended::Undone { why, then } => undone(state, claim, &why, then, at).await,
    }
}

async fn submitted(state: &SchedulerState, claim: &Claim, report: CallReport<Outcome>, at: Moment) -> &'static str {
    if let Some(error) = &report.barrier_error {
        return barred(state, claim, error, at).await;
    }
    let sent = report.progress.send_report(report.answer.as_ref().ok());
    if let Some(sent) = &sent {
        keep(state, claim, sent).await;
    }
    let name = match &report.answer {
        _ if !untouched(&report.progress) => "committed",
        Err(fault @ Fault::TimedOut(_)) => fault.name(),
        _ if report.browser_lost => "browser_lost",
        Ok(outcome) => outcome.into_str(),
        Err(fault) => fault.name(),
    };
    let mut verdict = state.policy.after_submit(&report.answer, &report.progress, report.browser_lost, at);
    // What the county will not take, and what it is claimed to have taken, are explained by what the host itself saw last.
    let claims = sent == Some(SendReport::Claimed);
    let explained = claims || untouched(&report.progress) && matches!(report.answer, Ok(Outcome::Refused { .. }));
    if let (true, Some(failure)) = (explained, &report.last_failure) {
        verdict.why = format!("{}; the last action that failed: {failure}", verdict.why);
    }
    if let (Ok(Outcome::Drifted(_)), false) = (&report.answer, report.suspicions.is_empty()) {
        verdict.why = format!("{}; since the last delivery: {}", verdict.why, report.suspicions.join("; "));
    }
    let details = match &report.answer {
        Ok(outcome) => json!(outcome),
        Err(fault) => json!({ "outcome": fault.name(), "fault": fault.to_string() }),
    };
    if claims || untouched(&report.progress) && (!report.browser_lost || verdict.mark.is_some()) {
        learn(state, claim, &report.answer, &verdict, at).await;
    } else if verdict.event() == Some(Event::Confirm) {
        let ledger = &state.resources.ledger;
        if let Err(error) = ledger.reset_counts(&claim.lease.county, &claim.plugin).await {
            tracing::warn!(%error, "the counts of faults and drifts could not be reset");
        }
    }
    let delivered = verdict.event() == Some(Event::Confirm);
    learn_pages(state, claim, &report.pages, &report.suspicions, delivered).await;
    let forms = if delivered { &[] } else { report.pages.as_slice() };
    keep_evidence(state, claim, &report.trace, report.shots, forms, &report.log).await;
    conclude(state, claim, verdict, details).await;
    name
}

/// What is known of a send is durable before anything else is done: no end of the host, and no wait, makes it less.
async fn keep(state: &SchedulerState, claim: &Claim, sent: &SendReport) {
    let kept = written(Patience::Endless, || state.resources.ledger.record_send(&claim.lease, sent)).await;
    if let Err(error) = kept {
        tracing::error!(%error, "what is known of the send could not be kept");
    }
}

/// The intent to send could not be written down, and nothing was clicked. A lease that was lost is somebody else's; a database
/// that fails is tried again later. An intent that did become durable is found by recovery.
async fn barred(state: &SchedulerState, claim: &Claim, error: &LedgerError, at: Moment) -> &'static str {
    tracing::error!(%error, "the intent to send could not be written down; nothing was clicked");
    if !matches!(error, LedgerError::LeaseLost { .. }) {
        let why = format!("the intent to send could not be written down ({error}), so that nothing was clicked");
        conclude(state, claim, state.policy.later(&why, None, at), json!({ "outcome": "interrupted" })).await;
    }
    "barrier"
}

/// What a delivery was made by is the form as it is; what differs from it before one is a suspicion.
async fn learn_pages(
    state: &SchedulerState,
    claim: &Claim,
    pages: &[SeenPage],
    suspicions: &[String],
    delivered: bool,
) {
    let (ledger, county) = (&state.resources.ledger, &claim.lease.county);
    let done = if delivered {
        ledger.learn_pages(county, &pages.iter().map(SeenPage::to_text).collect::<Vec<_>>()).await
    } else if suspicions.is_empty() {
        Ok(())
    } else {
        metrics::counter!("postrider_drift_suspected_total", "county" => county.to_string()).increment(1);
        ledger.suspect_drift(county, &suspicions.join("; ")).await
    };
    if let Err(error) = done {
        tracing::warn!(%error, "what the county's forms are could not be kept");
    }
}

async fn reconciled(state: &SchedulerState, claim: &Claim, report: CallReport<Finding>, at: Moment) -> &'static str {
    let answer = if report.browser_lost {
        Ok(Finding::Later { reason: "the browser was lost".to_owned(), retry_after_seconds: None })
    } else {
        report.answer
    };
    let verdict = state.policy.after_reconcile(&answer, at);
    let (name, details) = match &answer {
        Ok(Finding::Found(receipt)) => ("reconcile_found", json!({ "finding": "found", "receipt": receipt })),
        Ok(Finding::None) => ("reconcile_none", json!({ "finding": "none" })),
        Ok(Finding::Later { reason, .. }) => ("reconcile_later", json!({ "finding": "later", "reason": reason })),
        Ok(Finding::Undecided { reason }) => {
            ("reconcile_undecided", json!({ "finding": "undecided", "reason": reason }))
        }
        Err(fault) => ("reconcile_fault", json!({ "finding": fault.name(), "fault": fault.to_string() })),
    };
    let forms = if verdict.event() == Some(Event::Confirm) { &[] } else { report.pages.as_slice() };
    keep_evidence(state, claim, &report.trace, report.shots, forms, &report.log).await;
    conclude(state, claim, verdict, details).await;
    name
}

/// The lease is given back. A doubt stays one, whatever was missing.
async fn undone(state: &SchedulerState, claim: &Claim, why: &str, then: Then, at: Moment) -> &'static str {
    tracing::warn!(why, "nothing was sent");
    let verdict = match (then, claim.task) {
        (Then::Again, task) => state.policy.at_once(why, task, at),
        (Then::Later, Task::Submit) => state.policy.later(why, None, at),
        (Then::Later, Task::Reconcile { .. }) => state.policy.ask_again(why, None, at),
        (Then::Person, _) => Verdict::of(Event::Escalate, why.to_owned()),
    };
    conclude(state, claim, verdict, json!({ "outcome": "interrupted" })).await;
    "interrupted"
}

/// What an end before the commit says about the county, the credential or the release.
async fn learn(state: &SchedulerState, claim: &Claim, answer: &Result<Outcome, Fault>, verdict: &Verdict, at: Moment) {
    let county = &claim.lease.county;
    let ledger = &state.resources.ledger;
    let learnt = match answer {
        Ok(Outcome::Drifted(_)) => {
            let held = ledger.drifted(met(claim), state.config.drifts, &verdict.why).await;
            if let Ok(true) = held {
                tracing::error!("the county's site has drifted; its work is held for a new release");
                metrics::counter!("postrider_county_held_total", "county" => county.to_string()).increment(1);
            }
            held.map(drop)
        }
        Ok(Outcome::Unavailable(_)) => {
            if let Some(until) = verdict.not_before {
                state.offers.rest(county, until);
            }
            Ok(())
        }
        Ok(Outcome::Credential { name, .. }) => {
            if let Some(account) = claim.credentials.get(name) {
                tracing::error!(
                    credential = name,
                    account,
                    "the county refuses this account; it is left alone for a while"
                );
                state.offers.bench(county, name, account, at.now);
            }
            Ok(())
        }
        Err(Fault::Plugin(_)) | Ok(Outcome::Delivered { .. } | Outcome::InDoubt(_)) => {
            faulted(state, claim, verdict).await
        }
        // A slow county and a full host say nothing about the release.
        Err(Fault::TimedOut(_) | Fault::Host(_)) => Ok(()),
        Ok(Outcome::Refused { .. } | Outcome::NeedsPerson { .. }) => ledger.reset_faults(&claim.plugin).await,
    };
    if let Err(error) = learnt {
        tracing::warn!(%error, "what was learnt of the county could not be kept");
    }
}

fn met(claim: &Claim) -> Occurrence<'_> {
    Occurrence { county: &claim.lease.county, plugin: &claim.plugin, application: claim.lease.application }
}

/// A release that is at fault with several applications in a row is quarantined.
async fn faulted(state: &SchedulerState, claim: &Claim, verdict: &Verdict) -> Result<(), LedgerError> {
    let applications = state.resources.ledger.count_fault(met(claim)).await?;
    let current = state.resources.registry.current(&claim.lease.county);
    let Some(release) = current.filter(|release| *release.digest() == claim.plugin) else {
        return Ok(());
    };
    if applications < FAULTS_TO_QUARANTINE {
        return Ok(());
    }
    tracing::error!(why = verdict.why, "the release keeps failing and is quarantined");
    if let Err(error) = state.resources.registry.quarantine(&release, &verdict.why).await {
        tracing::error!(%error, "the release could not be quarantined");
    }
    Ok(())
}

/// Writes the end down. One that the ledger will not have as it is becomes a person's, so that nothing comes round again and again.
async fn conclude(state: &SchedulerState, claim: &Claim, verdict: Verdict, details: Value) {
    let end = |event, verdict: &Verdict, why| Conclusion {
        event,
        mark: verdict.mark,
        why,
        not_before: verdict.not_before,
        receipt: verdict.receipt.clone(),
        details: details.clone(),
        plugin: claim.plugin.clone(),
    };
    let done = write_down(state, claim, &verdict, &end).await;
    let done = match done {
        Err(error @ (LedgerError::Illegal(_) | LedgerError::NoReceipt { .. })) => {
            tracing::error!(%error, "the end cannot be written as it is");
            let why = format!("{}; this end could not be written down ({error}): a person has to look", verdict.why);
            let ledger = &state.resources.ledger;
            match ledger.conclude(&claim.lease, end(Event::Escalate, &verdict, why.clone())).await {
                // During a commit only a doubt is possible, and the person comes after it.
                Err(LedgerError::Illegal(_)) => ledger.conclude(&claim.lease, end(Event::Doubt, &verdict, why)).await,
                other => other,
            }
            .map(drop)
        }
        other => other,
    };
    match done {
        Ok(()) => {}
        Err(LedgerError::LeaseLost { .. }) => tracing::error!("the lease was lost before the end could be written"),
        // The lease runs out and recovery takes it from there, by the state that the ledger holds.
        Err(error) => tracing::error!(%error, "the end could not be written"),
    }
}

/// Writes an end down, for as long as it takes where it says that something was sent.
async fn write_down(
    state: &SchedulerState,
    claim: &Claim,
    verdict: &Verdict,
    end: &impl Fn(Event, &Verdict, String) -> Conclusion,
) -> Result<(), LedgerError> {
    let (ledger, lease) = (&state.resources.ledger, &claim.lease);
    let asked = match verdict.next {
        Next::Move(event) => {
            let patience = match event {
                Event::Confirm | Event::Doubt => Patience::Endless,
                _ => Patience::Bounded,
            };
            let state = written(patience, || ledger.conclude(lease, end(event, verdict, verdict.why.clone()))).await?;
            tracing::info!(%event, %state, "attempt ended");
            return Ok(());
        }
        Next::AskAgain => {
            StillInDoubt::Unanswered { not_before: verdict.not_before.unwrap_or_else(|| state.resources.clock.now()) }
        }
        Next::Denied => StillInDoubt::Denied,
        Next::GivenUp => StillInDoubt::GivenUp,
    };
    written(Patience::Bounded, || ledger.postpone(lease, asked, &verdict.why)).await
}

/// How long a write is tried again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// What is lost has the county asked, or the form filled, for nothing.
    Bounded,
    /// What is lost could be sent twice.
    Endless,
}

/// Writes, again and again while the database fails.
async fn written<T, F: Future<Output = Result<T, LedgerError>>>(
    patience: Patience,
    write: impl Fn() -> F,
) -> Result<T, LedgerError> {
    let mut waits = WRITE_WAITS.into_iter();
    loop {
        let done = write().await;
        let wait = waits.next().or((patience == Patience::Endless).then_some(LONGEST_WRITE_WAIT));
        match (done, wait) {
            (Err(error @ LedgerError::Database(_)), Some(wait)) => {
                tracing::warn!(%error, "the end could not be written; tried again");
                tokio::time::sleep(wait).await;
            }
            (done, _) => return done,
        }
    }
}

/// The trace as JSON lines, then the forms that were seen, then the pictures. Evidence that cannot be kept stops nothing.
async fn keep_evidence(
    state: &SchedulerState,
    claim: &Claim,
    trace: &[TraceLine],
    shots: Vec<Shot>,
    forms: &[SeenPage],
    log: &[LogLine],
) {
    let mut lines = String::new();
    for line in trace {
        let line = json!({
            "seq": line.seq, "kind": line.kind, "target": line.target, "value": line.value,
            "ms": u64::try_from(line.duration.as_millis()).unwrap_or(u64::MAX), "commands": line.commands, "result": line.result,
            "signature": line.signature,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    for line in log {
        lines.push_str(&json!({ "log": line.level, "message": line.message }).to_string());
        lines.push('\n');
    }
    let seen: Vec<String> = forms.iter().map(SeenPage::to_text).collect();
    let forms = (!seen.is_empty()).then(|| (Kind::Source, "forms seen".to_owned(), seen.join("\n\n").into_bytes()));
    let pictures = shots.into_iter().map(|shot| {
        let kind = match shot.format {
            ShotFormat::Png => Kind::Screenshot,
            ShotFormat::Pdf => Kind::Pdf,
        };
        (kind, shot.label, shot.bytes)
    });
    let pieces = std::iter::once((Kind::Trace, "trace".to_owned(), lines.into_bytes())).chain(forms).chain(pictures);
    for (kind, label, bytes) in pieces {
        let kept = match state.resources.evidence.keep(kind, bytes).await {
            Ok(kept) => kept.labelled(label),
            Err(error) => {
                tracing::warn!(%error, label, "evidence could not be kept");
                continue;
            }
        };
        if let Err(error) = state.resources.ledger.add_evidence(&claim.lease, kept).await {
            tracing::warn!(%error, "evidence could not be noted");
        }
    }
}
