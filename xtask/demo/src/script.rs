//! The script: applications go in, Alder is redesigned half way, its new release comes in, one answer of Cedar gets lost. All
//! of it through the host's public interface and the counties' control port. Every wait has a bound and says what for.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use county_sim::{County, Fault, Layout, Lost, Plan, Scenario, load_scenarios};
use harness::{Browser, Client, Harness, Settings, State, component, until};
use serde_json::json;

use crate::arguments::Arguments;
use crate::board::Board;
use crate::page::Page;
use crate::verdict::{Entry, Verdict};

/// Until half of Alder's applications have arrived.
const HALF_BOUND: Duration = Duration::from_secs(300);
/// From the redesign until its work is held.
const HOLD_BOUND: Duration = Duration::from_secs(180);
/// From the new release until nothing moves any more.
const SETTLE_BOUND: Duration = Duration::from_secs(420);

/// Runs it all and compares the end with the counties' truth.
pub(crate) async fn run(arguments: &Arguments) -> Result<Verdict> {
    let begun = Instant::now();
    let scenarios = choose(&arguments.scenarios, arguments.applications.map(usize::from))?;
    let harness = Harness::start(Settings { browser: arguments.browser, ..Settings::default() }).await?;
    let verdict = run_on(&harness, scenarios, arguments, begun).await;
    if !verdict.as_ref().is_ok_and(Verdict::is_good) {
        // The host's own folder goes with it.
        let log = harness::target()?.join("demo-host.log");
        std::fs::write(&log, harness.host.log()).with_context(|| format!("{} cannot be written", log.display()))?;
        eprintln!("what the host logged is kept in {}", log.display());
    }
    verdict
}

async fn run_on(harness: &Harness, scenarios: Vec<Scenario>, arguments: &Arguments, begun: Instant) -> Result<Verdict> {
    let browser = arguments.browser;
    let client = harness.host.client();
    let board = Board::new(&scenarios);
    board.say(&format!(
        "{} counties and a host, by {}; {} applications",
        County::ALL.len(),
        browser.name(),
        scenarios.len()
    ));
    let page = if arguments.watch { Some(Page::open().await?) } else { None };
    if let Some(page) = &page {
        board.say(&format!("watch: {}", page.address()));
    }
    let ids = tokio::select! {
        ids = acts(harness, &client, &board, &scenarios) => ids?,
        failed = board.follow(&client, page.as_ref()) => bail!(failed),
        failed = serve(page.as_ref()) => bail!(failed),
    };
    board.close();
    judge(harness, &client, scenarios, &ids, browser, begun).await
}

/// What happens, in order. Returns the applications' ids, in the scenarios' order.
async fn acts(harness: &Harness, client: &Client, board: &Board, scenarios: &[Scenario]) -> Result<Vec<String>> {
    let lost = Plan::once(Fault::AcceptedButAnswerLost { how: Lost::Drop }).after(1);
    harness.control.set_fault(County::Cedar, &lost).await?;
    let mut ids = Vec::new();
    for scenario in scenarios {
        let given = client.submit(&json!(scenario.request), Some(&scenario.name)).await?;
        let application =
            given.map_err(|no| anyhow!("{} was refused ({}): {}", scenario.name, no.status, no.problem))?;
        board.name(&application.id, &scenario.name);
        ids.push(application.id);
    }
    let half = scenarios.iter().filter(|scenario| scenario.county() == Some(County::Alder)).count() / 2;
    until("half of Alder's applications to arrive", HALF_BOUND, || async {
        let arrived = harness.control.truth_of(County::Alder).await?.len();
        Ok((arrived >= half).then_some(()))
    })
    .await?;
    harness.control.set_layout(County::Alder, Layout::V2).await?;
    board.say("Alder's site is redesigned; release 1.0.0 does not know it");
    let why = until("Alder's work to be held", HOLD_BOUND, || async {
        Ok(client.county(County::Alder.fips()).await?.hold.map(|hold| hold.why))
    })
    .await?;
    board.say(&format!("Alder is held: {why}"));
    let installed = client.install(&component("alder-2.0.0.wasm")?).await?;
    let at = Instant::now();
    board.say(&format!("Alder {} installed while the host serves", installed.version));
    let before = harness.control.truth_of(County::Alder).await?.len();
    until("the first application to arrive by the new release", SETTLE_BOUND, || async {
        let arrived = harness.control.truth_of(County::Alder).await?.len();
        Ok((arrived > before).then_some(()))
    })
    .await?;
    board.say(&format!("held applications go through, the first {} s after the install", at.elapsed().as_secs()));
    // The bound ends the wait, not the run: the verdict says what did not arrive.
    let settled = until("every application to settle", SETTLE_BOUND, || async {
        let list = client.applications("").await?;
        Ok(list.iter().all(|application| application.state.is_settled()).then_some(()))
    })
    .await;
    if let Err(error) = settled {
        board.say(&format!("{error:#}"));
    }
    Ok(ids)
}

/// The page of `--watch`, or nothing for ever.
async fn serve(page: Option<&Page>) -> anyhow::Error {
    match page {
        Some(page) => page.serve().await,
        None => std::future::pending().await,
    }
}

async fn judge(
    harness: &Harness,
    client: &Client,
    scenarios: Vec<Scenario>,
    ids: &[String],
    browser: Browser,
    begun: Instant,
) -> Result<Verdict> {
    let truth = harness.control.truth().await?;
    let struck = harness.control.faults(County::Cedar).await?.is_empty();
    let mut entries = Vec::new();
    for (scenario, id) in scenarios.into_iter().zip(ids) {
        let story = client.application(id).await.with_context(|| format!("{} cannot be asked after", scenario.name))?;
        entries.push(Entry {
            state: story.state,
            reason: story.reason().to_owned(),
            receipt: story.receipt_number().map(str::to_owned),
            doubted: story.was(State::InDoubt),
            scenario,
        });
    }
    Ok(Verdict::of(entries, &truth, struck, browser.name(), begun.elapsed()))
}

/// Scenarios in turns of the counties, so that any number of them has all five.
fn choose(folder: &Path, count: Option<usize>) -> Result<Vec<Scenario>> {
    let all = load_scenarios(folder).context("the scenarios cannot be read")?;
    let wanted = count.unwrap_or(all.len());
    ensure!(
        wanted <= all.len(),
        "there are {} scenarios, not {wanted}; the same one twice would be one application",
        all.len()
    );
    let mut turns: Vec<_> = County::ALL
        .into_iter()
        .map(|county| all.iter().filter(move |scenario| scenario.county() == Some(county)))
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < wanted {
        let before = chosen.len();
        chosen.extend(turns.iter_mut().filter_map(Iterator::next).cloned());
        ensure!(chosen.len() > before, "some scenarios are for no county");
    }
    chosen.truncate(wanted);
    for county in County::ALL {
        let has = chosen.iter().filter(|scenario| scenario.county() == Some(county)).count();
        ensure!(has >= 3, "{county} has {has} scenarios; the demo needs 3");
    }
    Ok(chosen)
}
