//! What a call leaves behind, taken out of its store.

use wasmtime::Store;

use crate::plugin::call::CallReport;
use crate::plugin::commit::CommitProgress;
use crate::plugin::fault::Fault;
use crate::plugin::guest::{Guest, Site};
use crate::plugin::trap::explained;
use crate::submission::Mask;

/// Ends a call and reports it, for others than the plugin to read: masked, whatever the plugin may read. Where the call did not
/// end in what was `wanted`, a last screenshot is kept: somebody will ask why.
pub(super) async fn report<T>(
    store: Store<Guest>,
    answer: Result<T, Fault>,
    masked: impl FnOnce(T, &Mask) -> T,
    wanted: impl Fn(&T, &CommitProgress) -> bool,
) -> CallReport<T> {
    let mut guest = store.into_data();
    if let Some(site) = &mut guest.site {
        site.form.end();
    }
    let last_failure = guest.site.as_ref().and_then(|site| site.form.last_failure().map(str::to_owned));
    let answer = answer
        .map(|answer| masked(answer, &guest.mask))
        .map_err(|fault| explained(fault, guest.log.lines(), last_failure.as_deref()));
    let mut report = CallReport { last_failure, log: guest.log.into_lines(), ..CallReport::of_answer(answer) };
    if let Some(site) = guest.site {
        add_site(&mut report, site, &guest.mask, wanted).await;
    }
    report
}

async fn add_site<T>(
    report: &mut CallReport<T>,
    mut site: Site,
    mask: &Mask,
    wanted: impl Fn(&T, &CommitProgress) -> bool,
) {
    report.browser_lost = site.form.session().is_lost();
    let as_wanted = report.answer.as_ref().is_ok_and(|answer| wanted(answer, &site.progress));
    if !as_wanted && !report.browser_lost {
        // Evidence, not a condition: the trace says if it could not be had.
        let _ = site.form.screenshot(None).await;
    }
    let before_commit = matches!(site.progress, CommitProgress::Before);
    if before_commit && !report.browser_lost {
        site.form.look_for_drift().await;
    }
    report.unwitnessed = site.form.unwitnessed();
    report.undeclared = site.form.undeclared_request();
    report.drift = site.form.drift(before_commit);
    report.refused_commit = site.form.refused_commit();
    report.stood_on = site.form.stands_on();
    report.pages = site.form.pages();
    (report.trace, report.shots) = site.form.take_evidence();
    report.progress = site.progress.clone().masked(mask);
    report.barrier_error = site.barrier_error.take();
    site.close().await;
}
