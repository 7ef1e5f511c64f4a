//! One attempt at one application: prepared, run and recorded under its lease.
//!
//! Prepared: the application unsealed, its documents laid out, a browser that reaches the county and nothing else. Run:
//! the plugin's call. Recorded: what it says about the county, the evidence, and the move that follows. Never goes on
//! once its lease is lost, but for what is past its commit.

mod conclude;
mod county_state;
mod documents;
mod end_recorder;
mod ending;
mod evidence;
mod open_form;
mod persist;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tracing::Instrument as _;

use self::documents::lay_out;
pub use self::end_recorder::record_end;
pub use self::ending::{Ending, FollowUp, Interrupted};
pub(super) use self::evidence::keep_evidence;
use self::open_form::open_form;
use super::state::{Resources, SchedulerState};
use crate::browser::{Announcement, Farewell};
use crate::counties::ServedCounty;
use crate::form::KnownForms;
use crate::ledger::{Claim, Ledger, LedgerError};
use crate::plugin::{CallReport, CommitHandles, CommitLatch, Fault, Job, Release};
use crate::scratch::ScratchFolder;
use crate::submission::{Application, Fence, Fields, Finding, Task};

/// A lease lives this long without a heartbeat: what a host that died had is others' within 20 s, of which some pass until they look.
pub const LEASE: Duration = Duration::from_secs(15);
/// How often a lease is renewed: one that fails is made good before the last third of its life, in which nothing may be sent.
const HEARTBEAT: Duration = Duration::from_secs(4);

/// What is known where nobody can be asked.
const NO_LOOK_UP: &str = "this county's site has no way to look an application up, as its plugin's manifest says";

/// The work on one claim.
pub(super) struct Attempt<'a> {
    state: &'a SchedulerState,
    claim: &'a Claim,
    /// The county as it was when the work began: whatever becomes of it meanwhile.
    county: Option<Arc<ServedCounty>>,
    /// The release to work with, where it is not the one that serves the county.
    release: Option<Arc<Release>>,
    /// Passed by the commit, or closed by whoever ends the attempt before it.
    latch: CommitLatch,
    /// Whether somebody may have signed in at the county.
    had_browser: AtomicBool,
}

/// Everything that a call of the plugin needs.
struct Prepared {
    release: Arc<Release>,
    job: Job,
    /// Holds the job's documents, and lives exactly as long as the work on them, dropped or done.
    folder: ScratchFolder,
}

impl<'a> Attempt<'a> {
    /// Of a claim that was taken, and of the release to work with, where it is not the one that serves the county.
    pub(super) fn new(state: &'a SchedulerState, claim: &'a Claim, release: Option<Arc<Release>>) -> Self {
        let county = state.resources.counties.get(&claim.lease.county);
        Self { state, claim, county, release, latch: CommitLatch::default(), had_browser: AtomicBool::new(false) }
    }

    /// Works the claim to its end and writes the end down.
    pub(super) async fn carry_out(&self) {
        let Claim { lease, plugin, .. } = self.claim;
        let submission = tracing::info_span!("submission", id = %lease.application, county = %lease.county);
        let attempt = tracing::info_span!(parent: &submission, "attempt", n = lease.attempt.0, plugin = plugin.short());
        async {
            let started = tokio::time::Instant::now();
            let Some(outcome) = self.under_lease().await else {
                tracing::warn!("the lease was lost; whoever has it goes on");
                return;
            };
            metrics::histogram!("postrider_attempt_seconds", "county" => lease.county.to_string(), "outcome" => outcome)
                .record(started.elapsed().as_secs_f64());
        }
        .instrument(attempt)
        .await;
    }

    /// The work up to the writing of its end, and its heartbeat, side by side. None if the lease was lost before the commit.
    async fn under_lease(&self) -> Option<&'static str> {
        let worked = async {
            let ending = tokio::select! {
                ending = self.prepare_and_run() => ending,
                () = self.host_stops() => {
                    if !self.had_browser.load(Ordering::Relaxed) {
                        self.nobody_signed_in().await;
                    }
                    Ending::Interrupted(Interrupted::new("the host is stopping", FollowUp::AtOnce))
                }
            };
            self.record(ending).await
        };
        tokio::select! {
            // First: an end that is written gives the lease back, which is no loss of it.
            biased;
            outcome = worked => Some(outcome),
            () = self.lease_is_lost() => None,
        }
    }

    async fn prepare_and_run(&self) -> Ending {
        if matches!(self.claim.task, Task::Reconcile { .. }) && !self.can_look_up() {
            self.nobody_signed_in().await;
            let reason = NO_LOOK_UP.to_owned();
            return Ending::Reconciled(Box::new(CallReport::of_answer(Ok(Finding::Undecided { reason }))));
        }
        match self.prepare().await {
            Ok(prepared) => self.run(prepared).await,
            Err(interrupted) => {
                self.nobody_signed_in().await;
                Ending::Interrupted(interrupted)
            }
        }
    }

    /// The host had no turn for the call, or no code: nothing was done in the browser.
    async fn unless_begun<T>(&self, report: &CallReport<T>) {
        if matches!(report.answer, Err(Fault::Host(_))) && report.trace.is_empty() {
            self.nobody_signed_in().await;
        }
    }

    /// No login's session was begun.
    async fn nobody_signed_in(&self) {
        for name in self.claim.credentials.keys() {
            session_over(&self.state.resources.ledger, self.claim.lease.fence, name).await;
        }
    }

    /// Whether the county's site can be asked, as the manifest says; where it cannot, no browser is spent to hear that.
    fn can_look_up(&self) -> bool {
        let serving = self.state.resources.registry.current(&self.claim.lease.county);
        serving.is_none_or(|release| release.manifest().look_up)
    }

    /// Has the plugin's code loaded, unseals the application, lays out its documents and opens a browser. What is missing says what follows.
    async fn prepare(&self) -> Result<Prepared, Interrupted> {
        let (resources, lease) = (&self.state.resources, &self.claim.lease);
        // It waits for the county to come back, and in time goes to a person.
        let gone = || Interrupted::new("its county was taken out between the claim and its start", FollowUp::Later);
        let county = self.county.as_deref().ok_or_else(gone)?;
        let serving = self.release.clone().or_else(|| resources.registry.current(&lease.county));
        let release = serving.filter(|release| *release.digest() == self.claim.plugin).ok_or_else(|| {
            Interrupted::new("another release took over between the claim and its start", FollowUp::AtOnce)
        })?;
        if !release.manifest().differences(county).is_empty() {
            let why =
                "its county changed between the claim and its start, and does not grant what its plugin needs any more";
            return Err(Interrupted::new(why, FollowUp::Later));
        }
        resources
            .registry
            .make_ready(&release)
            .await
            .map_err(|none| Interrupted::new(format!("its plugin has no machine code: {none}"), FollowUp::Later))?;
        let application = self.application().await?;
        let fields = Arc::new(Fields::of(&application));
        let folder = resources.scratch.join(format!("{}-{}", lease.application, lease.fence.0));
        let (folder, attachments) = lay_out(application, folder).await?;
        let credentials = county.credentials.leased(&self.claim.credentials);
        let known = self.known_forms(&release).await?;
        let form = open_form(resources, county, &release, &fields, &credentials, known, self.claim)
            .await
            .map_err(|error| Interrupted::new(format!("no browser could be had: {error}"), FollowUp::Later))?;
        self.had_browser.store(true, Ordering::Relaxed);
        let job = Job {
            fields,
            attachments,
            read: county.grant.read.clone(),
            credentials,
            form: Some(form),
            farewell: self.farewell(&release),
            clock: resources.clock.clone(),
            calendar: county.calendar.clone(),
        };
        Ok(Prepared { release, job, folder })
    }

    /// What ends the county's own sessions, where its plugin says that it counts them.
    fn farewell(&self, release: &Release) -> Option<Farewell> {
        let counted = release.manifest().credentials.iter().filter(|(_, entry)| !entry.cool_down().is_zero());
        let logins: Vec<_> = counted.map(|(name, entry)| (name.clone(), entry.sign_out.clone())).collect();
        let resources = &self.state.resources;
        let (ledger, wake, fence) = (resources.ledger.clone(), self.state.wake.clone(), self.claim.lease.fence);
        // The host does not end while it stands.
        let under_way = resources.farewells.token();
        let over = Box::new(move |name: String| -> Announcement {
            let (ledger, wake, _) = (ledger.clone(), wake.clone(), &under_way);
            Box::pin(async move {
                session_over(&ledger, fence, &name).await;
                // Its login is free for what waits for it.
                wake.wake();
            })
        });
        (!logins.is_empty()).then_some(Farewell { logins, over })
    }

    /// What the site is compared with. Without it nothing is sent; where it is damaged, somebody has to look before anything goes on.
    async fn known_forms(&self, release: &Release) -> Result<KnownForms, Interrupted> {
        let Resources { ledger, registry, .. } = &self.state.resources;
        let county = &self.claim.lease.county;
        let known = registry.known_forms(county, release.digest()).await;
        if let Err(error @ LedgerError::Damaged { .. }) = &known {
            let why = format!(
                "the forms that are known of its site cannot be read ({error}), so that nobody would notice if it had changed: restore the \
                 ledger, or install a release anew"
            );
            if let Err(error) = ledger.hold_county(county, &why).await {
                tracing::error!(%error, "the county could not be held");
            }
        }
        known.map_err(|error| {
            Interrupted::new(format!("the forms that are known of its site cannot be read: {error}"), FollowUp::Later)
        })
    }

    /// What the applicant said. What is damaged a person has to look at; what cannot be had now is tried again.
    async fn application(&self) -> Result<Application, Interrupted> {
        let body = self.state.resources.ledger.body(self.claim.lease.application).await.map_err(|error| {
            let follow_up = match error {
                LedgerError::Damaged { .. } | LedgerError::NoSuchApplication { .. } => FollowUp::Person,
                _ => FollowUp::Later,
            };
            Interrupted::new(format!("it cannot be unsealed: {error}"), follow_up)
        })?;
        // Dates were checked against the day of arrival; they are not judged again by today.
        Application::parse(&body, jiff::civil::Date::MAX)
            .map_err(|error| Interrupted::new(format!("what was kept cannot be read: {error}"), FollowUp::Person))
    }

    /// Calls the plugin for the claim's task.
    async fn run(&self, prepared: Prepared) -> Ending {
        let Prepared { release, job, folder: _folder } = prepared;
        match self.claim.task {
            Task::Submit | Task::Rehearse => {
                let commit = CommitHandles {
                    ledger: self.state.resources.ledger.clone(),
                    lease: self.claim.lease.clone(),
                    latch: self.latch.clone(),
                    sends: self.claim.task == Task::Submit,
                    writes: self.state.attempts.clone(),
                };
                let report = release.submit(job, commit).await;
                self.unless_begun(&report).await;
                Ending::Submitted(Box::new(report))
            }
            Task::Reconcile { committed_at } => {
                let report = release.reconcile(job, committed_at).await;
                self.unless_begun(&report).await;
                Ending::Reconciled(Box::new(report))
            }
        }
    }

    /// Writes the end down and gives its name for the metrics.
    async fn record(&self, ending: Ending) -> &'static str {
        record_end(self.state, self.claim, self.county.as_deref(), ending).await
    }

    /// Renews the lease for as long as it is waited for. Comes back when it is lost before the commit.
    async fn lease_is_lost(&self) {
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            match self.state.resources.ledger.renew(&self.claim.lease, LEASE).await {
                Ok(()) => {}
                Err(LedgerError::LeaseLost { .. }) if self.latch.close() => return,
                Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
            }
        }
    }

    /// The host stops, and this work with it; never what is past its commit.
    async fn host_stops(&self) {
        self.state.stop.cancelled().await;
        if !self.latch.close() {
            std::future::pending::<()>().await;
        }
    }
}

/// The county counts a login's session no more.
async fn session_over(ledger: &Ledger, fence: Fence, name: &str) {
    if let Err(error) = ledger.session_over(fence, name).await {
        tracing::warn!(%error, "that a county's session is over could not be kept; it counts until it has cooled down");
    }
}
