//! Takes applications in the order of their deadlines and carries each to its county.
//!
//! One loop claims, under leases; one task a claim works; [`policy`] says what follows from how it ended. Never holds a
//! transaction open while a browser works, and never decides whether the county has an application: that is the county's
//! word alone.

mod attempt;
mod hours;
mod offers;
pub mod policy;
mod wake;

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::browser::Pool;
use crate::evidence::Evidence;
use crate::ledger::{Claimant, Ledger, LedgerError};
use crate::plugin::Registry;
use crate::submission::{Clock, Counties};
use offers::Offers;

pub use wake::Wake;

/// How often the queue is looked at although nothing woke it: backoffs end, hours open.
const POLL: Duration = Duration::from_millis(500);
/// How often leases that ran out, and work that nothing can do now, are looked for.
const RECOVERY: Duration = Duration::from_secs(10);
/// A lease lives this long without a heartbeat.
const LEASE: Duration = Duration::from_secs(60);

/// How work is taken and how long things may last.
#[warn(missing_docs)]
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Browser sessions at a time. Two fill two cores (docs/measured.md).
    pub sessions: u32,
    /// Drifts of a county in a row after which its work is held.
    pub drifts: u32,
    /// Seconds between a commit that is in doubt and the question to the county: what was sent may still be on its way.
    pub reconcile_after_seconds: u32,
    /// Seconds of the first retry's wait; doubles with every further one.
    pub backoff_seconds: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { sessions: 2, drifts: 2, reconcile_after_seconds: 30, backoff_seconds: 5 }
    }
}

impl Config {
    /// Its numbers, and what each may be. Without a settling time both questions about a doubt could come before what was sent has
    /// arrived, and without a session nothing would ever be claimed.
    pub fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 4] {
        [
            ("sessions", self.sessions, 1..=64),
            ("drifts", self.drifts, 1..=100),
            ("reconcile_after_seconds", self.reconcile_after_seconds, 1..=3_600),
            ("backoff_seconds", self.backoff_seconds, 1..=600),
        ]
    }
}

/// Everything that work needs. Cheap to clone.
#[derive(Clone)]
pub struct Resources {
    /// What is kept.
    pub ledger: Ledger,
    /// Which release serves.
    pub registry: Registry,
    /// Browsers.
    pub pool: Pool,
    /// What was seen.
    pub evidence: Evidence,
    /// The counties.
    pub counties: Counties,
    /// The time.
    pub clock: Clock,
    /// Where documents wait for the browser, a folder an attempt.
    pub scratch: PathBuf,
    /// This host's name in leases.
    pub host: String,
}

/// A handle on the running scheduler. Cheap to clone.
#[derive(Clone)]
pub struct Scheduler {
    state: Arc<SchedulerState>,
}

struct SchedulerState {
    resources: Resources,
    config: Config,
    policy: policy::Policy,
    offers: Offers,
    wake: Wake,
    sessions: Arc<Semaphore>,
    attempts: TaskTracker,
    stop: CancellationToken,
}

impl Scheduler {
    /// Recovers what an earlier run left behind; nothing is claimed before [`run`](Self::run).
    pub async fn prepare(resources: Resources, config: Config, stop: CancellationToken) -> Result<Self, LedgerError> {
        let recovered = resources.ledger.recover(resources.clock.now(), Some(&resources.host)).await?;
        tracing::info!(
            requeued = recovered.requeued,
            escalated = recovered.escalated,
            in_doubt = recovered.in_doubt,
            delivered = recovered.delivered,
            freed = recovered.freed,
            "recovered"
        );
        let state = SchedulerState {
            policy: policy::Policy::new(&config),
            sessions: Arc::new(Semaphore::new(usize::try_from(config.sessions).unwrap_or(1))),
            offers: Offers::default(),
            wake: Wake::default(),
            attempts: TaskTracker::new(),
            stop,
            resources,
            config,
        };
        Ok(Self { state: Arc::new(state) })
    }

    /// What says that there may be work.
    pub fn wake(&self) -> Wake {
        self.state.wake.clone()
    }

    /// Claims and works until stopped; then lets what is past its commit finish, and returns what is not to the queue.
    pub async fn run(self) {
        let mut next_recovery = tokio::time::Instant::now() + RECOVERY;
        while !self.state.stop.is_cancelled() {
            if tokio::time::Instant::now() >= next_recovery {
                next_recovery += RECOVERY;
                self.recover().await;
            }
            self.claim_what_fits().await;
            tokio::select! {
                () = self.state.wake.woken() => {}
                () = tokio::time::sleep(POLL) => {}
                () = self.state.stop.cancelled() => {}
            }
        }
        self.state.attempts.close();
        self.state.attempts.wait().await;
    }

    async fn recover(&self) {
        let (ledger, now) = (&self.state.resources.ledger, self.state.resources.clock.now());
        if let Err(error) = ledger.recover(now, None).await {
            tracing::error!(%error, "expired leases could not be recovered");
        }
        match ledger.escalate_stranded(now, |county| self.state.resources.registry.unserved(county)).await {
            Ok(0) => {}
            Ok(applications) => tracing::warn!(applications, "work that nothing can do now went to a person"),
            Err(error) => tracing::error!(%error, "work that nothing can do now could not be looked for"),
        }
    }

    async fn claim_what_fits(&self) {
        let resources = &self.state.resources;
        let by = Claimant { host: &resources.host, ttl: LEASE, sessions: self.state.config.sessions };
        while !self.state.stop.is_cancelled()
            && let Ok(session) = Arc::clone(&self.state.sessions).try_acquire_owned()
        {
            let now = resources.clock.now();
            let offers = self.state.offers.build(&resources.registry, &resources.counties, now);
            let claim = match resources.ledger.claim(now, &offers, by).await {
                Ok(Some(claim)) => claim,
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "nothing could be claimed");
                    return;
                }
            };
            self.state.offers.started(&claim.lease.county, now);
            let this = self.clone();
            self.state.attempts.spawn(async move {
                attempt::run(&this.state, claim).await;
                drop(session);
                this.state.wake.wake();
            });
        }
    }
}
