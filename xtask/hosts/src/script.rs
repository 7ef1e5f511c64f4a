//! The script: applications go in, two hosts carry them, and are struck in turns until few are left; then each is restarted in order. Every
//! wait has a bound and says what for.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use county_sim::{Config, Control, County, Scenario, Sim};
use harness::{Client, component};
use serde_json::json;

use crate::applications::different;
use crate::arguments::Arguments;
use crate::board::Board;
use crate::counties::{fail_in_turns, resume_what_is_held};
use crate::outage::{Outage, TakenBack, taken_back};
use crate::place::Place;
use crate::plan::{Fault, Kind, Which, drawn};
use crate::two::{Asked, Two};
use crate::verdict::{Entry, Verdict};

/// The whole run, from the first application to the last one's end.
const RUN_BOUND: Duration = Duration::from_secs(60 * 60);
/// How often the ledger is asked how many are done.
const LOOKS: Duration = Duration::from_secs(2);

/// Runs it all and compares the end with the counties' truth.
pub(crate) async fn run(arguments: &Arguments) -> Result<Verdict> {
    let scenarios = different(&arguments.scenarios, usize::from(arguments.applications))?;
    let place = Place::start(arguments.older.clone()).await?;
    let sim = Sim::start(Config::default()).await.context("the counties cannot be started")?;
    let mut two = Two::start(sim.ready(), &place).await?;
    let verdict = run_on(&mut two, &place, &sim.control(), scenarios, arguments).await;
    if !verdict.as_ref().is_ok_and(Verdict::is_good) {
        keep_logs(&two)?;
    }
    verdict
}

/// The hosts' own folders go with them.
fn keep_logs(two: &Two) -> Result<()> {
    for which in Which::BOTH {
        let log: PathBuf = harness::target()?.join(format!("hosts-{which}.log"));
        std::fs::write(&log, two.log(which)).with_context(|| format!("{} cannot be written", log.display()))?;
        eprintln!("what the {which} host logged is kept in {}", log.display());
    }
    Ok(())
}

async fn run_on(
    two: &mut Two,
    place: &Place,
    control: &Control,
    scenarios: Vec<Scenario>,
    arguments: &Arguments,
) -> Result<Verdict> {
    let board = Board::new(scenarios.len());
    let asked = Asked::of(two);
    install(&two.client(Which::First)).await?;
    let mut ids = Vec::new();
    for (number, scenario) in scenarios.iter().enumerate() {
        let given = two.client(Which::BOTH[number % 2]).submit(&json!(scenario.request), Some(&scenario.name)).await?;
        let application =
            given.map_err(|no| anyhow!("{} was refused ({}): {}", scenario.name, no.status, no.problem))?;
        ids.push(application.id);
    }
    board.say(&format!(
        "{} counties, two hosts and {} applications; faults by seed {}",
        County::ALL.len(),
        ids.len(),
        arguments.seed
    ));
    let plan = drawn(arguments.seed, usize::from(arguments.kills));
    let mut outages = Vec::new();
    tokio::select! {
        done = acts(two, place, &board, &asked, &plan, &mut outages) => done?,
        failed = fail_in_turns(control, &board, arguments.seed) => return Err(failed),
        failed = resume_what_is_held(&asked, &board) => return Err(failed),
        failed = count_what_is_done(place, &board) => return Err(failed),
        // The bound ends the run, not its judgement: the verdict says what still waits.
        () = tokio::time::sleep(RUN_BOUND) => board.say(&format!("{} minutes are over", RUN_BOUND.as_secs() / 60)),
    }
    let client = asked.any().context("no host runs")?;
    judge(&client, control, scenarios, &ids, outages, &board).await
}

async fn install(client: &Client) -> Result<()> {
    for county in County::ALL {
        let name = format!("{county}-1.0.0.wasm");
        client.install(&component(&name)?).await.with_context(|| format!("{name} was not installed"))?;
    }
    Ok(())
}

/// What happens to the hosts, in order, each when its share of the applications is done: all faults, one restart after the other, the rest.
async fn acts(
    two: &mut Two,
    place: &Place,
    board: &Board,
    asked: &Asked,
    plan: &[Fault],
    outages: &mut Vec<Outage>,
) -> Result<()> {
    for (number, fault) in (1..).zip(plan) {
        settled(board, |count, all| count * (plan.len() + 2) >= all * number).await;
        tokio::time::sleep(fault.later).await;
        outages.push(strike(two, place, board, asked, fault).await?);
    }
    settled(board, |count, all| count * (plan.len() + 2) >= all * (plan.len() + 1)).await;
    for which in Which::BOTH {
        board.say(&format!("the {which} host is asked to stop, for a restart of one after the other"));
        let took = two.restart(which, asked).await?;
        board.say(&format!("the {which} host ended in order after {:.1} s, and is back", took.as_secs_f64()));
    }
    settled(board, |count, all| count == all).await;
    Ok(())
}

/// One fault, from its beginning until what the host had is free again.
async fn strike(two: &mut Two, place: &Place, board: &Board, asked: &Asked, fault: &Fault) -> Result<Outage> {
    let Fault { which, kind, lasts, .. } = *fault;
    let struck = two.strike(fault, place, asked).await?;
    let begins = match kind {
        Kind::Killed => "is killed, its browsers with it",
        Kind::StoodStill => "is stopped, in whatever it does",
        Kind::CutOff => "is cut off from the ledger: nothing arrives either way, and nothing is closed",
    };
    board.say(&format!("the {which} host {begins}; {} at work", struck.1.len()));
    tokio::time::sleep(lasts).await;
    let outage = two.bring_back(fault, place, asked, struck).await?;
    let ends = match kind {
        Kind::Killed => "is started again",
        Kind::StoodStill => "goes on",
        Kind::CutOff => "reaches the ledger again",
    };
    let free = match outage.rescues().max_by(f64::total_cmp) {
        Some(longest) => format!("; what it had was free after {longest:.1} s"),
        None => String::new(),
    };
    board.say(&format!("the {which} host {ends}, after {:.1} s{free}", outage.lasted()));
    Ok(outage)
}

/// Keeps the count of what is done, for ever; says why it cannot.
async fn count_what_is_done(place: &Place, board: &Board) -> anyhow::Error {
    loop {
        match place.settled().await {
            Ok(count) => board.settled(count),
            Err(error) => return error,
        }
        tokio::time::sleep(LOOKS).await;
    }
}

/// Waits until as many applications are done as is asked for, of how many there are. The run's bound ends it.
async fn settled(board: &Board, enough: impl Fn(usize, usize) -> bool) {
    while !enough(board.done(), board.applications()) {
        tokio::time::sleep(LOOKS).await;
    }
}

async fn judge(
    client: &Client,
    control: &Control,
    scenarios: Vec<Scenario>,
    ids: &[String],
    outages: Vec<Outage>,
    board: &Board,
) -> Result<Verdict> {
    let truth = control.truth().await?;
    let mut entries = Vec::new();
    let mut taken: BTreeSet<TakenBack> = BTreeSet::new();
    let mut stories = Vec::new();
    for (scenario, id) in scenarios.into_iter().zip(ids) {
        let story = client.application(id).await.with_context(|| format!("{} cannot be asked after", scenario.name))?;
        taken.extend(taken_back(id, &story)?);
        entries.push(Entry::of(scenario, id, &story));
        stories.push(story);
    }
    let verdict = Verdict::of(entries, &truth, outages, &taken, board.elapsed());
    let file = harness::target()?.join("hosts-stories.json");
    std::fs::write(&file, serde_json::to_vec_pretty(&stories)?)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    eprintln!("what the hosts say of each application is kept in {}", file.display());
    Ok(verdict)
}
