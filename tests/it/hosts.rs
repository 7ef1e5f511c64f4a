//! Several hosts on one PostgreSQL: what one was at work on when it died, or stood still, the other takes up, and nothing is sent twice.

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Layout, verify};
use harness::{Client, Harness, Host, Settings, State, component, until};

use crate::applications;

/// Applications of each county: enough that both hosts are at work when one of them ends.
const EACH: usize = 2;
/// Within this what a dead host had is another's: 20 s on a machine that has time for it.
const RESCUE: Duration = Duration::from_secs(60);
/// How long a host stands still: past its leases.
const STANDSTILL: Duration = Duration::from_secs(25);

/// Two hosts with a ledger, a key and a folder of components in common; the second one installs nothing itself.
struct Two {
    harness: Harness,
    second: Host,
    _shared: tempfile::TempDir,
}

impl Two {
    async fn start() -> Result<Self> {
        let shared = tempfile::tempdir()?;
        let settings = Settings {
            database: Some(postgres::empty()),
            shared: Some(shared.path().to_owned()),
            ..Settings::one_session()
        };
        let harness = Harness::start(settings.clone()).await?;
        let second = Host::start(harness.sim.ready(), settings).await?;
        Ok(Self { harness, second, _shared: shared })
    }
}

#[tokio::test]
async fn what_a_host_had_is_taken_up_when_it_stands_still_and_when_it_dies() -> Result<()> {
    let Two { mut harness, second, _shared } = Two::start().await?;
    let client = second.client();
    let scenarios =
        County::ALL.map(|county| applications::of(county, EACH)).into_iter().collect::<Result<Vec<_>>>()?.concat();
    let ids = harness.host.client().submit_all(&scenarios).await?;

    at_work(&client, 2).await?;
    harness.host.stand_still()?;
    tokio::time::sleep(STANDSTILL).await;
    harness.host.wake()?;
    // In the middle of what it did it finds that it is another's by now.
    until("the host that stood still says so", Duration::from_secs(30), || async {
        Ok(harness.host.log().contains("the lease was lost").then_some(()))
    })
    .await?;

    at_work(&client, 2).await?;
    harness.host.kill().await?;
    until("what the dead host had is taken up", RESCUE, || async { Ok((leased(&client).await? <= 1).then_some(())) })
        .await?;

    client.until_all_are(&ids, &[State::Delivered, State::Review], Duration::from_secs(400)).await?;
    let report = verify(&scenarios, &harness.control.truth().await?);
    let reviewed = client.applications("state=review").await?;
    assert_eq!(report.twice, 0, "{report:?}");
    assert!(report.altered.is_empty() && report.lost <= reviewed.len(), "{report:?}, {} in review", reviewed.len());
    Ok(())
}

#[tokio::test]
async fn a_release_that_one_host_installs_serves_on_the_other() -> Result<()> {
    let Two { harness, second, _shared } = Two::start().await?;
    harness.control.set_layout(County::Alder, Layout::V2).await?;
    let installed = harness.host.client().install(&component("alder-2.0.0.wasm")?).await?;
    let client = second.client();
    until("the other host to follow", Duration::from_secs(30), || async {
        let serving = client.county(County::Alder.fips()).await?.release;
        Ok(serving.filter(|release| release.digest == installed.digest).map(drop))
    })
    .await?;
    let scenarios = applications::of(County::Alder, 1)?;
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(120)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

/// Applications that somebody works on.
async fn leased(client: &Client) -> Result<usize> {
    let all = client.applications("").await?;
    Ok(all.iter().filter(|a| matches!(a.state, State::Attempting | State::Committing)).count())
}

async fn at_work(client: &Client, hosts: usize) -> Result<()> {
    until("both hosts to be at work", Duration::from_secs(120), || async {
        Ok((leased(client).await? >= hosts).then_some(()))
    })
    .await
}
