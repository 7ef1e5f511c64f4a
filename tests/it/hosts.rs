//! Several hosts on one PostgreSQL: what one was at work on when it died, or stood still, the other takes up, and nothing is sent twice.

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Layout, verify};
use harness::{Client, Harness, Host, ObjectStore, Settings, State, component, until};

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
    async fn start(objects: Option<ObjectStore>) -> Result<Self> {
        let shared = tempfile::tempdir()?;
        let settings = Settings {
            database: Some(postgres::empty()),
            shared: Some(shared.path().to_owned()),
            objects,
            ..Settings::one_session()
        };
        let harness = Harness::start(settings.clone()).await?;
        let second = Host::start(harness.sim.ready(), settings).await?;
        Ok(Self { harness, second, _shared: shared })
    }

    /// A release that the first host installs comes to serve on the second one, which takes applications of the changed site.
    async fn follow_and_deliver(&self) -> Result<Vec<String>> {
        let (harness, client) = (&self.harness, self.second.client());
        harness.control.set_layout(County::Alder, Layout::V2).await?;
        let installed = harness.host.client().install(&component("alder-2.0.0.wasm")?).await?;
        until("the other host to follow", Duration::from_secs(30), || async {
            let serving = client.county(County::Alder.fips()).await?.release;
            Ok(serving.filter(|release| release.digest == installed.digest).map(drop))
        })
        .await?;
        let scenarios = applications::of(County::Alder, 1)?;
        let ids = client.submit_all(&scenarios).await?;
        client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(120)).await?;
        applications::arrived_once_unaltered(harness, &scenarios).await?;
        Ok(ids)
    }
}

#[tokio::test]
async fn what_a_host_had_is_taken_up_when_it_stands_still_and_when_it_dies() -> Result<()> {
    let Two { mut harness, second, _shared } = Two::start(None).await?;
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
    Two::start(None).await?.follow_and_deliver().await.map(drop)
}

#[tokio::test]
async fn what_hosts_keep_in_an_object_store_is_each_others() -> Result<()> {
    let store = objects::Server::start()?;
    let objects = ObjectStore {
        address: format!("s3://{}/hosts", objects::BUCKET),
        endpoint: store.endpoint(),
        key_id: objects::KEY_ID.to_owned(),
        secret: objects::SECRET.to_owned(),
    };
    let two = Two::start(Some(objects)).await?;
    let ids = two.follow_and_deliver().await?;
    let (first, second) = (two.harness.host.client(), two.second.client());
    let story = first.application(&ids[0]).await?;
    let evidence = story.attempts.iter().flat_map(|attempt| &attempt.evidence).collect::<Vec<_>>();
    assert!(evidence.len() >= 3, "trace and pictures are kept, not {}", evidence.len());
    for piece in evidence {
        let (at_first, at_second) = (first.evidence(&ids[0], piece).await?, second.evidence(&ids[0], piece).await?);
        assert!(!at_first.is_empty() && at_first == at_second, "{piece:?}");
        let object = store.file(&format!("hosts/evidence/{}/{}", &piece.digest[..2], &piece.digest[2..]));
        assert!(object.is_file(), "{piece:?}");
    }
    for host in [&two.harness.host, &two.second] {
        let own = ["evidence", "plugins"].map(|name| host.folder().join("data").join(name).exists());
        assert_eq!(own, [false, false], "what is shared lies in the object store alone");
        let leaks = host.log().contains(objects::SECRET);
        assert!(!leaks, "the log holds a key");
    }
    Ok(())
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
