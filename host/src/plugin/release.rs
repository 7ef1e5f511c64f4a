//! A plugin that is compiled and linked, and its calls: each in a fresh store that is dropped afterwards.

mod compiled;
mod report;

use jiff::Timestamp;

use self::compiled::{CHECK_BOUND, Compiled};
use self::report::report;
use super::access::{Readable, plugin_mask};
use super::call::{CallReport, Job};
use super::commit::{CommitHandles, CommitProgress};
use super::engine::Engine;
use super::fault::Fault;
use super::inspect::Refusal;
use super::manifest::Manifest;
use super::threads::{CheckShare, Purpose};
use super::trap::{explained, within};
use super::v1;
use crate::submission::{Fields, Finding, LeasedCredentials, Mask, Outcome, PluginDigest, Problem};

/// A county's plugin, ready to run.
pub struct Release {
    compiled: Compiled,
    /// Its part of the threads for checks.
    checks: CheckShare,
}

impl Release {
    /// Checks, compiles and links a component.
    pub async fn load(engine: &Engine, bytes: &[u8]) -> Result<Self, Refusal> {
        let compiled = Compiled::load(engine, bytes).await?;
        Ok(Self { compiled, checks: engine.threads().check_share() })
    }

    pub fn digest(&self) -> &PluginDigest {
        &self.compiled.digest
    }

    /// What its author wrote.
    pub fn manifest(&self) -> &Manifest {
        &self.compiled.manifest
    }

    /// What a page must not show to it, where ops granted it to read these paths.
    pub fn mask(&self, fields: &Fields, granted: &[String], credentials: &LeasedCredentials) -> Mask {
        plugin_mask(
            &Readable::new(&self.compiled.manifest, granted.to_vec()),
            fields,
            credentials,
            &self.compiled.manifest.origins,
        )
    }

    /// At intake: what the county will not take.
    pub async fn check(&self, job: Job) -> Result<Vec<Problem>, String> {
        let compiled = self.compiled.clone();
        let call = async move || {
            let mut store = compiled.store(job, None);
            let answer = within(CHECK_BOUND, v1::check(&compiled.ready, &mut store)).await;
            answer.map_err(|fault| explained(fault, store.data().log.lines(), None).to_string())
        };
        let done = self.compiled.engine.threads().run(Purpose::Check(&self.checks), call).await;
        done.unwrap_or_else(|none| Err(Fault::Host(none.to_string()).to_string()))
    }

    /// Carries an application to the county.
    pub async fn submit(&self, job: Job, commit: CommitHandles) -> CallReport<Outcome> {
        let compiled = self.compiled.clone();
        self.attempt(async move || {
            let mut store = compiled.store(job, Some(commit));
            let answer = within(compiled.attempt_bound(), v1::submit(&compiled.ready, &mut store)).await;
            if let (Some(site), Ok(outcome)) = (&store.data().site, &answer) {
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
        let compiled = self.compiled.clone();
        self.attempt(async move || {
            let mut store = compiled.store(job, None);
            let asked = v1::reconcile(&compiled.ready, &mut store, committed_at);
            let answer = within(compiled.attempt_bound(), asked).await;
            report(store, answer, Finding::masked, |finding, _| matches!(finding, Finding::Found(_))).await
        })
        .await
    }

    async fn attempt<T: Send + 'static>(
        &self,
        call: impl AsyncFnOnce() -> CallReport<T> + Send + 'static,
    ) -> CallReport<T> {
        let done = self.compiled.engine.threads().run(Purpose::Attempt, call).await;
        done.unwrap_or_else(|none| CallReport::of_answer(Err(Fault::Host(none.to_string()))))
    }
}
