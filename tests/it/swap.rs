//! A new release takes over while attempts run: nothing lost, nothing repeated, and one command back.

use std::io::Write as _;
use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Layout};
use harness::{Harness, Settings, State, component, until};

use crate::applications;

/// Applications of each county that go in together: one is at work when the new release comes, one comes to it afterwards.
const IN_TURN: usize = 2;

#[tokio::test]
async fn a_swap_under_load_loses_and_repeats_nothing() -> Result<()> {
    swaps_under_load(Settings::default()).await
}

#[tokio::test]
async fn a_swap_under_load_loses_nothing_where_a_server_has_the_ledger() -> Result<()> {
    swaps_under_load(Settings { database: Some(postgres::empty()), ..Settings::default() }).await
}

async fn swaps_under_load(settings: Settings) -> Result<()> {
    let harness = Harness::start(Settings { sessions: 3, ..settings }).await?;
    let client = harness.host.client();
    let counties =
        County::ALL.map(|county| applications::of(county, IN_TURN)).into_iter().collect::<Result<Vec<_>>>()?;
    // In turn, as the host takes the oldest of those with the same deadline first.
    let scenarios: Vec<_> = (0..IN_TURN).flat_map(|turn| counties.iter().map(move |of| of[turn].clone())).collect();
    let ids = client.submit_all(&scenarios).await?;
    // As many counties as there are sessions.
    until("attempts to run in three counties at once", Duration::from_secs(60), || async {
        let running = client.applications("").await?;
        let busy = |county: County| {
            let mut of = running.iter().filter(|a| a.county == county.fips());
            of.any(|a| matches!(a.state, State::Attempting | State::Committing))
        };
        Ok([County::Alder, County::Birch, County::Cedar].into_iter().all(busy).then_some(()))
    })
    .await?;
    // The same releases with another version number would do; the redesign's releases also prove that drift heals.
    harness.control.set_layout(County::Alder, Layout::V2).await?;
    let installed = client.install(&component("alder-2.0.0.wasm")?).await?;
    let at = std::time::Instant::now();
    let digest = installed.digest;
    until("the first claim on the new release", Duration::from_secs(120), || async {
        for application in client.applications("county=99001").await? {
            let story = client.application(&application.id).await?;
            if story.attempts.iter().any(|attempt| attempt.plugin == digest) {
                return Ok(Some(()));
            }
        }
        Ok(None)
    })
    .await?;
    // Past the test runner, which would keep it to itself.
    let took = at.elapsed().as_millis();
    writeln!(std::io::stderr(), "from install to the first claim on the new release, under load: {took} ms")?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(400)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

#[tokio::test]
async fn a_drifted_county_is_held_until_its_new_release() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::default()).await?;
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 3)?;
    // What the site is like is learnt from a delivery.
    let first = client.submit_all(&scenarios[..1]).await?;
    client.until_all_are(&first, &[State::Delivered], Duration::from_secs(120)).await?;
    harness.control.set_layout(County::Alder, Layout::V2).await?;
    let ids = client.submit_all(&scenarios[1..]).await?;
    until("the county to be held", Duration::from_secs(120), || async {
        Ok(client.county("99001").await?.hold.map(drop))
    })
    .await?;
    assert_eq!(harness.control.truth().await?.len(), 1, "nothing is sent to a site that is not what the plugin knows");
    let suspicion = until("what was noticed", Duration::from_secs(20), || async {
        Ok(client.county("99001").await?.drift_suspected.map(|hold| hold.why))
    })
    .await?;
    insta::assert_snapshot!(suspicion);
    // The hold is written before the end of the attempt that brought it.
    until("the one that was stopped to wait again", Duration::from_secs(20), || async {
        let history = client.application(&ids[0]).await?.history_text();
        Ok(history.contains("what the site has changed:").then_some(()))
    })
    .await?;
    client.install(&component("alder-2.0.0.wasm")?).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(240)).await?;
    assert!(client.county("99001").await?.drift_suspected.is_none(), "a delivery ends the suspicion");
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

/// Every county's second release, at its redesigned site.
#[tokio::test]
async fn each_redesigned_county_is_worked_by_its_new_release() -> Result<()> {
    let harness = Harness::bare(Settings::default()).await?;
    let client = harness.host.client();
    let mut scenarios = Vec::new();
    for county in County::ALL {
        harness.control.set_layout(county, Layout::V2).await?;
        client.install(&component(&format!("{county}-2.0.0.wasm"))?).await?;
        scenarios.extend(applications::of(county, 1)?);
    }
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(240)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

#[tokio::test]
async fn a_rollback_brings_the_release_before_back() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::one_session()).await?;
    let client = harness.host.client();
    client.install(&component("alder-2.0.0.wasm")?).await?;
    assert_eq!(client.roll_back("99001").await??.version, "1.0.0");
    let scenarios = applications::of(County::Alder, 1)?;
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(120)).await?;
    let again = client.roll_back("99001").await?;
    assert_eq!(again.err().map(|refusal| refusal.status), Some(409), "there is nothing before the first release");
    Ok(())
}

#[tokio::test]
async fn a_dropped_file_is_installed_and_a_broken_one_refused() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::one_session()).await?;
    let client = harness.host.client();
    let inbox = harness.host.folder().join("data/plugins-inbox");
    std::fs::write(inbox.join("broken.wasm"), b"\0asm but not really")?;
    until("the broken file to be set aside", Duration::from_secs(20), || async {
        Ok(inbox.join("broken.wasm.refused").exists().then_some(()))
    })
    .await?;
    std::fs::copy(component("alder-2.0.0.wasm")?, inbox.join("alder.part"))?;
    std::fs::rename(inbox.join("alder.part"), inbox.join("alder.wasm"))?;
    until("the dropped release to serve", Duration::from_secs(20), || async {
        let releases = client.releases().await?;
        let serves = releases.iter().any(|release| release.county == "99001" && release.version == "2.0.0");
        Ok(serves.then_some(()))
    })
    .await
}
