//! SIGTERM in the middle of work: what is past its commit finishes, what is not goes back without penalty, and the next start
//! goes on.

use std::time::Duration;

use anyhow::Result;
use county_sim::County;
use harness::{Harness, Settings, State, until};

use crate::applications;

#[tokio::test]
async fn an_orderly_stop_loses_nothing_and_costs_nothing() -> Result<()> {
    let mut harness = Harness::serving(&[County::Alder], Settings::default()).await?;
    let scenarios = applications::of(County::Alder, 3)?;
    let ids = harness.host.client().submit_all(&scenarios).await?;
    let client = harness.host.client();
    until("an attempt to run", Duration::from_secs(30), || async {
        Ok((!client.applications("state=attempting").await?.is_empty()).then_some(()))
    })
    .await?;
    harness.host.stop().await?;
    assert!(harness.host.log().contains("stopped"), "the log says that the host stopped in order");
    harness.host.restart().await?;
    let client = harness.host.client();
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(180)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    for id in &ids {
        let story = client.application(id).await?;
        assert!(!story.was(State::InDoubt), "an orderly stop leaves nothing in doubt");
    }
    Ok(())
}
