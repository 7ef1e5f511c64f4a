//! What a restart costs with many waiting, and how much an application takes in the database beside its body.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use postrider::ledger::{Claimant, Ledger};
use postrider::submission::Clock;
use serde::Serialize;

use super::applications::{Applications, BODY, plugin};
use super::place::{Place, Store};
use super::{fill, lives};
use crate::figures::rounded;

const COUNTIES: u32 = 300;
/// Applications that wait while the host restarts, and leases that its end cut off.
const WAITING: u32 = 50_000;
const CUT_OFF: u32 = 64;
/// Lives of which the space is measured: so many workers, so many each.
const WORKERS: u32 = 64;
const EACH: u64 = 50;

/// A store.
#[derive(Serialize)]
pub(crate) struct Row {
    store: Store,
    waiting: u32,
    /// Work that the host's end cut off, half of it after its intent.
    cut_off: u32,
    /// To open the ledger and recover what was cut off.
    restart_s: f64,
    /// That an application which was delivered takes with its history, its attempt and its indexes, beside its body.
    bytes_beside_body: f64,
}

pub(super) async fn measure(store: Store) -> Result<Row> {
    let restart_s = restart(store).await?;
    Ok(Row {
        store,
        waiting: WAITING,
        cut_off: CUT_OFF,
        restart_s: rounded(restart_s, 2),
        bytes_beside_body: rounded(space(store).await?, 0),
    })
}

async fn restart(store: Store) -> Result<f64> {
    eprintln!("restart on {store:?}");
    let place = Place::new(store)?;
    let config = place.config();
    let applications = Applications::new(COUNTIES)?;
    let ledger = Ledger::open(&config, Clock::System).await?;
    applications.release(&ledger).await?;
    fill::fill(&ledger, &config, &applications, WAITING).await?;
    let offers = applications.offers(CUT_OFF);
    for number in 0..CUT_OFF {
        let by = Claimant { host: lives::HOST, ttl: Duration::from_secs(60), sessions: CUT_OFF };
        let claim = ledger.claim(ledger.now(), &offers, by).await?.context("nothing could be claimed")?;
        if number % 2 == 0 {
            ledger.intend(&claim.lease, &plugin(&claim.lease.county)).await?;
        }
    }
    ledger.close().await;
    drop(ledger);
    let begun = Instant::now();
    let ledger = Ledger::open(&config, Clock::System).await?;
    let recovered = ledger.join(lives::HOST).await?.recovered;
    let took = begun.elapsed().as_secs_f64();
    ensure!(recovered.requeued + recovered.in_doubt == CUT_OFF, "not all was recovered: {recovered:?}");
    ledger.close().await;
    Ok(took)
}

async fn space(store: Store) -> Result<f64> {
    eprintln!("space on {store:?}");
    let place = Place::new(store)?;
    let applications = Arc::new(Applications::new(COUNTIES)?);
    let ledger = Ledger::open(&place.config(), Clock::System).await?;
    applications.release(&ledger).await?;
    ledger.close().await;
    drop(ledger);
    let before = place.bytes()?;
    let ledger = Ledger::open(&place.config(), Clock::System).await?;
    let count = lives::carry_each(&ledger, &applications, WORKERS, EACH).await?.count;
    ledger.close().await;
    Ok((place.bytes()? - before) as f64 / count as f64 - BODY as f64)
}
