//! The county took it and its answer got lost: the county is asked, and nothing is sent twice.

use std::time::Duration;

use anyhow::{Context as _, Result};
use county_sim::{County, Fault, Lost, Plan};
use harness::{Harness, Settings, State};

use crate::applications;

/// How each county's answer is lost.
const LOST: [(County, Lost); 5] = [
    (County::Alder, Lost::Drop),
    (County::Birch, Lost::BadGateway),
    (County::Cedar, Lost::Drop),
    (County::Dogwood, Lost::BadGateway),
    (County::Elm, Lost::Drop),
];

#[tokio::test]
async fn a_lost_answer_is_asked_for_and_nothing_is_sent_twice() -> Result<()> {
    is_asked_for(Settings::default()).await
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_where_a_server_has_the_ledger() -> Result<()> {
    is_asked_for(Settings { database: Some(postgres::empty()), ..Settings::default() }).await
}

async fn is_asked_for(settings: Settings) -> Result<()> {
    let harness = Harness::start(settings).await?;
    let mut scenarios = Vec::new();
    for (county, how) in LOST {
        harness.control.set_fault(county, &Plan::once(Fault::AcceptedButAnswerLost { how })).await?;
        scenarios.extend(applications::of(county, 1)?);
    }
    let client = harness.host.client();
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(240)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    for ((county, how), id) in LOST.iter().zip(&ids) {
        let story = client.application(id).await?;
        assert!(
            story.was(State::InDoubt),
            "{county}, {how:?}: the answer was lost, so it was in doubt before it was delivered"
        );
        let truth = harness.control.truth_of(*county).await?;
        assert_eq!(story.receipt_number(), Some(truth[0].confirmation.as_str()));
    }
    Ok(())
}

/// Who lives in Elm has the county's own number masked, in which the town stands. That its row is not found by it is not the
/// county's "none".
#[tokio::test]
async fn a_number_that_holds_the_applicants_town_is_not_taken_for_none() -> Result<()> {
    let harness = Harness::serving(&[County::Elm], Settings::one_session()).await?;
    let lost = Fault::AcceptedButAnswerLost { how: Lost::Drop };
    harness.control.set_fault(County::Elm, &Plan::once(lost)).await?;
    let plain = applications::all()?.into_iter().find(|scenario| scenario.name == "elm-plain-street");
    let scenario = plain.context("there is no such scenario")?;
    anyhow::ensure!(scenario.expect.v1["home.city"] == "Elm", "the number begins with the town");
    let client = harness.host.client();
    let ids = client.submit_all(std::slice::from_ref(&scenario)).await?;
    client.until_all_are(&ids, &[State::Review], Duration::from_secs(120)).await?;
    let story = client.application(&ids[0]).await?;
    assert!(story.was(State::InDoubt) && story.submissions() == 1, "{}", story.history_text());
    assert!(story.text().contains("read masked"), "{}", story.text());
    assert_eq!(harness.control.truth_of(County::Elm).await?.len(), 1, "and the county has it once");
    Ok(())
}
