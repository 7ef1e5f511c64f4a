//! `kill -9` at random moments, again and again: each application arrives exactly once, or waits in review with its reason.

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, verify};
use harness::{Harness, Settings, State, until};

use crate::applications;

/// Applications of each county: together as many as all lives can begin, two at a time. More would only be delivered after the last
/// kill, and fewer counties would be met by one.
const EACH: usize = 4;
/// Kills in one run.
const KILLS: u32 = 10;
/// A life lasts between these, in milliseconds: from its start into the middle of its submissions.
const LIFE_MS: std::ops::Range<u64> = 2_000..9_000;

#[tokio::test]
async fn each_application_arrives_once_whenever_the_host_is_killed() -> Result<()> {
    arrives_once(Settings::default()).await
}

#[tokio::test]
async fn each_application_arrives_once_where_a_server_has_the_ledger() -> Result<()> {
    arrives_once(Settings { database: Some(postgres::empty()), ..Settings::default() }).await
}

async fn arrives_once(settings: Settings) -> Result<()> {
    let mut harness = Harness::start(settings).await?;
    let scenarios =
        County::ALL.map(|county| applications::of(county, EACH)).into_iter().collect::<Result<Vec<_>>>()?.concat();
    let ids = harness.host.client().submit_all(&scenarios).await?;
    let mut moments = Moments(0x5eed_c4a5);
    for kill in 0..KILLS {
        let life = Duration::from_millis(moments.within(LIFE_MS));
        // The one place where time itself is the condition: the moment of the kill must owe nothing to the host's state.
        tokio::time::sleep(life).await;
        harness.host.kill().await?;
        let left = harness.host.processes();
        until(&format!("no browser outlives kill {kill}"), Duration::from_secs(20), || async {
            Ok(left.iter().all(|id| !std::path::Path::new(&format!("/proc/{id}")).exists()).then_some(()))
        })
        .await?;
        harness.host.restart().await?;
    }
    let client = harness.host.client();
    client.until_all_are(&ids, &[State::Delivered, State::Review], Duration::from_secs(900)).await?;
    let report = verify(&scenarios, &harness.control.truth().await?);
    assert_eq!(report.twice, 0, "{report:?}");
    assert!(report.altered.is_empty(), "{report:?}");
    let reviewed = client.applications("state=review").await?;
    assert!(reviewed.iter().all(|application| application.reason.is_some()), "what waits in review says why");
    assert!(
        report.lost <= reviewed.len(),
        "what no county has stands in review: {report:?}, {} in review",
        reviewed.len()
    );
    Ok(())
}

/// Random enough, and the same in every run: a multiplicative generator (Lehmer).
struct Moments(u64);

impl Moments {
    fn within(&mut self, range: std::ops::Range<u64>) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        range.start + (self.0 >> 33) % (range.end - range.start)
    }
}
