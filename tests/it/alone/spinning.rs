//! Plugins that compute without end, as many at once as there are places for them: in checks, in submissions and at the start of
//! an instance. Meanwhile the host answers, and another county delivers.
//!
//! The promise is about every run, not about most: `for n in $(seq 20); do cargo test -p it -- spinning || break; done`.

use std::future::IntoFuture as _;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::routing::get;
use county_sim::County;
use harness::{Client, Harness, Machine, Processors, Settings, State, component, guest, until};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::{applications, malformed_components};

/// What an operator's watchdog gives the host. Asked of 99 in 100 answers: how long the longest takes, on a machine that other things
/// may keep busy, is measured (docs/measured.md) and no test.
const PROMPT: Duration = Duration::from_millis(100);
/// What no answer takes, however long a machine that is busy lets any program wait. A host that hangs takes for ever.
const LONGEST: Duration = Duration::from_secs(1);
/// The places of the host: attempts of all counties, and checks (the default).
const SESSIONS: usize = 3;
const CHECKS: usize = 8;
/// How often the watchdog asks.
const EVERY: Duration = Duration::from_millis(20);
/// How long a check may take before it is given up, the wait for a place included.
const CHECK_BOUND: Duration = Duration::from_secs(10);
/// The same for a start, after its compiling: behind all else, by a compiler that is itself not optimised.
const START_BOUND: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn plugins_that_spin_hold_up_nobody() -> Result<()> {
    while_every_place_spins(Processors::All).await
}

#[tokio::test(flavor = "multi_thread")]
async fn plugins_that_spin_hold_up_nobody_on_one_processor() -> Result<()> {
    while_every_place_spins(Processors::One).await
}

async fn while_every_place_spins(processors: Processors) -> Result<()> {
    let sessions = u32::try_from(SESSIONS)?;
    let harness =
        Harness::bare(Settings { sessions, processors, machine: Machine::Alone, ..Settings::default() }).await?;
    let client = harness.host.client();
    client.install(&component("birch-1.0.0.wasm")?).await?;
    let honest = applications::of(County::Birch, 1)?;
    let watchdog = Watchdog::start(harness.host.client())?;
    let spinning = spin(&client);
    let delivering = async {
        // Places are full before the other county's work comes.
        until("a submission to spin", Duration::from_secs(60), || async {
            let list = client.applications("").await?;
            Ok(list.iter().any(|one| one.county == "99001" && one.state == State::Attempting).then_some(()))
        })
        .await?;
        let ids = client.submit_all(&honest).await?;
        client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(120)).await
    };
    tokio::select! {
        delivered = delivering => delivered?,
        ended = spinning => ended.context("the spinning plugins were kept away")?,
    }
    let [host, idle] = watchdog.stop()?;
    let middle = host.get(host.len() / 2).copied().context("nobody was asked")?;
    let most = |waited: &[Duration]| waited.get(waited.len() * 99 / 100).copied().context("nobody was asked");
    let worst = |waited: &[Duration]| waited.last().copied().context("nobody was asked");
    let measured = format!(
        "asked {} times, the host took {middle:?} in the middle, {:?} in 99 of 100 answers and {:?} at most; an idle server {:?} and {:?}",
        host.len(),
        most(&host)?,
        worst(&host)?,
        most(&idle)?,
        worst(&idle)?
    );
    // Past the test runner, which would keep it to itself.
    writeln!(std::io::stderr(), "{processors:?} processors: {measured}")?;
    ensure!(most(&host)? < PROMPT && worst(&host)? < LONGEST, "{measured}");
    applications::arrived_once_unaltered(&harness, &honest).await
}

/// Fills every place of the host with a guest that computes for ever, over and over; ends only where that fails.
async fn spin(client: &Client) -> Result<()> {
    let spins = guest("spins_everywhere.wasm")?;
    let scenario = applications::of(County::Alder, 1)?.remove(0);
    let request = json!(scenario.request);
    let starting =
        malformed_components::with_module(std::fs::read(&spins)?, &malformed_components::starts_without_end(), 1);
    let release = client.install(&spins).await?.digest;
    let again = json!({ "release": release, "force": true, "why": "it is to spin on" });
    loop {
        // It is quarantined when two submissions have spun to their end.
        client.post("/v1/plugins/99001/activate", &again).await??;
        let mut calls = JoinSet::new();
        for _ in 0..CHECKS {
            calls.spawn(check(client.clone(), request.clone()));
        }
        calls.spawn(start(client.clone(), starting.clone()));
        while let Some(ended) = calls.join_next().await {
            ended??;
        }
    }
}

/// Hands an application in whose check spins: taken unchecked, within the bound.
async fn check(client: Client, request: Value) -> Result<()> {
    let began = Instant::now();
    let taken = client.submit(&request, None).await??;
    ensure!(!taken.checked, "a check that never ends was waited for");
    ensure!(began.elapsed() < CHECK_BOUND, "a check took {:?}", began.elapsed());
    Ok(())
}

/// Installs a component whose instance never finishes its start: refused, within the bound.
async fn start(client: Client, component: Vec<u8>) -> Result<()> {
    let began = Instant::now();
    let refusal = client.install_bytes(component).await?.err().context("an endless start was installed")?;
    let said = refusal.problem.to_string();
    // By its own computing, or by the clock where it gets little of the processor.
    ensure!(refusal.status == 422 && said.contains("no instance of the component can be made"), "{said}");
    ensure!(began.elapsed() < START_BOUND, "the start took {:?}", began.elapsed());
    Ok(())
}

/// Asks the host whether it is there, again and again, and each time a server that has nothing else to do: what the machine makes
/// any program wait for is not the host's doing. On threads of their own: what the test does beside them costs them nothing.
struct Watchdog {
    asking: Arc<AtomicBool>,
    thread: JoinHandle<Result<[Vec<Duration>; 2]>>,
}

impl Watchdog {
    fn start(host: Client) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let asking = Arc::new(AtomicBool::new(true));
        let ask = {
            let asking = Arc::clone(&asking);
            async move {
                let listener = TcpListener::bind("127.0.0.1:0").await?;
                let idle = Client::new(&format!("http://{}", listener.local_addr()?), "nobody");
                let server = axum::serve(listener, Router::new().route("/healthz", get(async || "ok")));
                let servers = [host, idle];
                tokio::select! {
                    ended = server.into_future() => anyhow::bail!("the idle server ended: {ended:?}"),
                    waited = ask_both(&servers, &asking) => waited,
                }
            }
        };
        Ok(Self { asking, thread: std::thread::spawn(move || runtime.block_on(ask)) })
    }

    /// How long each answer of the host took, and each of the idle server, the shortest first.
    fn stop(self) -> Result<[Vec<Duration>; 2]> {
        self.asking.store(false, Ordering::Relaxed);
        let mut waited = self.thread.join().map_err(|_| anyhow::anyhow!("the watchdog panicked"))??;
        waited.iter_mut().for_each(|answers| answers.sort());
        Ok(waited)
    }
}

async fn ask_both(servers: &[Client; 2], asking: &AtomicBool) -> Result<[Vec<Duration>; 2]> {
    let mut every = tokio::time::interval(EVERY);
    let mut waited = [Vec::new(), Vec::new()];
    while asking.load(Ordering::Relaxed) {
        every.tick().await;
        for (server, answers) in servers.iter().zip(&mut waited) {
            let asked = Instant::now();
            server.text("/healthz").await?;
            answers.push(asked.elapsed());
        }
    }
    Ok(waited)
}
