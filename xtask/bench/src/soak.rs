//! Many submissions by few sessions: whether anything grows. Looks at memory, processes, descriptors and temporary files as it
//! goes, and at what is left when the host has stopped.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::load_scenarios;
use harness::{Browser, Client, Harness, Settings, State, until};
use serde::Serialize;
use serde_json::json;

use crate::figures::rounded;
use crate::procfs;

/// For one lap; a lap takes a minute or two.
const BOUND: Duration = Duration::from_secs(900);

/// What there was after so many deliveries.
#[derive(Serialize)]
pub(crate) struct Row {
    delivered: usize,
    seconds: f64,
    /// Of the host alone.
    host_mib: f64,
    /// Of all sandboxes, drivers and browsers.
    sessions_mib: f64,
    /// Below the host.
    processes: usize,
    /// Of the host.
    descriptors: usize,
    /// Below the folders for temporary files.
    files: usize,
    /// Of what was below the host.
    zombies: usize,
}

/// Submits `count` applications in laps and looks after each; the last row is after the host's stop.
pub(crate) async fn measure(count: usize, laps: usize, browser: Browser, scenarios: &Path) -> Result<Vec<Row>> {
    let mut harness = Harness::start(Settings { browser, sessions: 2, ..Settings::default() }).await?;
    let client = harness.host.client();
    let scenarios = load_scenarios(scenarios).context("the applications cannot be read")?;
    let host = harness.host.pid().context("the host does not run")?;
    let begun = std::time::Instant::now();
    let mut rows = Vec::new();
    let mut sent = 0;
    for lap in 1..=laps {
        let until_now = count * lap / laps;
        while sent < until_now {
            let scenario = &scenarios[sent % scenarios.len()];
            let given = client.submit(&json!(scenario.request), Some(&format!("{}-{sent}", scenario.name))).await?;
            ensure!(given.is_ok(), "{} was refused", scenario.name);
            sent += 1;
        }
        until("every application to be delivered", BOUND, || async {
            Ok((delivered(&client).await? == until_now).then_some(()))
        })
        .await?;
        rows.push(look(&harness, host, until_now, begun.elapsed()));
        eprintln!("{until_now} of {count} delivered after {:.0} s", begun.elapsed().as_secs_f64());
    }
    let truth = harness.control.truth().await?.len();
    ensure!(truth == count, "the counties have {truth} applications, not {count}");
    let below = procfs::descendants(host);
    harness.host.stop().await?;
    let left = below.iter().filter(|pid| Path::new(&format!("/proc/{pid}")).exists()).count();
    let zombies = procfs::zombies(&below);
    rows.push(Row { processes: left, zombies, ..look(&harness, host, count, begun.elapsed()) });
    Ok(rows)
}

async fn delivered(client: &Client) -> Result<usize> {
    let counties = client.counties().await?;
    let counts = counties.iter().filter_map(|county| county.applications.get(State::Delivered.name()));
    Ok(usize::try_from(counts.sum::<u64>())?)
}

fn look(harness: &Harness, host: u32, delivered: usize, elapsed: Duration) -> Row {
    let below = procfs::descendants(host);
    let files = ["data/scratch", "data/browsers"].map(|folder| harness.host.folder().join(folder));
    Row {
        delivered,
        seconds: rounded(elapsed.as_secs_f64(), 0),
        host_mib: rounded(procfs::pss_mib(host), 0),
        sessions_mib: rounded(below.iter().copied().map(procfs::pss_mib).fold(0.0, |sum, held| sum + held), 0),
        processes: below.len(),
        descriptors: std::fs::read_dir(format!("/proc/{host}/fd")).map_or(0, Iterator::count),
        files: files.iter().map(|folder| files_below(folder)).sum(),
        zombies: procfs::zombies(&below),
    }
}

fn files_below(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}
