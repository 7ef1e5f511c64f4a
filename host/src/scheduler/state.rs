//! What the scheduler works with: what it was given, and what it keeps while it runs.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::attempt::keep_evidence;
use super::calendars::Calendars;
use super::config::Config;
use super::forecasts::Forecasts;
use super::policy::Policy;
use super::rehearsals::{AskedFor, Rehearsals};
use super::surroundings::Surroundings;
use super::wake::Wake;
use crate::browser::{Pool, SharedCache};
use crate::counties::Counties;
use crate::evidence::Evidence;
use crate::ledger::{Claim, Ledger};
use crate::plugin::{CallReport, Registry};
use crate::submission::{Clock, CountyCode};

/// Everything that an attempt needs. Cheap to clone.
#[derive(Clone)]
pub struct Resources {
    /// Where every move is written.
    pub ledger: Ledger,
    /// Which release serves which county.
    pub registry: Registry,
    pub pool: Pool,
    /// What sessions still do at their counties when their attempts have ended.
    pub farewells: TaskTracker,
    /// What a county's browsers need not ask for again.
    pub shared_cache: SharedCache,
    /// Where pictures and traces are kept.
    pub evidence: Evidence,
    pub counties: Counties,
    pub clock: Clock,
    /// Where documents wait for the browser, a folder for each attempt.
    pub scratch: PathBuf,
    /// This host's name in leases.
    pub host: String,
}

/// What the claiming loop and its attempts share.
pub(super) struct SchedulerState {
    pub(super) resources: Resources,
    pub(super) config: Config,
    pub(super) policy: Policy,
    pub(super) wake: Wake,
    pub(super) calendars: Calendars,
    pub(super) forecasts: Forecasts,
    /// Rehearsals: what asks for them, and what was asked for.
    pub(super) asks: Rehearsals,
    pub(super) asked: AskedFor,
    /// Browser sessions that are free.
    pub(super) sessions: Arc<Semaphore>,
    /// Waits for the attempts that run, and runs their writes.
    pub(super) attempts: TaskTracker,
    pub(super) stop: CancellationToken,
    /// Which process of this host it is.
    pub(super) incarnation: i64,
}

impl Surroundings for SchedulerState {
    type Releases = Registry;

    fn ledger(&self) -> &Ledger {
        &self.resources.ledger
    }

    fn releases(&self) -> &Registry {
        &self.resources.registry
    }

    fn clock(&self) -> &Clock {
        &self.resources.clock
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn drifts(&self) -> u32 {
        self.config.drifts
    }

    fn chance(&self) -> f64 {
        rand::random()
    }

    fn site_changed(&self, county: &CountyCode) {
        self.resources.shared_cache.clear(county.as_str());
    }

    async fn keep_evidence<T: Send>(&self, claim: &Claim, report: CallReport<T>, delivered: bool) {
        let Resources { ledger, evidence, .. } = &self.resources;
        keep_evidence((ledger, evidence), claim, report, delivered).await;
    }
}
