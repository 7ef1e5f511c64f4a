//! One piece of work under its lease: the application unsealed, a browser that reaches the county and nothing else,
//! the plugin's call, the evidence, the verdict written down.

mod end;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tracing::Instrument as _;

use super::policy::Moment;
use super::{LEASE, SchedulerState};
use crate::browser::{BrowserError, NetworkPolicy};
use crate::form::{Form, KnownPages, Settings};
use crate::ledger::{Claim, Lease, LedgerError};
use crate::plugin::{Attachment, CallReport, CommitHandles, CommitLatch, CommitProgress, Job, Release, full_mask};
use crate::scratch::{self, ScratchFolder};
use crate::submission::{Application, County, Fields, Finding, LeasedCredentials, Outcome, Task};

/// How often a lease is renewed: four times in its life.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long an action waits for its element.
const ACTION_BOUND: Duration = Duration::from_secs(10);

/// How a piece of work ended.
enum Ended {
    Submitted(Box<CallReport<Outcome>>),
    Reconciled(Box<CallReport<Finding>>),
    /// Nothing was sent: why, and what then.
    Undone {
        why: String,
        then: Then,
    },
}

/// What follows when nothing was sent for a reason of the host's own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// Again at once, without penalty.
    Again,
    /// Again after a while: what was missing may come back.
    Later,
    /// A person has to look.
    Person,
}

/// Works one claim to its end and writes the end down.
pub(super) async fn run(state: &Arc<SchedulerState>, claim: Claim) {
    let span = tracing::info_span!("submission", id = %claim.lease.application, county = %claim.lease.county);
    let attempt =
        tracing::info_span!(parent: &span, "attempt", n = claim.lease.attempt.0, plugin = claim.plugin.short());
    async {
        let started = tokio::time::Instant::now();
        let latch = CommitLatch::default();
        let Some(outcome) = under_lease(state, &claim, &latch).await else {
            tracing::warn!("the lease was lost; whoever has it goes on");
            return;
        };
        metrics::histogram!("postrider_attempt_seconds", "county" => claim.lease.county.to_string(), "outcome" => outcome)
            .record(started.elapsed().as_secs_f64());
    }
    .instrument(attempt)
    .await;
}

/// The work up to the writing of its end, and its heartbeat, side by side. None if the lease was lost before the commit.
async fn under_lease(state: &Arc<SchedulerState>, claim: &Claim, latch: &CommitLatch) -> Option<&'static str> {
    let worked = async {
        let ended = tokio::select! {
            ended = work(state, claim, latch) => ended,
            () = stopped(state, latch) => {
                Ended::Undone { why: "the host is stopping".to_owned(), then: Then::Again }
            }
        };
        end::write(state, claim, ended).await
    };
    tokio::select! {
        // First: an end that is written gives the lease back, which is no loss of it.
        biased;
        outcome = worked => Some(outcome),
        () = heartbeat(state, claim, latch) => None,
    }
}

/// Renews the lease for as long as it is waited for. Ends when it is lost before the commit.
async fn heartbeat(state: &SchedulerState, claim: &Claim, latch: &CommitLatch) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        match state.resources.ledger.renew(&claim.lease, LEASE).await {
            Ok(()) => {}
            Err(LedgerError::LeaseLost { .. }) if latch.close() => return,
            Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
        }
    }
}

/// The host stops, and this work with it; never what is past its commit.
async fn stopped(state: &SchedulerState, latch: &CommitLatch) {
    state.stop.cancelled().await;
    if !latch.close() {
        std::future::pending::<()>().await;
    }
}

async fn work(state: &Arc<SchedulerState>, claim: &Claim, latch: &CommitLatch) -> Ended {
    let undone = |why: &str, then| Ended::Undone { why: why.to_owned(), then };
    let Some(county) = state.resources.counties.get(&claim.lease.county) else {
        return undone("the county is no longer configured", Then::Person);
    };
    let current = state.resources.registry.current(&claim.lease.county);
    let Some(release) = current.filter(|release| *release.digest() == claim.plugin) else {
        return undone("another release took over between the claim and its start", Then::Again);
    };
    let application = match application(state, &claim.lease).await {
        Ok(application) => application,
        Err((why, then)) => return undone(&why, then),
    };
    let folder = state.resources.scratch.join(format!("{}-{}", claim.lease.application, claim.lease.fence.0));
    let fields = Arc::new(Fields::of(&application));
    // The folder lives exactly as long as this work, dropped or done.
    let (_folder, attachments) = match lay_out_documents(application, folder).await {
        Ok(laid_out) => laid_out,
        Err((why, then)) => return undone(&why, then),
    };
    let credentials = county.credentials.leased(&claim.credentials);
    match browser(state, county, &release, &fields, &credentials).await {
        Ok(form) => call(state, claim, latch, county, &release, fields, credentials, attachments, form).await,
        Err(error) => undone(&format!("no browser could be had: {error}"), Then::Later),
    }
}

#[expect(clippy::too_many_arguments, reason = "everything that one call is given, put together in one place")]
async fn call(
    state: &Arc<SchedulerState>,
    claim: &Claim,
    latch: &CommitLatch,
    county: &County,
    release: &Release,
    fields: Arc<Fields>,
    credentials: LeasedCredentials,
    attachments: Vec<Attachment>,
    form: Form,
) -> Ended {
    let job = Job {
        fields,
        attachments,
        read: county.grant.read.clone(),
        credentials,
        form: Some(form),
        clock: state.resources.clock.clone(),
        calendar: county.calendar.clone(),
    };
    match claim.task {
        Task::Submit => {
            let commit = CommitHandles {
                ledger: state.resources.ledger.clone(),
                lease: claim.lease.clone(),
                latch: latch.clone(),
                writes: state.attempts.clone(),
            };
            Ended::Submitted(Box::new(release.submit(job, commit).await))
        }
        Task::Reconcile { committed_at } => Ended::Reconciled(Box::new(release.reconcile(job, committed_at).await)),
    }
}

/// What the applicant said. What is damaged a person has to look at; what cannot be had now is tried again.
async fn application(state: &SchedulerState, lease: &Lease) -> Result<Application, (String, Then)> {
    let body = state.resources.ledger.body(lease.application).await.map_err(|error| {
        let then = match error {
            LedgerError::Damaged { .. } | LedgerError::NoSuchApplication { .. } => Then::Person,
            _ => Then::Later,
        };
        (format!("it cannot be unsealed: {error}"), then)
    })?;
    // Dates were checked against the day of arrival; they are not judged again by today.
    Application::parse(&body, jiff::civil::Date::MAX)
        .map_err(|error| (format!("what was kept cannot be read: {error}"), Then::Person))
}

/// Puts each document where a browser can take it from, under the name that the county will see. On a thread that is never cut
/// off: whoever drops this leaves nothing half written behind.
async fn lay_out_documents(
    application: Application,
    folder: PathBuf,
) -> Result<(ScratchFolder, Vec<Attachment>), (String, Then)> {
    let laid_out = tokio::task::spawn_blocking(move || {
        // A full disk passes.
        let failed = |error: std::io::Error| (format!("documents cannot be laid out: {}", error.kind()), Then::Later);
        let folder = ScratchFolder::make(folder).map_err(failed)?;
        let mut attachments = Vec::new();
        for (index, document) in application.documents.iter().enumerate() {
            let inspected =
                document.inspect().map_err(|problem| (format!("documents[{index}]: {problem}"), Then::Person))?;
            // A folder each: two documents may have one name.
            let place = folder.path().join(index.to_string());
            let file = place.join(&inspected.name);
            scratch::make_folder(&place).map_err(failed)?;
            scratch::write_file(&file, &inspected.bytes).map_err(failed)?;
            attachments.push(Attachment {
                id: u32::try_from(index).unwrap_or(u32::MAX),
                kind: json!(document.kind).as_str().unwrap_or_default().to_owned(),
                name: inspected.name,
                media_type: inspected.media_type.to_owned(),
                size: inspected.bytes.len() as u64,
                file: Some(file),
            });
        }
        Ok((folder, attachments))
    });
    laid_out.await.unwrap_or_else(|_| Err(("its documents could not be laid out".to_owned(), Then::Later)))
}

async fn browser(
    state: &SchedulerState,
    county: &County,
    release: &Release,
    fields: &Fields,
    credentials: &LeasedCredentials,
) -> Result<Form, BrowserError> {
    let manifest = release.manifest();
    let policy = NetworkPolicy {
        origins: manifest.origins.clone(),
        resolve: county.resolve.clone(),
        submit_paths: manifest.submit_paths(),
        basic_auth: manifest.basic_auth(credentials),
    };
    let known_pages = state.resources.ledger.pages(&county.code).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the county's forms cannot be read; drift is not noticed");
        Vec::new()
    });
    let session = state.resources.pool.take(policy).await?;
    let settings = Settings {
        action_bound: ACTION_BOUND,
        max_actions: manifest.limits.actions,
        submits: manifest.submits(),
        origins: manifest.origins.clone(),
        required: manifest.fields.required.iter().flat_map(|pattern| fields.matching(pattern)).collect(),
        mask: release.mask(fields, &county.grant.read, credentials),
        full_mask: full_mask(fields, credentials),
        known_pages: KnownPages::from_texts(&known_pages),
    };
    Ok(Form::new(session, settings))
}

/// What was known at the end.
fn moment(state: &SchedulerState, claim: &Claim) -> Moment {
    Moment {
        now: state.resources.clock.now(),
        deadline: claim.deadline,
        setbacks: claim.setbacks,
        tries: claim.tries,
        counts: claim.counts,
        sending: claim.sending,
        chance: rand::random(),
    }
}

/// Whether the county may have been sent something.
fn untouched(progress: &CommitProgress) -> bool {
    matches!(progress, CommitProgress::Before)
}
