//! The county took it and its answer got lost: the county is asked, and nothing is sent twice.

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Fault, Lost, Plan};
use harness::{Harness, Settings};

use crate::{applications, turn};

/// How each county's answer is lost.
const LOST: [(County, Lost); 3] =
    [(County::Alder, Lost::Drop), (County::Birch, Lost::BadGateway), (County::Cedar, Lost::Drop)];

#[tokio::test]
async fn a_lost_answer_is_asked_for_and_nothing_is_sent_twice() -> Result<()> {
    let _turn = turn::shared().await;
    let harness = Harness::start(Settings::default()).await?;
    let mut scenarios = Vec::new();
    for (county, how) in LOST {
        harness.control.set_fault(county, &Plan::once(Fault::AcceptedButAnswerLost { how })).await?;
        scenarios.extend(applications::of(county, 1)?);
    }
    let client = harness.host.client();
    let ids = applications::submit(&client, &scenarios).await?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(240)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    for ((county, how), id) in LOST.iter().zip(&ids) {
        let story = client.application(id).await?;
        let doubted = story["history"].as_array().into_iter().flatten().any(|row| row["to"] == "in_doubt");
        assert!(doubted, "{county}, {how:?}: the answer was lost, so it was in doubt before it was delivered");
        let truth = harness.control.truth_of(*county).await?;
        assert_eq!(story["receipt"]["number"], truth[0].confirmation.as_str());
    }
    Ok(())
}
