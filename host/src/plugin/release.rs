//! A plugin that is compiled and linked, and its calls: each in a fresh store that is dropped afterwards.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use wasmtime::{FrameInfo, PoolConcurrencyLimitError, Store, UpdateDeadline, WasmBacktrace};

use super::call::{CallReport, Job};
use super::commit::{CommitHandles, CommitProgress};
use super::engine::Engine;
use super::fault::Fault;
use super::guest::{Guest, LogLine};
use super::inspect::{Refusal, inspect};
use super::manifest::Manifest;
use super::sight::{Credentials, plugin_mask};
use super::threads::{Purpose, Share};
use super::v1;
use crate::submission::{Fields, Finding, Mask, Outcome, PluginDigest, Problem};

/// Bytes that one host call may copy out of a guest.
const HOSTCALL_BYTES: usize = 4 << 20;
/// Resource handles a guest may hold.
const MAX_HANDLES: usize = 256;
/// How long `check` may take: the applicant waits.
const CHECK_SECONDS: u64 = 5;
/// Characters kept of a fault.
const MAX_FAULT: usize = 1_000;
/// How the trap begins that a panic, or the SDK for a mistake, ends a call by.
const OWN_TRAP: &str = "wasm trap: wasm `unreachable` instruction executed";
/// Frames of the plugin's that a fault names.
const MAX_FAULT_FRAMES: usize = 5;

/// A county's plugin, ready to run.
pub struct Release {
    code: Code,
    /// Its part of the places for checks.
    checks: Share,
}

/// What every call needs; goes to the call's thread. Cheap to clone.
#[derive(Clone)]
struct Code {
    digest: PluginDigest,
    manifest: Arc<Manifest>,
    ready: v1::Ready,
    engine: Engine,
}

impl Release {
    /// Checks, compiles and links a component.
    pub async fn load(engine: &Engine, bytes: &[u8]) -> Result<Self, Refusal> {
        let manifest = Arc::new(inspect(bytes)?);
        let digest = PluginDigest::of(bytes);
        let ready = engine.compile(bytes).await?;
        let code = Code { digest, manifest, ready, engine: engine.clone() };
        code.start_once().await?;
        Ok(Self { code, checks: engine.threads().share() })
    }

    /// What identifies it.
    pub fn digest(&self) -> &PluginDigest {
        &self.code.digest
    }

    /// What its author wrote.
    pub fn manifest(&self) -> &Manifest {
        &self.code.manifest
    }

    /// What a page must not show to it, where ops granted it to read these paths.
    pub fn mask(&self, fields: &Fields, granted: &[String], credentials: &Credentials) -> Mask {
        plugin_mask(&self.code.manifest, fields, granted, credentials)
    }

    /// At intake: what the county will not take.
    pub async fn check(&self, job: Job) -> Result<Vec<Problem>, String> {
        let code = self.code.clone();
        let call = async move || {
            let mut store = code.store(job, None);
            let answer = within(Duration::from_secs(CHECK_SECONDS), v1::check(&code.ready, &mut store)).await;
            answer.map_err(|fault| fault.map(|words| explained(words, &store.data().log.lines, None)).to_string())
        };
        let done = self.code.engine.threads().run(Purpose::Check(&self.checks), call).await;
        done.unwrap_or_else(|none| Err(Fault::Host(none.to_string()).to_string()))
    }

    /// Carries an application to the county.
    pub async fn submit(&self, job: Job, commit: CommitHandles) -> CallReport<Outcome> {
        let code = self.code.clone();
        self.attempt(async move || {
            let mut store = code.store(job, Some(commit));
            let answer = within(code.bound(), v1::submit(&code.ready, &mut store)).await;
            if let (Some(site), Ok(outcome)) = (&store.data().site, &answer) {
                site.answered(outcome).await;
            }
            let delivered = |outcome: &_, progress: &_| {
                matches!(
                    (outcome, progress),
                    (Outcome::Delivered { .. }, CommitProgress::Intended | CommitProgress::Ended(_))
                )
            };
            finish(store, answer, Outcome::masked, delivered).await
        })
        .await
    }

    /// Asks the county whether it has an application, whose commit in doubt was intended at a moment.
    pub async fn reconcile(&self, job: Job, committed_at: Timestamp) -> CallReport<Finding> {
        let code = self.code.clone();
        self.attempt(async move || {
            let mut store = code.store(job, None);
            let answer = within(code.bound(), v1::reconcile(&code.ready, &mut store, committed_at)).await;
            finish(store, answer, Finding::masked, |finding, _| matches!(finding, Finding::Found(_))).await
        })
        .await
    }

    async fn attempt<T: Send + 'static>(
        &self,
        call: impl AsyncFnOnce() -> CallReport<T> + Send + 'static,
    ) -> CallReport<T> {
        let done = self.code.engine.threads().run(Purpose::Attempt, call).await;
        done.unwrap_or_else(|none| CallReport::of_answer(Err(Fault::Host(none.to_string()))))
    }
}

impl Code {
    /// Makes an instance and drops it: what cannot be started is refused before it takes the place of what can.
    async fn start_once(&self) -> Result<(), Refusal> {
        let code = self.clone();
        let call = async move || {
            let mut store = code.store(Job::of_nothing(), None);
            within(Duration::from_secs(CHECK_SECONDS), v1::start(&code.ready, &mut store)).await
        };
        let started = self.engine.threads().run(Purpose::Trial, call).await;
        match started.unwrap_or_else(|none| Err(Fault::Host(none.to_string()))) {
            Ok(()) => Ok(()),
            Err(Fault::Host(words)) => Err(Refusal::Host(words)),
            Err(Fault::Plugin(words) | Fault::TimedOut(words)) => Err(Refusal::DoesNotStart(words)),
        }
    }

    fn bound(&self) -> Duration {
        Duration::from_secs(u64::from(self.manifest.limits.seconds))
    }

    fn store(&self, job: Job, commit: Option<CommitHandles>) -> Store<Guest> {
        let mut store = Store::new(self.engine.wasmtime(), Guest::new(&self.manifest, &self.digest, job, commit));
        store.limiter(|guest| &mut guest.limits);
        store.set_hostcall_fuel(HOSTCALL_BYTES);
        store.set_max_component_handles(MAX_HANDLES);
        store.set_epoch_deadline(1);
        // Each tick that finds the guest computing asks whether it still may, and lets bounds and cancellation be seen.
        store.epoch_deadline_callback(|mut context| {
            context.data_mut().compute.look()?;
            Ok(UpdateDeadline::Yield(1))
        });
        store
    }
}

/// A call under a wall-clock bound. An epoch does not stop a host call that waits.
async fn within<T>(bound: Duration, call: impl Future<Output = wasmtime::Result<T>>) -> Result<T, Fault> {
    match tokio::time::timeout(bound, call).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) if error.is::<PoolConcurrencyLimitError>() => Err(Fault::Host(error.root_cause().to_string())),
        Ok(Err(error)) => Err(Fault::Plugin(trap(&error))),
        Err(_) => Err(Fault::TimedOut(format!("it took longer than {} s", bound.as_secs()))),
    }
}

/// A trap in words: its cause, and the plugin's own frames where they have names. Holds no value: traps and frames come from
/// code, not data.
fn trap(error: &wasmtime::Error) -> String {
    let frames = error.downcast_ref::<WasmBacktrace>().map(WasmBacktrace::frames).unwrap_or_default();
    let places = frames.iter().flat_map(FrameInfo::symbols).take(MAX_FAULT_FRAMES).map(|symbol| {
        let line = symbol.file().zip(symbol.line()).map(|(file, line)| format!(" ({file}:{line})")).unwrap_or_default();
        format!(", in {}{line}", symbol.name().unwrap_or("a function without a name"))
    });
    std::iter::once(error.root_cause().to_string()).chain(places).collect::<String>().chars().take(MAX_FAULT).collect()
}

/// A fault with what the plugin said last: its panic's message, or else the action that failed before.
fn explained(fault: String, log: &[LogLine], last_failure: Option<&str>) -> String {
    let panic = log.iter().rev().find(|line| line.level == "error").map(|line| line.message.as_str());
    match panic.or(last_failure) {
        // It stopped itself, and said why: that and where it was is its own word.
        Some(said) if panic.is_some() && fault.starts_with(OWN_TRAP) => said.to_owned(),
        Some(said) => format!("{said} ({fault})"),
        None => fault,
    }
}

/// Takes out of a store what its call left, for others than the plugin to read: masked, whatever the plugin may read. Where the call
/// did not end in what was `wanted`, the last sight of the page is kept: somebody will ask why.
async fn finish<T>(
    store: Store<Guest>,
    answer: Result<T, Fault>,
    masked: impl FnOnce(T, &Mask) -> T,
    wanted: impl Fn(&T, &CommitProgress) -> bool,
) -> CallReport<T> {
    let mut guest = store.into_data();
    if let Some(site) = &mut guest.site {
        site.form.end();
    }
    let mask = &guest.log.mask;
    let answer = answer.map(|answer| masked(answer, mask));
    let last_failure = guest.site.as_ref().and_then(|site| site.form.last_failure().map(str::to_owned));
    let answer =
        answer.map_err(|fault| fault.map(|message| explained(message, &guest.log.lines, last_failure.as_deref())));
    let mut report = CallReport { last_failure, log: guest.log.lines, ..CallReport::of_answer(answer) };
    if guest.log.dropped > 0 {
        report
            .log
            .push(LogLine { level: "warn", message: format!("{} further lines were dropped", guest.log.dropped) });
    }
    if let Some(mut site) = guest.site {
        report.browser_lost = site.form.session().is_lost();
        let as_wanted = report.answer.as_ref().is_ok_and(|answer| wanted(answer, &site.progress));
        if !as_wanted && !report.browser_lost {
            // The last sight is evidence, not a condition: the trace says if it could not be had.
            let _ = site.form.screenshot(None).await;
        }
        if matches!(site.progress, CommitProgress::Before) && !report.browser_lost {
            site.form.look_for_drift().await;
        }
        (report.pages, report.suspicions) = site.form.take_pages();
        (report.trace, report.shots) = site.form.take_evidence();
        report.progress = site.progress.masked(mask);
        report.barrier_error = site.barrier_error;
        site.form.close().await;
    }
    report
}
