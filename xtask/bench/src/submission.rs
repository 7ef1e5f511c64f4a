//! What one submission costs: a real host, one session, a simulated county. CPU is the host's and all its browsers', memory what
//! one session's processes hold at their most.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::{County, load_scenarios};
use harness::{Browser, Client, Harness, Settings, until};
use serde::Serialize;

use crate::figures::{median, rounded};
use crate::procfs;

const BOUND: Duration = Duration::from_secs(300);
/// How often the processes are looked at: what one uses after the last look is missed.
const SAMPLE: Duration = Duration::from_millis(100);

/// Which submissions, and how many.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Submissions for each county and browser.
    #[arg(long, default_value_t = 5)]
    count: usize,
    /// Only this county, by its name.
    #[arg(long)]
    county: Option<String>,
    /// Only this browser.
    #[arg(long, value_enum)]
    browser: Option<Browser>,
    /// Keep what each action took, as JSON lines, in files of this folder.
    #[arg(long)]
    traces: Option<PathBuf>,
}

/// One county by one browser.
#[derive(Serialize)]
pub(crate) struct Row {
    county: String,
    browser: &'static str,
    submissions: usize,
    /// From the claim to the written end; median.
    wall_s: f64,
    /// Of the host and everything it started, per submission.
    cpu_s: f64,
    /// Of the sandbox, driver and browser.
    session_mib: f64,
    /// Of the host alone.
    host_mib: f64,
}

/// Every county by every browser, or those that were asked for.
pub(crate) async fn measure(which: &Arguments, scenarios: &Path) -> Result<Vec<Row>> {
    let counties: Vec<County> = County::ALL
        .into_iter()
        .filter(|one| which.county.as_ref().is_none_or(|name| one.to_string() == *name))
        .collect();
    ensure!(!counties.is_empty(), "there is no such county");
    let mut rows = Vec::new();
    for county in counties {
        for browser in Browser::ALL.into_iter().filter(|one| which.browser.is_none_or(|only| only == *one)) {
            rows.push(one(county, browser, which, scenarios).await?);
        }
    }
    Ok(rows)
}

async fn one(county: County, browser: Browser, which: &Arguments, scenarios: &Path) -> Result<Row> {
    let count = which.count;
    let harness = Harness::start(Settings { browser, sessions: 1, ..Settings::default() }).await?;
    let client = harness.host.client();
    let scenarios = load_scenarios(scenarios).context("the applications cannot be read")?;
    let scenarios: Vec<_> = scenarios.into_iter().filter(|s| s.county() == Some(county)).take(count + 1).collect();
    ensure!(scenarios.len() == count + 1, "there are only {} applications for {county}", scenarios.len());
    let host = harness.host.pid().context("the host does not run")?;
    // The first one pays for what is done once for many.
    let first = client.submit_all(&scenarios[..1]).await?.remove(0);
    delivered(&client, 1).await?;
    let of_browsers = || procfs::descendants(host).into_iter().map(|pid| (pid, procfs::cpu_seconds(pid)));
    let before = procfs::cpu_seconds(host) + of_browsers().map(|(_, seconds)| seconds).sum::<f64>();
    client.submit_all(&scenarios[1..]).await?;
    let mut session_mib: f64 = 0.0;
    // A process leaves its times to nobody when it ends: each is asked while it lives.
    let mut browsers: BTreeMap<u32, f64> = BTreeMap::new();
    let watched = async {
        loop {
            browsers.extend(of_browsers());
            session_mib = session_mib.max(browsers.keys().copied().map(procfs::pss_mib).sum());
            tokio::time::sleep(SAMPLE).await;
        }
    };
    tokio::select! {
        done = delivered(&client, count + 1) => done?,
        () = watched => {}
    }
    browsers.extend(of_browsers());
    let cpu = procfs::cpu_seconds(host) + browsers.values().sum::<f64>() - before;
    let mut walls = Vec::new();
    for application in client.applications("").await?.into_iter().filter(|one| one.id != first) {
        let story = client.application(&application.id).await?;
        let attempt = story.attempts.first().context("nothing was attempted")?;
        let ended = attempt.ended_at.context("an attempt has no end")?;
        walls.push(ended.duration_since(attempt.started_at).as_secs_f64());
        if let Some(folder) = &which.traces {
            let file = folder.join(format!("{county}-{}-{}.jsonl", browser.name(), walls.len()));
            let trace = client.traces(&application.id, &story).await?;
            std::fs::write(&file, trace).with_context(|| format!("{} cannot be written", file.display()))?;
        }
    }
    Ok(Row {
        county: county.to_string(),
        browser: browser.name(),
        submissions: count,
        wall_s: rounded(median(walls), 2),
        cpu_s: rounded(cpu / count as f64, 2),
        session_mib: rounded(session_mib, 0),
        host_mib: rounded(procfs::peak_rss_mib(host), 0),
    })
}

async fn delivered(client: &Client, count: usize) -> Result<()> {
    until("every application to be delivered", BOUND, || async {
        Ok((client.applications("state=delivered").await?.len() == count).then_some(()))
    })
    .await
}
