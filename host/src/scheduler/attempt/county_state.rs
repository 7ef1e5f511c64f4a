//! What the end of an attempt changes beyond the one application: the state of the county, its forms, an account or the
//! release.

use crate::form::{DriftReport, SeenPage};
use crate::ledger::{Claim, LedgerError, Occurrence};
use crate::plugin::{CallReport, Fault};
use crate::scheduler::policy::{Alike, Ended, FAULTS_TO_QUARANTINE, Moment, Verdict, alike};
use crate::scheduler::state::{Resources, SchedulerState};
use crate::submission::Outcome;

/// Updates the state of the county, the account and the release after an end without a commit.
pub(super) async fn update_without_commit(
    state: &SchedulerState,
    claim: &Claim,
    report: &CallReport<Outcome>,
    verdict: &Verdict,
    at: Moment,
) {
    let (ledger, county) = (&state.resources.ledger, &claim.lease.county);
    let updated = match &report.answer {
        Ok(Outcome::Drifted(_)) => {
            let itself = report.drift.forbids_commit() || report.undeclared.is_some();
            drifted(state, claim, itself, verdict).await
        }
        Ok(Outcome::Unavailable(_)) => match verdict.not_before.map(|until| until.duration_since(at.now).try_into()) {
            Some(Ok(pause)) => ledger.pause_county(county, pause).await,
            // It is not tried again, or at once.
            None | Some(Err(_)) => Ok(()),
        },
        Ok(Outcome::Credential { name, .. }) => match claim.credentials.get(name) {
            Some(account) => {
                tracing::error!(
                    credential = name,
                    account,
                    "the county refuses this account; it is left alone for a while"
                );
                ledger.bench_account(county, name, account).await
            }
            None => Ok(()),
        },
        Err(Fault::Plugin(_)) | Ok(Outcome::Delivered { .. } | Outcome::InDoubt(_)) => {
            faulted(state, claim, verdict).await
        }
        // A slow county and a full host say nothing about the release.
        Err(Fault::TimedOut(_) | Fault::Host(_)) => Ok(()),
        Ok(Outcome::Refused { .. } | Outcome::NeedsPerson { .. }) => ledger.reset_faults(&claim.plugin).await,
    };
    if let Err(error) = updated {
        tracing::warn!(%error, "what was learnt of the county could not be kept");
    }
}

/// Holds the county where its applications end alike, or where one was refused by a site that has changed.
pub(super) async fn hold_where_alike(state: &SchedulerState, claim: &Claim, verdict: &Verdict, drift: &DriftReport) {
    let (ledger, met) = (&state.resources.ledger, occurrence(claim));
    let Some(Alike { what, most, why }) = alike(verdict, &drift.lines(), met.application) else { return };
    let held = match what {
        Ended::Refused(words) => ledger.refused(met, words, most, &why).await,
        Ended::InDoubt(words) => ledger.doubted(met, words, most, &why).await,
    };
    if let Err(error) = held {
        tracing::warn!(%error, "what was learnt of the county could not be kept");
    }
}

/// Resets the counts. A delivery proves that release and site fit.
pub(super) async fn update_after_delivery(state: &SchedulerState, claim: &Claim) {
    if let Err(error) = state.resources.ledger.reset_counts(&claim.lease.county, &claim.plugin).await {
        tracing::warn!(%error, "the counts of what went wrong in a row could not be reset");
    }
}

/// Says in what the site is not what the release is known to fit, whatever became of the application; what nobody has accepted waits
/// for that. A delivery may make forms known, and ends a suspicion that it does not share.
pub(super) async fn update_forms(
    state: &SchedulerState,
    claim: &Claim,
    pages: &[SeenPage],
    drift: &DriftReport,
    delivered: bool,
) {
    let kept = keep_forms(state, claim, pages, drift, delivered).await;
    if let Err(error) = kept {
        tracing::warn!(%error, "what the county's forms are could not be kept");
    }
}

async fn keep_forms(
    state: &SchedulerState,
    claim: &Claim,
    pages: &[SeenPage],
    drift: &DriftReport,
    delivered: bool,
) -> Result<(), LedgerError> {
    let Resources { ledger, registry, .. } = &state.resources;
    let county = &claim.lease.county;
    if !drift.is_empty() {
        metrics::counter!("postrider_drift_suspected_total", "county" => county.to_string()).increment(1);
        ledger.suspect_drift(county, &drift.to_string()).await?;
        if !delivered || drift.is_fatal() {
            registry.propose_forms(county, &claim.plugin, pages).await?;
        }
    }
    if delivered {
        let serving = registry.current(county).filter(|release| *release.digest() == claim.plugin);
        let ignored = serving.map(|release| release.manifest().ignored_controls.clone()).unwrap_or_default();
        registry.learn_forms(county, &claim.plugin, pages, &ignored).await?;
        if drift.is_empty() || drift.becomes_known() {
            ledger.forget_suspicion(county).await?;
        }
    }
    Ok(())
}

/// A county whose site drifted several times in a row is held for a new release; at once where the host saw it `itself`, by forms
/// that were accepted or by a request that nobody declared.
async fn drifted(state: &SchedulerState, claim: &Claim, itself: bool, verdict: &Verdict) -> Result<(), LedgerError> {
    // Its scripts and pages may not fit each other any more: the next one gets all of them anew.
    state.resources.shared_cache.clear(claim.lease.county.as_str());
    let most = if itself { 1 } else { state.config.drifts };
    state.resources.ledger.drifted(occurrence(claim), most, &verdict.why).await.map(drop)
}

/// A release that is at fault with several applications in a row is quarantined.
async fn faulted(state: &SchedulerState, claim: &Claim, verdict: &Verdict) -> Result<(), LedgerError> {
    let applications = state.resources.ledger.count_fault(occurrence(claim)).await?;
    let serving = state.resources.registry.current(&claim.lease.county);
    let Some(release) = serving.filter(|release| *release.digest() == claim.plugin) else {
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

fn occurrence(claim: &Claim) -> Occurrence<'_> {
    Occurrence { county: &claim.lease.county, plugin: &claim.plugin, application: claim.lease.application }
}
