//! What a whole life of an application costs the ledger, on SQLite and on PostgreSQL, beside what a job costs its peers on the same
//! server: lives a second, and how long the claim in each takes, at so many waiting applications and counties.
//!
//! A life here is what the host asks of the ledger for a delivery without trouble: received and durable, claimed with its lease, its body
//! read, its intent written, concluded with its receipt; three transactions after the first, five rows of history, each move checked by the
//! database. As many workers as there are do this at once, each receiving one application for the one that it claims, so that as many wait at
//! the end as at the beginning. Every offer of every county goes into every claim, as the scheduler makes it, and each county has its release.
//!
//! A peer's life is a job's: added and durable, fetched with its body, completed, by the peer's own worker with as many jobs at once, each of
//! which adds the next. All have the same body of 4 kB, the same number of connections, the same server with `fsync` and
//! `synchronous_commit` on, a new one for each row.
//!
//! What is not the same: peers have no counties, no deadlines, no intent before the work's effect, no seal (so the server can compress their
//! bodies), and no history (apalis keeps the job and its last result; graphile_worker deletes it). Both may complete jobs together, after
//! the worker went on to the next, and both run a job again after a crash. graphile_worker's claims fetch one job; apalis's a batch of
//! as many as there are workers, so its claim is a batch's. Each peer is a process of its own; the ledger is in this one.

pub(crate) mod applications;
pub(crate) mod fill;
mod lives;
mod peers;
mod place;
mod restart;
mod runner;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use anyhow::{Context as _, Result};
use postrider::ledger::Ledger;
use postrider::submission::Clock;
use serde::Serialize;

use crate::figures::{quantile, rounded};
use applications::Applications;
use lives::Lives;
use place::{Place, Store};

pub(crate) use restart::Row as RestartRow;
use runner::Runner;

/// `bench ledger`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only on this store.
    #[arg(long, value_enum)]
    store: Option<Store>,
    /// Only this runner.
    #[arg(long, value_enum)]
    runner: Option<Runner>,
    /// Over so many counties.
    #[arg(long, value_delimiter = ',', default_values_t = [3, 300, 3_144], value_parser = clap::value_parser!(u32).range(1..=10_000))]
    counties: Vec<u32>,
    /// With so many waiting.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 100_000, 1_000_000], value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    waiting: Vec<u32>,
    /// How many work at once.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    workers: u32,
    /// Only lives, or only a restart and the space that an application takes.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// How long each row is measured.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    Lives,
    Restart,
}

impl Arguments {
    /// Whether a part is asked for.
    pub(crate) fn measures(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    fn wants(&self, runner: Runner, store: Store) -> bool {
        self.store.is_none_or(|only| only == store) && self.runner.is_none_or(|only| only == runner)
    }
}

/// One runner on one store, at one depth.
#[derive(Serialize)]
pub(crate) struct Row {
    store: Store,
    runner: Runner,
    /// None for peers, which have no such thing.
    counties: Option<u32>,
    waiting: u32,
    lifecycles_per_s: f64,
    claim_p50_ms: f64,
    claim_p99_ms: f64,
}

/// All that is asked for, runners of one depth and store one after the other.
pub(crate) async fn measure(arguments: &Arguments) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for store in [Store::Sqlite, Store::Postgres] {
        for &waiting in &arguments.waiting {
            if arguments.wants(Runner::Postrider, store) {
                for &counties in &arguments.counties {
                    let lives = by_ledger(store, counties, waiting, arguments).await;
                    let what = || format!("{store:?}, {counties} counties, {waiting} waiting");
                    rows.push(row(store, Runner::Postrider, Some(counties), waiting, lives.with_context(what)?));
                }
            }
            let peers: &[Runner] = match store {
                Store::Sqlite => &[Runner::Apalis],
                Store::Postgres => &[Runner::Apalis, Runner::GraphileWorker],
            };
            for &peer in peers.iter().filter(|peer| arguments.wants(**peer, store)) {
                eprintln!("{peer:?} on {store:?}, {waiting} waiting");
                let lives = peers::carry(peer, store, waiting, (arguments.workers, arguments.seconds)).await;
                rows.push(row(
                    store,
                    peer,
                    None,
                    waiting,
                    lives.with_context(|| format!("{peer:?}, {waiting} waiting"))?,
                ));
            }
        }
    }
    Ok(rows)
}

/// A restart, and what an application takes, on each store that is asked for.
pub(crate) async fn measure_restart(arguments: &Arguments) -> Result<Vec<RestartRow>> {
    let mut rows = Vec::new();
    for store in [Store::Sqlite, Store::Postgres] {
        if arguments.wants(Runner::Postrider, store) {
            rows.push(restart::measure(store).await.with_context(|| format!("a restart on {store:?}"))?);
        }
    }
    Ok(rows)
}

async fn by_ledger(store: Store, counties: u32, waiting: u32, arguments: &Arguments) -> Result<Lives> {
    let place = Place::new(store)?;
    let config = place.config();
    let applications = Arc::new(Applications::new(counties)?);
    let ledger = Ledger::open(&config, Clock::System).await?;
    applications.release(&ledger).await?;
    eprintln!("postrider on {store:?}, {counties} counties: fills {waiting}");
    fill::fill(&ledger, &config, &applications, waiting).await?;
    place.settle()?;
    let lives = lives::carry(&ledger, &applications, waiting, arguments.workers, arguments.seconds).await?;
    ledger.close().await;
    Ok(lives)
}

fn row(store: Store, runner: Runner, counties: Option<u32>, waiting: u32, mut lives: Lives) -> Row {
    let row = Row {
        store,
        runner,
        counties,
        waiting,
        lifecycles_per_s: rounded(lives.count as f64 / lives.took.as_secs_f64(), 1),
        claim_p50_ms: rounded(quantile(&mut lives.claims_ms, 0.5), 2),
        claim_p99_ms: rounded(quantile(&mut lives.claims_ms, 0.99), 2),
    };
    eprintln!("  {} a second", row.lifecycles_per_s);
    row
}
