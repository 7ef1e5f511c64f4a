//! SIGTERM in the middle of work: what is past its commit finishes, what is not goes back without penalty, and the next start
//! goes on.

use std::time::Duration;

use anyhow::Result;
use county_sim::County;
use harness::{Harness, Settings, until};

use crate::{applications, turn};

#[tokio::test]
async fn an_orderly_stop_loses_nothing_and_costs_nothing() -> Result<()> {
    let _turn = turn::shared().await;
    let mut harness = Harness::start(Settings::default()).await?;
    let scenarios = applications::of(County::Alder, 3)?;
    let ids = applications::submit(&harness.host.client(), &scenarios).await?;
    let client = harness.host.client();
    until("an attempt to run", Duration::from_secs(30), || async {
        Ok((!client.applications("state=attempting").await?.is_empty()).then_some(()))
    })
    .await?;
    harness.host.stop().await?;
    assert!(harness.host.log().contains("stopped"), "the log says that the host stopped in order");
    harness.host.restart().await?;
    let client = harness.host.client();
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(180)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    for id in &ids {
        let story = client.application(id).await?;
        let doubted = story["history"].as_array().into_iter().flatten().any(|row| row["to"] == "in_doubt");
        assert!(!doubted, "an orderly stop leaves nothing in doubt");
    }
    Ok(())
}
