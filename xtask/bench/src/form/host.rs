//! Postrider as a runner: a real host with one session, the guest `applies` installed, applications handed in over HTTP. Times
//! come from its own history, commands and durations of actions from the traces that it keeps.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use harness::{Attempt, Browser, Client, Harness, Settings, State, guest, until};
use serde::Deserialize;
use serde_json::json;

use super::carried::{Carried, Share};
use super::job::{Job, PASSWORD, USER};
use super::meter::Meter;
use super::site::Site;

/// The county that the guest is for, and the origin that it is built for.
const COUNTY: &str = "99009";
const ORIGIN: &str = "http://bench.test";
/// How long a batch may take.
const BOUND: Duration = Duration::from_secs(120);

/// Lines of the host's log that a failure shows.
const LAST_LINES: usize = 10;

/// A running host.
pub(crate) struct HostRunner {
    harness: Harness,
}

impl HostRunner {
    /// Starts it and installs the plugin.
    pub(crate) async fn start(browser: Browser, site: &Site) -> Result<(HostRunner, Meter)> {
        let (host, origin) = (site.host(), format!("{}://{}", site.scheme().as_str(), site.host()));
        let trust = site.roots().map_or_else(String::new, |roots| format!("tls.roots = \"{}\"", roots.display()));
        let more = format!(
            r#"
[[county]]
code = "{COUNTY}"
name = "Bench"
zone = "America/Los_Angeles"
concurrency = 1
grant.origins = ["{origin}"]
resolve = {{ "{host}" = "{}" }}
{trust}
credentials.worker.first = {{ user = "{USER}", password = "{PASSWORD}" }}
"#,
            site.address()
        );
        let settings = Settings { browser, sessions: 1, more, ..Settings::default() };
        let (harness, meter) = Meter::start(Harness::bare(settings), |harness| harness.host.pid()).await?;
        let installed = harness.host.client().install_bytes(plugin(&origin)?).await?;
        installed.context("the plugin was not installed")?;
        Ok((HostRunner { harness }, meter))
    }

    /// Hands all in at once and waits until the last one is delivered. Its walls are from one end to the next, so that whatever
    /// the host does between two applications is in them; the first has no end before it, and is left out of several.
    pub(crate) async fn carry(&self, jobs: &[Job], site: &Site) -> Result<Carried> {
        let client = self.harness.host.client();
        let mut ids = Vec::new();
        for job in jobs {
            let given = client.submit(&json!({ "county": COUNTY, "application": job.application }), None).await?;
            ids.push(given.map_err(|refusal| anyhow::anyhow!("an application was refused: {}", refusal.problem))?.id);
        }
        // The host is asked only once the site has everything: its answers would count as its work.
        let arrived = until("every application to arrive", BOUND, async || Ok(site.has_settled().then_some(()))).await;
        arrived.with_context(|| self.last_words())?;
        let delivered = until("every application to be delivered", BOUND, || all_delivered(&client, &ids)).await;
        delivered.with_context(|| self.last_words())?;
        let mut carried = Carried::default();
        let mut times = Vec::new();
        for id in &ids {
            let story = client.application(id).await?;
            let [attempt] = &story.attempts[..] else { bail!("{} attempts at an application", story.attempts.len()) };
            carried.numbers.push(story.receipt_number().unwrap_or_default().to_owned());
            times.push((attempt.started_at, attempt.ended_at.context("an attempt has no end")?));
            let shares = self.shares(&client, id, attempt).await?;
            carried.commands = Some(shares.values().map(|share| share.commands).sum());
            carried.shares.push(shares);
        }
        times.sort();
        let between = times.windows(2).map(|pair| pair[1].1.duration_since(pair[0].1));
        let mut walls: Vec<f64> = between.map(|wall| wall.as_secs_f64() * 1e3).collect();
        if let [(started, ended)] = times.as_slice() {
            walls.push(ended.duration_since(*started).as_secs_f64() * 1e3);
        }
        carried.walls = walls;
        Ok(carried)
    }

    /// Ends it in order.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.harness.host.stop().await
    }

    /// The end of the host's log, without the questions that were asked here.
    fn last_words(&self) -> String {
        let log = self.harness.host.log();
        let lines: Vec<&str> = log.lines().filter(|line| !line.contains("method=GET")).collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
    }

    /// The trace of an attempt by kinds of action.
    async fn shares(&self, client: &Client, id: &str, attempt: &Attempt) -> Result<BTreeMap<String, Share>> {
        let trace = client.evidence(id, attempt.trace().context("an attempt left no trace")?).await?;
        let mut shares: BTreeMap<String, Share> = BTreeMap::new();
        for line in String::from_utf8_lossy(&trace).lines() {
            let line: Action = serde_json::from_str(line).context("a line of the trace is no JSON")?;
            let (Some(kind), Some(commands)) = (line.kind, line.commands) else { continue };
            let share = shares.entry(kind).or_default();
            share.actions += 1;
            share.ms += line.ms.unwrap_or_default();
            share.commands += commands;
        }
        Ok(shares)
    }
}

/// The guest `applies`, made to work on this origin: where it names its own, in its manifest and in its code, there stands this one, which
/// is as long.
fn plugin(origin: &str) -> Result<Vec<u8>> {
    ensure!(origin.len() == ORIGIN.len(), "{origin} is not as long as {ORIGIN}");
    let mut bytes = std::fs::read(guest("applies.wasm")?).context("the plugin cannot be read")?;
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(ORIGIN.as_bytes()) {
            bytes[at..at + origin.len()].copy_from_slice(origin.as_bytes());
        }
    }
    Ok(bytes)
}

/// A line of a trace, as far as it is counted. Lines that are no actions lack some of it.
#[derive(Deserialize)]
struct Action {
    kind: Option<String>,
    ms: Option<u64>,
    commands: Option<u64>,
}

async fn all_delivered(client: &Client, ids: &[String]) -> Result<Option<()>> {
    let list = client.applications("").await?;
    let mine = list.iter().filter(|application| ids.contains(&application.id));
    let states: Vec<_> = mine.map(|application| (application.state, application.reason.as_deref())).collect();
    if let Some((state, why)) =
        states.iter().find(|(state, _)| matches!(state, State::Review | State::InDoubt | State::Cancelled))
    {
        bail!("an application is in {state}: {}", why.unwrap_or_default());
    }
    Ok(states.iter().all(|(state, _)| *state == State::Delivered).then_some(()))
}
