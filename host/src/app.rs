//! The composition root: turns a configuration into running parts, and stops them in order.
//!
//! Nothing else starts a task, opens a socket or knows all the parts. Holds no logic of its own.

mod config;
mod limits;
mod memory;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use config::{Config, ConfigError, KeyPlace};
pub use memory::share_arenas;

use crate::browser::{Fleet, Pool};
use crate::evidence::{self, Evidence};
use crate::intake::Intake;
use crate::ledger::Ledger;
use crate::plugin::{Engine, Registry};
use crate::scheduler::{Resources, Scheduler};
use crate::submission::Clock;
use crate::{api, ledger, plugin, scratch};

/// How often the plugins folder is looked at for what was dropped into it.
const INBOX_POLL: Duration = Duration::from_secs(1);
/// How long an orderly stop may take: a commit waits at most 120 s for its outcome.
const STOP_BOUND: Duration = Duration::from_secs(150);
/// This host's name in leases. One host a ledger: what it left behind at a crash is its own.
const HOST: &str = "host";

/// Serves until `stop`; then stops in order: no new claims, work to a safe point, the API, the browsers.
pub async fn serve(config: Config, stop: CancellationToken, on_ready: impl FnOnce(&str)) -> anyhow::Result<()> {
    limits::raise_open_files();
    let clock = Clock::System;
    let tracker = TaskTracker::new();
    // Cancelled last: browsers live until the work that uses them has ended.
    let end = CancellationToken::new();
    let _ends = end.clone().drop_guard();
    let (listen, tokens) = (config.api.address()?, api::Tokens::load(&config.api)?);
    let (ledger_file, key_file, inbox) = (config.ledger_file(), config.key_file(), config.plugins_folder());
    let counties = Arc::new(config.counties);

    let settling = Duration::from_secs(u64::from(config.scheduler.reconcile_after_seconds));
    let ledger = Ledger::open(&ledger::Config { file: ledger_file, key_file, settling }, clock.clone())
        .await
        .context("the ledger cannot be opened")?;
    let evidence =
        Evidence::new(evidence::Config { dir: config.data.join("evidence"), key: ledger.sealing_key().clone() })
            .context("the evidence folder cannot be opened")?;
    let engine = Engine::start(&config.engine, &tracker).map_err(|error| anyhow::anyhow!("{error:#}"))?;
    let folders = plugin::Folders { inbox, kept: config.data.join("plugins") };
    let registry = Registry::open(engine, ledger.clone(), folders, Arc::clone(&counties))
        .await
        .context("the plugins cannot be loaded")?;
    let (kind, recycling) = (config.browser.kind, config.browser.pool);
    let fleet = Fleet::new(config.browser, tracker.clone(), end.clone()).context("browsers cannot be started")?;
    let pool = Pool::new(fleet, kind, usize::try_from(config.scheduler.sessions).unwrap_or(1), recycling);
    let documents = config.data.join("scratch");
    clear(&documents).with_context(|| format!("{} cannot be cleared", documents.display()))?;
    scratch::private_place(&documents).context("documents have no place to wait for a browser")?;
    let resources = Resources {
        ledger: ledger.clone(),
        registry: registry.clone(),
        pool: pool.clone(),
        evidence: evidence.clone(),
        counties: Arc::clone(&counties),
        clock: clock.clone(),
        scratch: documents,
        host: HOST.to_owned(),
    };
    let scheduler = Scheduler::prepare(resources, config.scheduler, stop.clone())
        .await
        .context("earlier work cannot be recovered")?;

    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}: is another host running there?"))?;
    let address = format!("http://{}", listener.local_addr().context("the listening address is unknown")?);
    let intake = Intake::new(ledger.clone(), registry.clone(), Arc::clone(&counties), clock.clone());
    let limits = api::Limits::default();
    let metrics = api::install_metrics().context("metrics cannot be recorded")?;
    let router = api::router(&api::Handles {
        ledger: ledger.clone(),
        evidence,
        registry: registry.clone(),
        intake,
        wake: Arc::new({
            let scheduler = scheduler.clone();
            move || scheduler.wake()
        }),
        tracker: tracker.clone(),
        counties: Arc::clone(&counties),
        clock,
        tokens,
        metrics,
        limits,
    });

    pool.warm();
    let working = tracker.spawn(scheduler.clone().run());
    tracker.spawn(watch_inbox(registry, scheduler, stop.clone()));
    tracker.spawn(memory::give_back(stop.clone()));
    let served = end.child_token();
    let serving = tracker.spawn(api::serve(listener, router, limits, tracker.clone(), served.clone()));
    on_ready(&address);
    tracing::info!(address, counties = counties.len(), "serving");

    stop.cancelled().await;
    tracing::info!("stopping: no more claims; work goes to a safe point");
    if tokio::time::timeout(STOP_BOUND, working).await.is_err() {
        tracing::error!("some work did not reach a safe point in time; it is in doubt and will be reconciled");
    }
    served.cancel();
    if tokio::time::timeout(Duration::from_secs(5), serving).await.is_err() {
        tracing::warn!("some connections were cut");
    }
    end.cancel();
    tracker.close();
    if tokio::time::timeout(Duration::from_secs(10), tracker.wait()).await.is_err() {
        tracing::warn!("some tasks were cut");
    }
    ledger.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Installs what is dropped into the plugins folder.
async fn watch_inbox(registry: Registry, scheduler: Scheduler, stop: CancellationToken) {
    let mut interval = tokio::time::interval(INBOX_POLL);
    let mut dropped = registry.refuse_left_over().await;
    while stop.run_until_cancelled(interval.tick()).await.is_some() {
        dropped.extend(registry.sweep_inbox().await);
        for (file, result) in dropped.drain(..) {
            match result {
                Ok(installed) => {
                    tracing::info!(file, county = %installed.county, version = installed.version, "dropped plugin installed");
                    scheduler.wake();
                }
                Err(error) => {
                    tracing::error!(file, %error, "dropped plugin refused; the release before goes on serving");
                }
            }
        }
    }
}

/// Removes the documents of attempts that the end of the process cut short.
fn clear(folder: &std::path::Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
