//! Puts the host together: every part made once and handed to those that need it. Takes no work and answers nobody yet.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::host_name::host_name;
use super::{Config, open_files};
use crate::browser::{Fleet, Pool, SharedCache};
use crate::counties::Counties;
use crate::county_sources::CountySources;
use crate::evidence::Evidence;
use crate::intake::Intake;
use crate::ledger::{Ledger, Who};
use crate::plugin::{Engine, Registry};
use crate::retention::Retention;
use crate::scheduler::{Resources, Scheduler};
use crate::submission::Clock;
use crate::{api, ledger, plugin, scratch};

/// A host that is ready to run. Dropped, whether it ran or not, it lets go of everything.
pub struct App {
    pub(super) listener: TcpListener,
    pub(super) address: SocketAddr,
    pub(super) router: Router,
    pub(super) limits: api::Limits,
    pub(super) ledger: Ledger,
    pub(super) registry: Registry,
    pub(super) scheduler: Scheduler,
    pub(super) retention: Retention,
    pub(super) pool: Pool,
    pub(super) counties: Counties,
    pub(super) county_sources: CountySources,
    pub(super) metrics: PrometheusHandle,
    pub(super) tracker: TaskTracker,
    /// What is done at counties after the work.
    pub(super) farewells: TaskTracker,
    /// Nothing new is begun once this is cancelled.
    pub(super) stop: CancellationToken,
    /// Cancelled last: browsers live until the work that uses them has ended.
    pub(super) end: CancellationToken,
    pub(super) _ends: DropGuard,
    pub(super) _stops: DropGuard,
}

impl App {
    /// Opens everything that a running host has open, recovers what an earlier one left behind, and listens.
    pub async fn build(config: Config) -> anyhow::Result<Self> {
        open_files::raise_limit();
        let clock = Clock::System;
        let (tracker, stop, end) = (TaskTracker::new(), CancellationToken::new(), CancellationToken::new());
        let (ends, stops) = (end.clone().drop_guard(), stop.clone().drop_guard());
        let (listen, tokens) = (config.api.address()?, api::Tokens::load(&config.api)?);
        let (key_file, inbox) = (config.key_file(), config.plugins_folder());
        let Config { data, database, counties: sources, .. } = config;

        let settling = Duration::from_secs(u64::from(config.scheduler.reconcile_after_seconds));
        let ledger = Ledger::open(&ledger::Config { database, key_file, settling }, clock.clone())
            .await
            .context("the ledger cannot be opened")?;
        let evidence = Evidence::open(&data.evidence()).context("the place of evidence cannot be opened")?;
        let engine = Engine::start(&config.engine, &tracker).map_err(|error| anyhow::anyhow!("{error:#}"))?;
        let folders = plugin::Folders { inbox, kept: data.plugins(), compiled: data.compiled() };
        let sources = sources.read(&ledger).await.context("the counties that are set by command cannot be read")?;
        let counties = sources.counties();
        let registry = Registry::open(engine, ledger.clone(), folders, counties.clone())
            .await
            .context("the plugins cannot be loaded")?;
        let county_sources = CountySources::new(sources, ledger.clone(), registry.clone());
        let (kind, recycling) = (config.browser.kind, config.browser.pool);
        let fleet = Fleet::new(config.browser, tracker.clone(), end.clone()).context("browsers cannot be started")?;
        let pool = Pool::new(fleet, kind, usize::try_from(config.scheduler.sessions).unwrap_or(1), recycling);
        let documents = data.scratch();
        clear(&documents).with_context(|| format!("{} cannot be cleared", documents.display()))?;
        scratch::ensure_private_folder(&documents).context("documents have no place to wait for a browser")?;
        let farewells = TaskTracker::new();
        let resources = Resources {
            ledger: ledger.clone(),
            registry: registry.clone(),
            pool: pool.clone(),
            farewells: farewells.clone(),
            shared_cache: SharedCache::default(),
            evidence: evidence.clone(),
            counties: counties.clone(),
            clock: clock.clone(),
            scratch: documents,
            host: host_name(&data.host_name())?,
        };
        let retention = Retention {
            ledger: ledger.clone(),
            evidence: evidence.clone(),
            config: config.retention,
            clock: clock.clone(),
            host: Who::host(&resources.host),
        };
        let scheduler = Scheduler::prepare(resources, config.scheduler, stop.clone())
            .await
            .context("earlier work cannot be recovered")?;

        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}: is another host running there?"))?;
        let address = listener.local_addr().context("the listening address is unknown")?;
        let limits = api::Limits::default();
        let metrics = api::install_metrics().context("metrics cannot be recorded")?;
        let router = api::router(api::Handles {
            ledger: ledger.clone(),
            evidence,
            retention: retention.clone(),
            registry: registry.clone(),
            intake: Intake::new(ledger.clone(), registry.clone(), counties.clone(), clock.clone()),
            wake: scheduler.wake(),
            rehearsals: scheduler.rehearsals(),
            forecasts: scheduler.forecasts(),
            tracker: tracker.clone(),
            counties: counties.clone(),
            county_sources: county_sources.clone(),
            clock,
            tokens,
            metrics: metrics.clone(),
            limits,
        });
        Ok(Self {
            listener,
            address,
            router,
            limits,
            ledger,
            registry,
            scheduler,
            retention,
            pool,
            counties,
            county_sources,
            metrics,
            tracker,
            farewells,
            stop,
            end,
            _ends: ends,
            _stops: stops,
        })
    }

    /// Where it listens: a port that was left to the system is known here.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Removes the documents of attempts that the end of the process cut short.
fn clear(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
