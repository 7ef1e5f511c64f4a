//! The ledger's peers, each a program that `cargo xtask bench ledger` installed into the target folder: apalis as it was compiled,
//! graphile_worker by Node.js. Installs nothing.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use tokio::process::Command;

use super::applications::body;
use super::lives::Lives;
use super::place::{Place, Store};
use super::runner::Runner;

/// Connections to a server: as many as the host has.
const CONNECTIONS: u32 = 16;

const GRAPHILE_WORKER: &str = include_str!("../../peers/graphile_worker.mjs");

/// What a peer says of its run.
#[derive(Deserialize)]
struct Said {
    lifecycles: u64,
    seconds: f64,
    claims_ms: Vec<f64>,
}

/// Has a peer work on a store of its own.
pub(super) async fn carry(peer: Runner, store: Store, waiting: u32, (workers, seconds): (u32, u64)) -> Result<Lives> {
    let place = Place::new(store)?;
    let text = place.folder().join("body.json");
    std::fs::write(&text, body(0)).context("the body cannot be written")?;
    let mut command = program(peer, store)?;
    command.arg("--database").arg(place.address()).arg("--body").arg(text);
    let numbers = [
        ("--waiting", u64::from(waiting)),
        ("--workers", u64::from(workers)),
        ("--connections", u64::from(CONNECTIONS)),
        ("--seconds", seconds),
    ];
    for (name, value) in numbers {
        command.arg(name).arg(value.to_string());
    }
    command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
    let done = command.output().await.context("the peer cannot be started")?;
    ensure!(done.status.success(), "the peer failed ({})", done.status);
    let said: Said = serde_json::from_slice(&done.stdout).context("the peer does not say what it did")?;
    Ok(Lives { count: said.lifecycles, took: Duration::from_secs_f64(said.seconds), claims_ms: said.claims_ms })
}

fn program(peer: Runner, store: Store) -> Result<Command> {
    let folder = harness::target()?.join("peers/ledger");
    let there = |file: PathBuf| {
        ensure!(file.exists(), "{} is missing: `cargo xtask bench ledger` makes it", file.display());
        Ok(file)
    };
    match peer {
        Runner::Postrider => bail!("Postrider is no peer of its own"),
        Runner::Apalis => {
            let mut command = Command::new(there(folder.join("apalis/release/apalis-peer"))?);
            command.arg("--store").arg(if store == Store::Sqlite { "sqlite" } else { "postgres" });
            Ok(command)
        }
        Runner::GraphileWorker => {
            // Beside the packages: a module of Node's is looked for from where the script stands.
            let script = there(folder)?.join("graphile_worker.mjs");
            std::fs::write(&script, GRAPHILE_WORKER)
                .with_context(|| format!("{} cannot be written", script.display()))?;
            let mut command = Command::new("node");
            command.arg(script);
            Ok(command)
        }
    }
}
