//! What the end of an attempt changes beyond the one application: the state of the county, its forms, an account or the
//! release.

use crate::form::SeenPage;
use crate::ledger::{Claim, LedgerError, Occurrence};
use crate::plugin::Fault;
use crate::scheduler::policy::{Alike, Ended, FAULTS_TO_QUARANTINE, Moment, Verdict, alike};
use crate::scheduler::state::SchedulerState;
use crate::submission::Outcome;

/// Updates the state of the county, the account and the release after an end without a commit.
pub(super) async fn update_without_commit(
    state: &SchedulerState,
    claim: &Claim,
    answer: &Result<Outcome, Fault>,
    verdict: &Verdict,
    at: Moment,
) {
    let (ledger, county) = (&state.resources.ledger, &claim.lease.county);
    let updated = match answer {
        Ok(Outcome::Drifted(_)) => drifted(state, claim, verdict).await,
        Ok(Outcome::Unavailable(_)) => {
            if let Some(until) = verdict.not_before {
                state.availability.pause_county(county, until);
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
                state.availability.disable_account(county, name, account, at.now);
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
    if let Err(error) = updated {
        tracing::warn!(%error, "what was learnt of the county could not be kept");
    }
}

/// Holds the county where its applications end alike, or where one was refused by a site that has changed.
pub(super) async fn hold_where_alike(state: &SchedulerState, claim: &Claim, verdict: &Verdict, suspicions: &[String]) {
    let (ledger, met) = (&state.resources.ledger, occurrence(claim));
    let Some(Alike { what, most, why }) = alike(verdict, suspicions) else { return };
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

/// Keeps the pages that led to a delivery as the county's form. Pages that differ from them before a delivery are a
/// suspicion of drift.
pub(super) async fn update_pages(
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

/// A county whose site drifted several times in a row is held for a new release.
async fn drifted(state: &SchedulerState, claim: &Claim, verdict: &Verdict) -> Result<(), LedgerError> {
    // Its scripts and pages may not fit each other any more: the next one gets all of them anew.
    state.resources.shared_cache.clear(claim.lease.county.as_str());
    state.resources.ledger.drifted(occurrence(claim), state.config.drifts, &verdict.why).await.map(drop)
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
