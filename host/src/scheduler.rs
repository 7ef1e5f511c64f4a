//! Takes applications in the order of their deadlines and carries each to its county.
//!
//! One loop claims, under leases; one task a claim works; [`policy`] says what follows from how it ended. Never holds a
//! transaction open while a browser works, and never decides whether the county has an application: that is the county's
//! word alone.

mod attempt;
mod availability;
mod calendars;
mod config;
pub mod forecast;
mod forecasts;
mod looks;
pub mod policy;
mod rehearsals;
mod state;
mod surroundings;
mod wake;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::attempt::Attempt;
pub use self::attempt::{Ending, FollowUp, Interrupted, LEASE, record_end};
pub use self::availability::{AvailableNow, WatchedCounties};
use self::calendars::Calendars;
pub use self::config::Config;
pub use self::forecasts::{Forecaster, Forecasts, Record};
use self::looks::Looks;
use self::policy::Policy;
use self::rehearsals::{Asked, rehearsals};
pub use self::rehearsals::{NotBegun, Rehearsals};
pub use self::state::Resources;
use self::state::SchedulerState;
pub use self::surroundings::{Releases, ServingRelease, Surroundings};
pub use self::wake::Wake;
use crate::ledger::{Claim, Claimant, EndOfWaits, Joined, LedgerError, Recovered};
use crate::plugin::{Registry, Release};

/// Longest that the scheduler sleeps although nothing wakes it: what another host has wait may be due before what this one knew of. And the
/// shortest.
const LONGEST_SLEEP: Duration = Duration::from_secs(2);
const SHORTEST_SLEEP: Duration = Duration::from_millis(200);
/// How often the host says that it is there, and looks for leases that ran out: of others, and where there are none, in a file.
const RECOVERY: Duration = Duration::from_secs(2);
const RECOVERY_ALONE: Duration = Duration::from_secs(5);
/// How often what waits is watched against its deadline.
const WATCH: Duration = Duration::from_secs(10);
/// Where the ledger was not reached for so long beyond that, leases may have run out for want of the ledger, and not of their holders: these get
/// the time to renew them.
const SILENCE: Duration = Duration::from_secs(3);

/// A handle on the running scheduler. Cheap to clone.
#[derive(Clone)]
pub struct Scheduler {
    state: Arc<SchedulerState>,
}

/// When the ledger was reached last, and from when on leases of others that ran out are taken for abandoned.
struct Reached {
    /// How often it is tried.
    every: Duration,
    last: Instant,
    trusted_from: Instant,
}

impl Reached {
    /// Of a ledger that others write, too, a host that starts does not know for how long nobody reached it.
    fn at_start(is_shared: bool) -> Self {
        let now = Instant::now();
        let (every, trusted_from) = if is_shared { (RECOVERY, now + LEASE) } else { (RECOVERY_ALONE, now) };
        Self { every, last: now, trusted_from }
    }

    /// It was reached once more. Whether what it says of leases can be trusted.
    fn again(&mut self) -> bool {
        let now = Instant::now();
        if now.duration_since(self.last) > self.every + SILENCE {
            self.trusted_from = now + LEASE;
        }
        self.last = now;
        now >= self.trusted_from
    }
}

impl Scheduler {
    /// Recovers what an earlier run left behind; nothing is claimed before [`run`](Self::run).
    pub async fn prepare(resources: Resources, config: Config, stop: CancellationToken) -> Result<Self, LedgerError> {
        let Joined { incarnation, recovered } = resources.ledger.join(&resources.host).await?;
        tracing::info!(
            requeued = recovered.requeued,
            escalated = recovered.escalated,
            in_doubt = recovered.in_doubt,
            delivered = recovered.delivered,
            freed = recovered.freed,
            host = resources.host,
            "recovered"
        );
        let wake = Wake::default();
        let (asks, asked) = rehearsals(wake.clone());
        let state = SchedulerState {
            asks,
            asked,
            policy: Policy::new(&config),
            sessions: Arc::new(Semaphore::new(usize::try_from(config.sessions).unwrap_or(1))),
            wake,
            calendars: Calendars::default(),
            forecasts: Forecasts::default(),
            attempts: TaskTracker::new(),
            stop,
            resources,
            config,
            incarnation,
        };
        Ok(Self { state: Arc::new(state) })
    }

    /// What says that there may be work.
    pub fn wake(&self) -> Wake {
        self.state.wake.clone()
    }

    /// What asks for rehearsals.
    pub fn rehearsals(&self) -> Rehearsals {
        self.state.asks.clone()
    }

    /// The last forecast.
    pub fn forecasts(&self) -> Forecasts {
        self.state.forecasts.clone()
    }

    /// What makes the forecasts.
    pub fn forecaster(&self) -> Forecaster<Registry> {
        let Resources { ledger, registry, counties, clock, host, .. } = &self.state.resources;
        Forecaster {
            ledger: ledger.clone(),
            releases: registry.clone(),
            counties: counties.clone(),
            clock: clock.clone(),
            host: host.clone(),
            sessions: self.state.config.sessions,
            forecasts: self.forecasts(),
        }
    }

    /// Claims and works until stopped; then lets what is past its commit finish, and returns what is not to the queue. An error is that
    /// another process goes by this host's name.
    pub async fn run(self) -> Result<(), LedgerError> {
        let (mut ended, mut looks) = (Ok(()), Looks::new());
        let mut reached = Reached::at_start(self.state.resources.ledger.is_shared());
        // Before anything is claimed: cutoffs may have passed while no host was up.
        let (mut next_recovery, mut next_watch) = (Instant::now() + reached.every, Instant::now());
        while !self.state.stop.is_cancelled() {
            if Instant::now() >= next_recovery {
                next_recovery = Instant::now() + reached.every;
                match self.recover(&mut reached).await {
                    Ok(true) => looks.woken(),
                    Ok(false) => {}
                    Err(error) => {
                        ended = Err(error);
                        self.state.stop.cancel();
                        break;
                    }
                }
            }
            if Instant::now() >= next_watch {
                next_watch = Instant::now() + WATCH;
                self.watch().await;
            }
            let rest = self.claim_what_fits(&mut looks).await;
            let seen_to = next_recovery.min(next_watch).saturating_duration_since(Instant::now());
            let rest = rest.min(seen_to).clamp(SHORTEST_SLEEP, LONGEST_SLEEP);
            tokio::select! {
                () = self.state.wake.woken() => looks.woken(),
                () = tokio::time::sleep(rest) => {}
                () = self.state.stop.cancelled() => {}
            }
        }
        self.state.attempts.close();
        self.state.attempts.wait().await;
        ended
    }

    /// Takes up what nobody works on any more, and gives whether there was any. An error is that this process may not go on.
    async fn recover(&self, reached: &mut Reached) -> Result<bool, LedgerError> {
        let Resources { ledger, clock, host, .. } = &self.state.resources;
        match ledger.stay(host, self.state.incarnation).await {
            Ok(()) => {}
            Err(error @ LedgerError::Superseded { .. }) => return Err(error),
            Err(error) => {
                tracing::error!(%error, "the ledger is not reached; what nobody works on any more waits");
                return Ok(false);
            }
        }
        if !reached.again() {
            return Ok(false);
        }
        let recovered = ledger.recover(clock.now()).await;
        let recovered = recovered.inspect_err(|error| tracing::error!(%error, "expired leases could not be recovered"));
        Ok(recovered.is_ok_and(|recovered| recovered != Recovered::default()))
    }

    /// Has deadlines follow the calendars, counts the cutoffs that were missed, and hands over what will not have its turn before the next one.
    async fn watch(&self) {
        let Resources { ledger, registry, counties, .. } = &self.state.resources;
        let watched = WatchedCounties { ledger, releases: registry, counties };
        if let Err(error) = self.state.calendars.follow(&watched).await {
            tracing::error!(%error, "deadlines could not follow the calendars of their counties");
        }
        if let Err(error) = ledger.note_missed(&watched).await {
            tracing::error!(%error, "missed cutoffs could not be noted");
        }
        match ledger.hand_over(&watched, self.state.config.hand_over()).await {
            Ok(0) => {}
            Ok(applications) => {
                tracing::warn!(applications, "what will not be worked on before its cutoff went to a person");
            }
            Err(error) => tracing::error!(%error, "what waits could not be watched"),
        }
    }

    /// Begins all that may begin. Gives after how long there may be more, should nothing wake it.
    async fn claim_what_fits(&self, looks: &mut Looks) -> Duration {
        let resources = &self.state.resources;
        let next_wait = match resources.ledger.end_waits().await {
            Ok(EndOfWaits::Came) => {
                looks.woken();
                Duration::ZERO
            }
            Ok(EndOfWaits::ComesIn(after)) => after,
            Ok(EndOfWaits::Nothing) => LONGEST_SLEEP,
            Err(error) => {
                tracing::error!(%error, "what is due again could not be looked for");
                LONGEST_SLEEP
            }
        };
        let by = Claimant { host: &resources.host, ttl: LEASE, sessions: self.state.config.sessions };
        while !self.state.stop.is_cancelled()
            && let Ok(session) = Arc::clone(&self.state.sessions).try_acquire_owned()
        {
            if let Some(asked) = self.state.asked.next() {
                self.rehearse(asked, session).await;
                continue;
            }
            if !looks.is_due() {
                return next_wait.min(looks.rest());
            }
            let (now, began) = (resources.clock.now(), Instant::now());
            let Resources { registry, counties, ledger, .. } = resources;
            let offers = AvailableNow { releases: registry, counties, ledger, now };
            let claim = match resources.ledger.claim(now, &offers, by).await {
                Ok(Some(claim)) => claim,
                Ok(None) => {
                    looks.found_nothing(began);
                    continue;
                }
                Err(error) => {
                    tracing::error!(%error, "nothing could be claimed");
                    looks.failed();
                    return next_wait.min(looks.rest());
                }
            };
            let release = registry.current(&claim.lease.county);
            looks
                .began(release.map_or(Duration::ZERO, |release| {
                    Duration::from_millis(release.manifest().pace.spacing_ms.into())
                }));
            self.carry_out(claim, None, session);
        }
        // Every session is at work; the first that ends wakes it.
        next_wait
    }

    /// Takes an application that waits, and tries a release on it.
    async fn rehearse(&self, Asked { release, began }: Asked, session: OwnedSemaphorePermit) {
        let Resources { ledger, counties, clock, host, .. } = &self.state.resources;
        let now = clock.now();
        let county = counties.get(&release.manifest().county);
        let offer = county.and_then(|county| availability::offer(&county, &*release, ledger).ok());
        let claimed = match offer {
            Some(offer) => ledger.claim_rehearsal(now, &offer, (host, LEASE)).await,
            None => Ok(None),
        };
        let begun = match claimed {
            Ok(Some(claim)) => {
                let lease = claim.lease.clone();
                self.carry_out(claim, Some(release), session);
                Ok(lease)
            }
            Ok(None) => Err(NotBegun::NothingWaits),
            Err(error) => Err(error.into()),
        };
        // Whoever asked may have gone: it goes on all the same, and stands in the history.
        let _ = began.send(begun);
    }

    /// Works a claim in a task of its own: with the release that serves the county, or with the one that is given.
    fn carry_out(&self, claim: Claim, release: Option<Arc<Release>>, session: OwnedSemaphorePermit) {
        let this = self.clone();
        self.state.attempts.spawn(async move {
            Attempt::new(&this.state, &claim, release).carry_out().await;
            drop(session);
            this.state.wake.wake();
        });
    }
}
