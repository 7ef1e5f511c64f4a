//! A county's plugin, and its calls: each in a fresh store that is dropped afterwards. Its code is loaded when it is called.

mod report;

use std::sync::Arc;

use jiff::Timestamp;

use self::report::report;
use super::access::{Readable, plugin_mask};
use super::call::{CallReport, Job};
use super::code::{Code, NoCode, Wanted};
use super::commit::{CommitHandles, CommitProgress};
use super::compiled::{CHECK_BOUND, Compiled};
use super::engine::Engine;
use super::fault::Fault;
use super::inspect::{Refusal, inspect};
use super::manifest::Manifest;
use super::threads::{CheckShare, Purpose, Threads};
use super::trap::{explained, within};
use super::v1;
use crate::submission::{Fields, Finding, LeasedCredentials, Mask, Outcome, PluginDigest, Problem};

/// A county's plugin.
pub struct Release {
    digest: PluginDigest,
    manifest: Arc<Manifest>,
    source: Source,
    /// Where calls run, and its part of the threads for checks.
    threads: Threads,
    checks: CheckShare,
}

/// Where a release's code comes from.
enum Source {
    /// It is held for as long as the release: nobody keeps its component.
    Held(Box<Compiled>),
    /// From a kept component, whenever it is needed.
    Kept(Arc<Code>),
}

impl Release {
    /// Checks, compiles and links a component that is kept nowhere.
    pub async fn load(engine: &Engine, bytes: &[u8]) -> Result<Self, Refusal> {
        let (manifest, digest) = (Arc::new(inspect(bytes)?), PluginDigest::of(bytes));
        let (compiled, _) = Compiled::compile(engine, &digest, &manifest, bytes).await?;
        Ok(Self::new(engine, digest, manifest, Source::Held(Box::new(compiled))))
    }

    /// Of a kept component, with what is known of it.
    pub(super) fn kept(engine: &Engine, digest: PluginDigest, manifest: Arc<Manifest>, code: Arc<Code>) -> Self {
        Self::new(engine, digest, manifest, Source::Kept(code))
    }

    fn new(engine: &Engine, digest: PluginDigest, manifest: Arc<Manifest>, source: Source) -> Self {
        let threads = engine.threads().clone();
        Self { digest, manifest, source, checks: threads.check_share(), threads }
    }

    pub fn digest(&self) -> &PluginDigest {
        &self.digest
    }

    /// What its author wrote.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether a call can begin without compiling first.
    pub fn is_ready(&self) -> bool {
        match &self.source {
            Source::Held(_) => true,
            Source::Kept(code) => code.is_ready(),
        }
    }

    /// It has code, as far as anybody knows.
    pub(super) fn note_ready(&self) {
        if let Source::Kept(code) = &self.source {
            code.note_ready();
        }
    }

    /// Has its code loaded, and compiled where there is none: a call that follows begins at once.
    pub(super) async fn make_ready(&self, wanted: Wanted) -> Result<(), NoCode> {
        self.compiled(wanted).await.map(drop)
    }

    /// What a page must not show to it, where ops granted it to read these paths.
    pub fn mask(&self, fields: &Fields, granted: &[String], credentials: &LeasedCredentials) -> Mask {
        plugin_mask(&Readable::new(&self.manifest, granted.to_vec()), fields, credentials, &self.manifest.origins)
    }

    /// At intake: what the county will not take.
    pub async fn check(&self, job: Job) -> Result<Vec<Problem>, String> {
        let compiled = self.compiled(Wanted::InTurn).await.map_err(|none| none.to_string())?;
        let call = async move || {
            let mut store = compiled.store(job, None);
            let answer = within(CHECK_BOUND, v1::check(&compiled.ready, &mut store)).await;
            answer.map_err(|fault| explained(fault, store.data().log.lines(), None).to_string())
        };
        let done = self.threads.run(Purpose::Check(&self.checks), call).await;
        done.unwrap_or_else(|none| Err(Fault::Host(none.to_string()).to_string()))
    }

    /// Carries an application to the county.
    pub async fn submit(&self, job: Job, commit: CommitHandles) -> CallReport<Outcome> {
        self.attempt(async move |compiled| {
            let mut store = compiled.store(job, Some(commit));
            let answer = within(compiled.attempt_bound(), v1::submit(&compiled.ready, &mut store)).await;
            if let (Some(site), Ok(outcome)) = (&mut store.data_mut().site, &answer) {
                site.answered(outcome).await;
            }
            let delivered = |outcome: &Outcome, progress: &CommitProgress| {
                matches!(outcome, Outcome::Delivered { .. }) && !matches!(progress, CommitProgress::Before)
            };
            report(store, answer, Outcome::masked, delivered).await
        })
        .await
    }

    /// Asks the county whether it has an application, whose commit in doubt was intended at a moment.
    pub async fn reconcile(&self, job: Job, committed_at: Timestamp) -> CallReport<Finding> {
        self.attempt(async move |compiled| {
            let mut store = compiled.store(job, None);
            let asked = v1::reconcile(&compiled.ready, &mut store, committed_at);
            let answer = within(compiled.attempt_bound(), asked).await;
            report(store, answer, Finding::masked, |finding, _| matches!(finding, Finding::Found(_))).await
        })
        .await
    }

    /// A call on a thread of its own, which keeps the code whatever is put away meanwhile.
    async fn attempt<T: Send + 'static>(
        &self,
        call: impl AsyncFnOnce(Compiled) -> CallReport<T> + Send + 'static,
    ) -> CallReport<T> {
        let host = |problem: String| CallReport::of_answer(Err(Fault::Host(problem)));
        let compiled = match self.compiled(Wanted::InTurn).await {
            Ok(compiled) => compiled,
            Err(none) => return host(none.to_string()),
        };
        let done = self.threads.run(Purpose::Attempt, async move || call(compiled).await).await;
        done.unwrap_or_else(|none| host(none.to_string()))
    }

    async fn compiled(&self, wanted: Wanted) -> Result<Compiled, NoCode> {
        match &self.source {
            Source::Held(compiled) => Ok(Compiled::clone(compiled)),
            Source::Kept(code) => code.get(wanted).await,
        }
    }
}
