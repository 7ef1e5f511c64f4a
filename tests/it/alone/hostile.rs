//! Every plugin that misbehaves (tests/support/guests), one after the other on one host: each reaches what it is there to show, gets no
//! more to the county than it may, and leaves the host as large as it was. Then all of them with every session busy.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};
use county_sim::{County, Ready, Scenario, Sim, verify};
use harness::{Client, Host, Machine, Settings, State, component, until};
use serde_json::json;
use tokio::net::TcpListener;

use crate::applications;

/// What a guest leaves behind would be hidden by the code that a host keeps at hand for others.
const LITTLE_CODE: &str = "\n[plugins.engine]\ncode_mib = 1\n";

/// What must become of one application that a guest is given.
struct Case {
    guest: &'static str,
    /// The state that it ends in.
    ends: State,
    /// What its story or its traces say, which only what the guest is there to show puts there.
    says: &'static [&'static str],
    /// How often it arrives at the county.
    arrives: usize,
}

const fn case(guest: &'static str, says: &'static [&'static str]) -> Case {
    Case { guest, ends: State::Review, says, arrives: 0 }
}

const CASES: &[Case] = &[
    case("panics", &["on purpose"]),
    case("shrieks", &["loud loud", "plugin fault"]),
    case("recurses", &["call stack exhausted"]),
    case("spins", &["computed for longer than a plugin may"]),
    case("hoards", &["growing memory"]),
    case("shouts", &["too much data"]),
    case("pours", &["handed over more than"]),
    case("grabs", &["resource table has no free keys"]),
    case("pesters", &["called the host more than"]),
    case("hammers", &["an attempt has at most 50 actions"]),
    case("stumbles", &["after 50 malformed actions", r#""result":"malformed""#]),
    case("presses", &["a text of 1048576 bytes"]),
    case("chatters", &["said all there was to say", "500 further lines were dropped"]),
    case("floods", &["ruled out: no more than there are"]),
    case("grows", &["This is longer than the county's form takes"]),
    case("returns", &["Why? Why?"]),
    case("complains", &["names 9900 further problems"]),
    case("strays", &["places reached: 0"]),
    case("peeks", &["read or typed: 0"]),
    case("invents", &["ALD-2026-000001"]),
    case("sneaks", &[r#""result":"submits""#]),
    Case { guest: "repeats", ends: State::Delivered, says: &[r#""result":"already-committed""#], arrives: 1 },
];

/// What an attempt, or all of them together, may leave in the host's memory.
const LEFT_OVER: u64 = 10 << 20;
/// Longest story of one application, in bytes of JSON, whatever its plugin said.
const LONGEST_STORY: usize = 400_000;

/// The page that the guests work: its button submits, and the county counts.
const PAGE: &str = r#"<!doctype html><title>Apply</title><form method="post" action="/apply/submit">
<label>First name <input name="first"></label> <button>Submit application</button></form>"#;
const RECEIVED: &str = r#"<!doctype html><title>Received</title><h1 id="received">Application received</h1>
<p id="number">ALD-2026-000123</p>"#;

/// A county whose page has one button, in Alder's place, beside the simulated ones.
struct HostileRun {
    host: Host,
    sim: Sim,
    arrived: Arc<AtomicUsize>,
    site: tokio::task::JoinHandle<()>,
}

impl Drop for HostileRun {
    fn drop(&mut self) {
        self.site.abort();
    }
}

impl HostileRun {
    async fn new(settings: Settings) -> Result<Self> {
        let arrived = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&arrived);
        let take = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            async { Html(RECEIVED) }
        };
        let pages = Router::new().route("/", get(async || Html(PAGE))).route("/apply/submit", post(take));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let alder = format!("http://{}", listener.local_addr()?);
        #[expect(clippy::disallowed_methods, reason = "a test has no tracker: dropping it ends its site")]
        let site = tokio::spawn(async move { drop(axum::serve(listener, pages).await) });
        let sim = Sim::start(county_sim::Config::default()).await?;
        let host = Host::start(&Ready { alder, ..sim.ready().clone() }, settings).await?;
        Ok(Self { host, sim, arrived, site })
    }

    /// One application for the guest, unlike any other.
    async fn submit(&self, client: &Client, name: &str) -> Result<String> {
        let mut request = json!(applications::of(County::Alder, 1)?.remove(0).request);
        request["application"]["notes"] = json!(format!("for {name}"));
        let given = client.submit(&request, Some(&name.replace(' ', "-"))).await?;
        Ok(given.with_context(|| name.to_owned())?.id)
    }

    /// Has a guest attempt twice, with two applications more. What an earlier guest left in the queue is as good as its own: two attempts
    /// are what quarantines it, too.
    async fn twice(&self, client: &Client, guest: &str, hostile: &mut Vec<String>) -> Result<()> {
        let installed = client.install(&harness::guest(&format!("{guest}.wasm"))?).await?;
        for number in 1..=2 {
            hostile.push(self.submit(client, &format!("{guest} {number}")).await?);
        }
        until(&format!("{guest} to have run twice"), Duration::from_secs(180), || async {
            let mut ran = 0;
            for id in hostile.iter() {
                let attempts = client.application(id).await?.attempts;
                ran += attempts.iter().filter(|one| one.plugin == installed.digest && one.ended_at.is_some()).count();
            }
            Ok((ran >= 2).then_some(()))
        })
        .await
    }

    /// What the host holds of the machine's memory.
    fn memory(&self) -> Result<u64> {
        let id = self.host.pid().context("the host has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib << 10)
    }

    /// Waits until the host is no larger than it may be.
    async fn settles(&self, before: u64, what: &str) -> Result<()> {
        let what = format!("the host to be as small as before {what}");
        let settled = until(&what, Duration::from_secs(30), || async {
            Ok((self.memory()? <= before + LEFT_OVER).then_some(()))
        })
        .await;
        settled.with_context(|| format!("{} KiB before, {} KiB after", before >> 10, self.memory().unwrap_or(0) >> 10))
    }
}

#[tokio::test]
async fn each_guest_alone_reaches_its_point_and_leaves_nothing_behind() -> Result<()> {
    let run =
        HostileRun::new(Settings { machine: Machine::Alone, more: LITTLE_CODE.to_owned(), ..Settings::default() })
            .await?;
    let client = run.host.client();
    // What the first attempt needs for good is there before anything is measured.
    client.install(&harness::guest("strays.wasm")?).await?;
    let first = run.submit(&client, "the first").await?;
    client.until_all_are(&[first], &[State::Review], Duration::from_secs(90)).await?;
    let mut failed = Vec::new();
    for case in CASES {
        let before = run.memory()?;
        if let Err(error) = alone(&run, &client, case).await {
            failed.push(format!("{}: {error:#}", case.guest));
        } else if let Err(error) = run.settles(before, case.guest).await {
            failed.push(format!("{}: {error:#}", case.guest));
        }
    }
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

async fn alone(run: &HostileRun, client: &Client, case: &Case) -> Result<()> {
    client.install(&harness::guest(&format!("{}.wasm", case.guest))?).await?;
    let arrived = run.arrived.load(Ordering::SeqCst);
    let id = run.submit(client, case.guest).await?;
    client.until_all_are(std::slice::from_ref(&id), &[case.ends], Duration::from_secs(90)).await?;
    let story = client.application(&id).await?;
    let (said, traces) = (story.text(), client.traces(&id, &story).await?);
    for text in case.says {
        ensure!(said.contains(text) || traces.contains(text), "nothing says “{text}”: {said:.2000} {traces:.2000}");
    }
    ensure!(said.len() < LONGEST_STORY, "its story has {} bytes", said.len());
    let arrives = run.arrived.load(Ordering::SeqCst) - arrived;
    ensure!(arrives == case.arrives, "it arrived {arrives} times at the county, not {}", case.arrives);
    Ok(())
}

#[tokio::test]
async fn with_every_session_busy_the_honest_counties_are_served_and_the_host_stays_small() -> Result<()> {
    let run = HostileRun::new(Settings {
        sessions: 3,
        machine: Machine::Alone,
        more: LITTLE_CODE.to_owned(),
        ..Settings::default()
    })
    .await?;
    let client = run.host.client();
    for name in ["birch-1.0.0.wasm", "cedar-1.0.0.wasm"] {
        client.install(&component(name)?).await?;
    }
    let (mut honest, later): (Vec<Scenario>, _) =
        (applications::of(County::Birch, 9)?, applications::of(County::Cedar, 9)?);
    // The first of them, in every session, bring the host to the size that it works at. So does the first fault: where the environment asks for
    // backtraces (`RUST_BACKTRACE`), its error has the stack walked, and with that the tables for it come into memory, 4 MiB of the host's own
    // file that nothing before has read and that stay, however many faults follow. What `panics` leaves behind is measured above.
    let first = client.submit_all(&honest[..6]).await?;
    client.until_all_are(&first, &[State::Delivered], Duration::from_secs(120)).await?;
    let mut hostile = Vec::new();
    let (fault, others) = CASES.split_first().context("no guests")?;
    run.twice(&client, fault.guest, &mut hostile).await?;
    let before = run.memory()?;
    let mut ids = client.submit_all(&honest[6..]).await?;
    ids.extend(client.submit_all(&later).await?);
    honest.extend(later);
    for case in others {
        run.twice(&client, case.guest, &mut hostile).await?;
    }
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(300)).await?;
    let report = verify(&honest, &run.sim.control().truth().await?);
    ensure!(report.is_clean(), "{report:?}");
    client.until_all_are(&hostile, &[State::Delivered, State::Review], Duration::from_secs(180)).await?;
    let mut delivered = 0;
    for id in &hostile {
        delivered += usize::from(client.application(id).await?.state == State::Delivered);
    }
    assert_eq!(run.arrived.load(Ordering::SeqCst), delivered, "each that is delivered arrived once, and nothing else");
    run.settles(before, "all of them").await
}

/// Those that no row above names are named by another test or a benchmark.
#[test]
fn every_guest_that_is_built_is_run_by_a_test() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = String::new();
    for folder in ["tests/it", "tests/browser", "xtask/bench"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry?;
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&std::fs::read_to_string(entry.path())?);
            }
        }
    }
    for entry in std::fs::read_dir(root.join("tests/support/guests/examples"))? {
        let path = entry?.path();
        let guest = path.file_stem().context("a guest without a name")?.to_string_lossy().into_owned();
        let named = [format!("\"{guest}\""), format!("\"{guest}.wasm\"")].iter().any(|name| sources.contains(name));
        ensure!(named, "no test runs {guest}: give it a row here, or a test of its own");
    }
    Ok(())
}
