//! The county took it and its answer got lost: the county is asked, and nothing is sent twice.

use std::time::Duration;

use anyhow::Result;
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
    let harness = Harness::start(Settings::default()).await?;
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
