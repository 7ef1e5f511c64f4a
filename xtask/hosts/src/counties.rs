//! What goes wrong at the counties meanwhile, and the person who lets a county's work go on that the hosts hold for it.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use county_sim::{Control, County, Fault, Lost, Plan};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;

use crate::board::Board;
use crate::two::Asked;

/// Between one thing that goes wrong and the next, in milliseconds.
const APART_MS: std::ops::Range<u64> = 8_000..20_000;
/// How late a slow county answers: less than a doubt settles (3 s here, as the harness sets it), as the hosts' setting has to be at a real one.
const LATE_MS: u64 = 1_500;
/// How many of a slow county's answers are late.
const LATE_ANSWERS: u32 = 12;
/// How many requests find a county away.
const AWAY_REQUESTS: u32 = 4;
/// How often a search fails that is down.
const SEARCHES_DOWN: u32 = 3;
/// How often the person looks.
const LOOKS: Duration = Duration::from_secs(5);
/// How often in a row no host may answer the person.
const MOST_FAILURES: u32 = 24;

/// Has the counties fail in turns, for ever; says why it cannot. Drawn by the seed.
pub(crate) async fn fail_in_turns(control: &Control, board: &Board, seed: u64) -> anyhow::Error {
    let mut draw = StdRng::seed_from_u64(seed);
    // A county's search says “none” of what it has once in the whole run: said twice of one application, it is sent again, as the contract
    // with the counties is.
    let mut not_yet = County::ALL.to_vec();
    not_yet.shuffle(&mut draw);
    loop {
        tokio::time::sleep(Duration::from_millis(draw.random_range(APART_MS))).await;
        let Some(&county) = County::ALL.choose(&mut draw) else {
            return anyhow!("there are no counties");
        };
        let how = [Lost::Drop, Lost::BadGateway][draw.random_range(0..2)];
        let lost = Plan::once(Fault::AcceptedButAnswerLost { how });
        let (county, what, plans) = match draw.random_range(0..6) {
            0 => match not_yet.pop() {
                Some(county) => (
                    county,
                    "loses an answer, and its search says at first that it has none",
                    vec![lost, Plan::once(Fault::NotFoundYet)],
                ),
                None => (county, "loses an answer", vec![lost]),
            },
            1 => {
                let down = Fault::Error { page: search(county).to_owned() };
                (
                    county,
                    "loses an answer, and its search is down",
                    vec![lost, Plan { times: Some(SEARCHES_DOWN), ..Plan::always(down) }],
                )
            }
            2 => {
                let late = Plan { times: Some(LATE_ANSWERS), ..Plan::always(Fault::Slow { millis: LATE_MS }) };
                (county, "answers late", vec![late])
            }
            3 => {
                let away =
                    Plan { times: Some(AWAY_REQUESTS), ..Plan::always(Fault::Offline { how: Default::default() }) };
                (county, "is away for some requests", vec![away])
            }
            _ => (county, "loses an answer", vec![lost]),
        };
        for plan in &plans {
            if let Err(error) = control.set_fault(county, plan).await {
                return anyhow!(error).context("the counties cannot be set");
            }
        }
        board.say(&format!("{county} {what}"));
    }
}

/// Where a county looks applications up.
fn search(county: County) -> &'static str {
    match county {
        County::Alder | County::Birch => "search",
        County::Cedar => "cases",
        County::Dogwood => "Inquiry.aspx",
        County::Elm => "FindApplications",
    }
}

/// Lets held work go on, one application first, for ever; says why it cannot.
pub(crate) async fn resume_what_is_held(asked: &Asked, board: &Board) -> anyhow::Error {
    let mut failures = 0;
    loop {
        tokio::time::sleep(LOOKS).await;
        match resume(asked, board).await {
            Ok(()) => failures = 0,
            Err(error) => {
                failures += 1;
                if failures >= MOST_FAILURES {
                    return error.context("no host answers the person");
                }
            }
        }
    }
}

async fn resume(asked: &Asked, board: &Board) -> Result<()> {
    let client = asked.any().context("no host runs")?;
    for county in client.counties().await? {
        let Some(hold) = county.hold else { continue };
        let path = format!("/v1/counties/{}/resume", county.code);
        client.post(&path, &json!({ "why": "the simulator lost those answers" })).await??;
        let name = County::ALL.into_iter().find(|one| one.fips() == county.code).map_or("a county", County::name);
        board.say(&format!("{name} is held, and a person lets its work go on: {}", hold.why));
    }
    Ok(())
}
