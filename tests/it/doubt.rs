//! The county took it and its answer got lost: the county is asked, and nothing is sent twice.

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Fault, Lost, Plan};
use stage::{Settings, Stage};

use crate::{ONE_AT_A_TIME, applications};

async fn settles(county: County, how: Lost) -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    let stage = Stage::start(Settings::default()).await?;
    let plan = Plan { fault: Fault::AcceptedButAnswerLost { how }, times: Some(1), after: 0 };
    stage.control.set_fault(county, &plan).await?;
    let client = stage.host.client();
    let scenarios = applications::of(county, 1)?;
    let ids = applications::submit(&client, &scenarios).await?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(240)).await?;
    applications::arrived_once_unaltered(&stage, &scenarios).await?;
    let story = client.application(&ids[0]).await?;
    let doubted = story["history"].as_array().into_iter().flatten().any(|row| row["to"] == "in_doubt");
    assert!(doubted, "the answer was lost, so it was in doubt before it was delivered");
    let truth = stage.control.truth_of(county).await?;
    assert_eq!(story["receipt"]["number"], truth[0].confirmation.as_str());
    Ok(())
}

#[tokio::test]
async fn alder_cuts_the_answer_off() -> Result<()> {
    settles(County::Alder, Lost::Drop).await
}

#[tokio::test]
async fn birch_answers_by_its_gateway() -> Result<()> {
    settles(County::Birch, Lost::BadGateway).await
}

#[tokio::test]
async fn cedar_cuts_the_answer_off() -> Result<()> {
    settles(County::Cedar, Lost::Drop).await
}
