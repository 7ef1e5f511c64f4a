//! What the end of an attempt changes beyond the one application: the state of the county, its forms, an account or the
//! release.

use crate::counties::ServedCounty;
use crate::form::{CommitOutcome, DriftReport, SeenPage};
use crate::ledger::{Claim, Found, LedgerError, Occurrence};
use crate::plugin::{CallReport, CommitProgress, Fault};
use crate::scheduler::policy::{Alike, Ended, FAULTS_TO_QUARANTINE, Policy, Verdict, alike};
use crate::scheduler::surroundings::{Releases as _, ServingRelease as _, Surroundings};
use crate::submission::{Finding, Hindrance, Outcome};

/// Keeps whether the county's site works, as the end of a piece of work shows: whoever waits for it goes by that.
pub(super) async fn keep_found(state: &impl Surroundings, claim: &Claim, found: Option<Found>) {
    let Some(found) = found else { return };
    if let Err(error) = state.ledger().found(&claim.lease, found).await {
        tracing::warn!(%error, "whether the county's site works could not be kept");
    }
}

/// What a submission found of the county's site.
pub(super) fn found_by_submission(policy: &Policy, report: &CallReport<Outcome>, chance: f64) -> Found {
    let pause = |asked| policy.pause(asked, chance);
    match &report.answer {
        _ if report.browser_lost => Found::Untold(pause(None)),
        Ok(Outcome::Unavailable(found)) => Found::Down(pause(found.retry_after_seconds)),
        // A click that got no answer, or no page at all, shows no site that works; and a time that ran out may be the plugin's doing.
        Ok(Outcome::InDoubt(_)) | Err(Fault::Host(_) | Fault::TimedOut(_)) => Found::Untold(pause(None)),
        _ if got_no_answer(&report.progress) || report.pages.is_empty() => Found::Untold(pause(None)),
        Ok(_) | Err(Fault::Plugin(_)) => Found::Works,
    }
}

fn got_no_answer(progress: &CommitProgress) -> bool {
    matches!(progress, CommitProgress::Intended | CommitProgress::Ended(CommitOutcome::InDoubt(_)))
}

/// What a question about a doubt found of it; none where the site was not asked.
pub(super) fn found_by_question(policy: &Policy, report: &CallReport<Finding>, chance: f64) -> Option<Found> {
    let pause = |asked| policy.pause(asked, chance);
    match &report.answer {
        _ if report.browser_lost => Some(Found::Untold(pause(None))),
        Ok(Finding::Undecided { .. }) if report.pages.is_empty() => None,
        Ok(Finding::Later { what: Hindrance::Search | Hindrance::Credential { .. }, .. })
            if report.pages.is_empty() =>
        {
            Some(Found::Untold(pause(None)))
        }
        Ok(Finding::Later { what: Hindrance::Site, retry_after_seconds, .. }) => {
            Some(Found::Down(pause(*retry_after_seconds)))
        }
        Err(Fault::Host(_) | Fault::TimedOut(_)) => Some(Found::Untold(pause(None))),
        Ok(_) | Err(Fault::Plugin(_)) => Some(Found::Works),
    }
}

/// Updates the state of the county, the account and the release after an end without a commit.
pub(super) async fn update_without_commit(
    state: &impl Surroundings,
    (claim, began_with): (&Claim, Option<&ServedCounty>),
    report: &CallReport<Outcome>,
    verdict: &Verdict,
) {
    let ledger = state.ledger();
    let updated = match &report.answer {
        Ok(Outcome::Drifted(_)) => {
            let itself = report.drift.forbids_commit() || report.undeclared.is_some();
            drifted(state, claim, itself, verdict).await
        }
        // What it says of the site was kept before: see `found`.
        Ok(Outcome::Unavailable(_)) => Ok(()),
        Ok(Outcome::Credential { name, .. }) => {
            login_refused(state, claim, began_with, name).await;
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

/// Leaves an account alone for a while whose login the county refuses, whatever the work was.
pub(super) async fn login_refused(
    state: &impl Surroundings,
    claim: &Claim,
    began_with: Option<&ServedCounty>,
    credential: &str,
) {
    let (ledger, county) = (state.ledger(), &claim.lease.county);
    let Some(account) = claim.credentials.get(credential) else { return };
    // Of what it signed in with, not of what the account has been given since.
    let Some(parts) = began_with.and_then(|served| served.credentials.account(credential, account)) else { return };
    tracing::error!(credential, account, "the county refuses this account; it is left alone for a while");
    let kept = ledger.bench_account(county, credential, account, &ledger.login_digest(parts)).await;
    if let Err(error) = kept {
        tracing::warn!(%error, "that the county refuses this account could not be kept");
    }
}

/// Holds the county where its applications end alike, or where one was refused by a site that has changed.
pub(super) async fn hold_where_alike(state: &impl Surroundings, claim: &Claim, verdict: &Verdict, drift: &DriftReport) {
    let (ledger, met) = (state.ledger(), occurrence(claim));
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
pub(super) async fn update_after_delivery(state: &impl Surroundings, claim: &Claim) {
    let (ledger, county) = (state.ledger(), &claim.lease.county);
    if let Err(error) = ledger.reset_counts(county, &claim.plugin).await {
        tracing::warn!(%error, "the counts of what went wrong in a row could not be reset");
    }
    accounts_work(state, claim).await;
}

/// What was leased for a delivery, or to find one, signs in.
pub(super) async fn accounts_work(state: &impl Surroundings, claim: &Claim) {
    if let Err(error) = state.ledger().accounts_work(&claim.lease.county, &claim.credentials).await {
        tracing::warn!(%error, "that an account's login works could not be kept");
    }
}

/// Says in what the site is not what the release is known to fit, whatever became of the application; what nobody has accepted waits
/// for that. A delivery may make forms known, and ends a suspicion that it does not share.
pub(super) async fn update_forms(
    state: &impl Surroundings,
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
    state: &impl Surroundings,
    claim: &Claim,
    pages: &[SeenPage],
    drift: &DriftReport,
    delivered: bool,
) -> Result<(), LedgerError> {
    let (ledger, releases) = (state.ledger(), state.releases());
    let county = &claim.lease.county;
    if !drift.is_empty() {
        metrics::counter!("postrider_drift_suspected_total", "county" => county.to_string()).increment(1);
        ledger.suspect_drift(county, &drift.to_string()).await?;
        if !delivered || drift.is_fatal() {
            releases.propose_forms(county, &claim.plugin, pages).await?;
        }
    }
    if delivered {
        let serving = releases.current(county).filter(|release| *release.digest() == claim.plugin);
        let ignored = serving.map(|release| release.manifest().ignored_controls.clone()).unwrap_or_default();
        releases.learn_forms(county, &claim.plugin, pages, &ignored).await?;
        if drift.is_empty() || drift.becomes_known() {
            ledger.forget_suspicion(county).await?;
        }
    }
    Ok(())
}

/// A county whose site drifted several times in a row is held for a new release; at once where the host saw it `itself`, by forms
/// that were accepted or by a request that nobody declared.
async fn drifted(state: &impl Surroundings, claim: &Claim, itself: bool, verdict: &Verdict) -> Result<(), LedgerError> {
    // Its scripts and pages may not fit each other any more: the next one gets all of them anew.
    state.site_changed(&claim.lease.county);
    let most = if itself { 1 } else { state.drifts() };
    state.ledger().drifted(occurrence(claim), most, &verdict.why).await.map(drop)
}

/// A release that is at fault with several applications in a row is quarantined.
async fn faulted(state: &impl Surroundings, claim: &Claim, verdict: &Verdict) -> Result<(), LedgerError> {
    let applications = state.ledger().count_fault(occurrence(claim)).await?;
    let serving = state.releases().current(&claim.lease.county);
    let Some(release) = serving.filter(|release| *release.digest() == claim.plugin) else {
        return Ok(());
    };
    if applications < FAULTS_TO_QUARANTINE {
        return Ok(());
    }
    tracing::error!(why = verdict.why, "the release keeps failing and is quarantined");
    state.releases().quarantine(&release, &verdict.why).await;
    Ok(())
}

fn occurrence(claim: &Claim) -> Occurrence<'_> {
    Occurrence { county: &claim.lease.county, plugin: &claim.plugin, application: claim.lease.application }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ledger::Pause;
    use crate::scheduler::Config;
    use crate::submission::{Doubt, Receipt, Unavailability};

    fn policy() -> Policy {
        Policy::new(&Config::default())
    }

    fn pause(asked: u64) -> Pause {
        Pause { first: Duration::from_secs(5), asked: Duration::from_secs(asked) }
    }

    #[test]
    fn a_submission_says_whether_the_site_works() {
        let check = |answer: Result<Outcome, Fault>, browser_lost: bool, expect: Found| {
            let report = CallReport { browser_lost, pages: vec![SeenPage::default()], ..CallReport::of_answer(answer) };
            assert_eq!(found_by_submission(&policy(), &report, 0.5), expect);
        };
        let away = |retry_after_seconds| {
            Ok(Outcome::Unavailable(Unavailability { reason: "503".into(), retry_after_seconds }))
        };
        check(away(None), false, Found::Down(pause(0)));
        check(away(Some(30)), false, Found::Down(pause(30)));
        check(away(None), true, Found::Untold(pause(0)));
        check(Err(Fault::TimedOut("120 s".into())), false, Found::Untold(pause(0)));
        check(Err(Fault::Host("no memory".into())), false, Found::Untold(pause(0)));
        check(Err(Fault::Plugin("trap".into())), false, Found::Works);
        check(Ok(Outcome::NeedsPerson { question: "which?".into() }), false, Found::Works);
        check(Ok(Outcome::InDoubt(Doubt { reason: "no answer".into() })), false, Found::Untold(pause(0)));
        let unseen = CallReport::of_answer(Err(Fault::Plugin("trap".into())));
        assert_eq!(found_by_submission(&policy(), &unseen, 0.5), Found::Untold(pause(0)), "no page was seen");
        let progress = CommitProgress::Ended(CommitOutcome::InDoubt("no answer".into()));
        let clicked = CallReport { progress, pages: vec![SeenPage::default()], ..unseen };
        assert_eq!(found_by_submission(&policy(), &clicked, 0.5), Found::Untold(pause(0)), "nobody answered the click");
    }

    #[test]
    fn a_question_says_whether_the_site_works_where_it_was_asked() {
        let seen = |answer, pages| {
            let report = CallReport { pages, ..CallReport::of_answer(answer) };
            found_by_question(&policy(), &report, 0.5)
        };
        let check =
            |answer: Result<Finding, Fault>, expect: Option<Found>| assert_eq!(seen(answer, Vec::new()), expect);
        let receipt = Receipt { number: "A-1".into(), text: String::new() };
        check(Ok(Finding::Found(receipt)), Some(Found::Works));
        check(Ok(Finding::None), Some(Found::Works));
        check(Ok(Finding::Undecided { reason: "it has no search".into() }), None);
        let later = |what| Ok(Finding::Later { what, reason: "503".into(), retry_after_seconds: Some(30) });
        check(later(Hindrance::Site), Some(Found::Down(pause(30))));
        for what in [Hindrance::Search, Hindrance::Credential { name: "portal".into() }] {
            check(later(what.clone()), Some(Found::Untold(pause(0))));
            assert_eq!(seen(later(what), vec![SeenPage::default()]), Some(Found::Works), "it showed a page");
        }
        check(Err(Fault::Host("no memory".into())), Some(Found::Untold(pause(0))));
    }
}
