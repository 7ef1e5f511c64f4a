//! A new release takes over while attempts run: nothing lost, nothing repeated, and one command back.

use std::io::Write as _;
use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Layout};
use harness::{Harness, Settings, component, until};
use serde_json::json;

use crate::{applications, turn};

#[tokio::test]
async fn a_swap_under_load_loses_and_repeats_nothing() -> Result<()> {
    let _turn = turn::shared().await;
    let harness = Harness::start(Settings { sessions: 3, ..Settings::default() }).await?;
    let client = harness.host.client();
    let of = |county| applications::of(county, 4);
    let counties = [of(County::Alder)?, of(County::Birch)?, of(County::Cedar)?];
    // In turn, as the host takes the oldest of those with the same deadline first.
    let scenarios: Vec<_> = (0..4).flat_map(|turn| counties.iter().map(move |of| of[turn].clone())).collect();
    let ids = applications::submit(&client, &scenarios).await?;
    until("attempts to run in all counties", Duration::from_secs(60), || async {
        let running = client.applications("").await?;
        let busy = |code: &str| {
            running.iter().any(|a| a.county == code && matches!(a.state.as_str(), "attempting" | "committing"))
        };
        Ok(["99001", "99003", "99005"].into_iter().all(busy).then_some(()))
    })
    .await?;
    // The same releases with another version number would do; the redesign's releases also prove that drift heals.
    harness.control.set_layout(County::Alder, Layout::V2).await?;
    let installed = client.install(&component("alder-2.0.0.wasm")?).await?;
    let at = std::time::Instant::now();
    let digest = installed["digest"].as_str().unwrap_or_default().to_owned();
    until("the first claim on the new release", Duration::from_secs(120), || async {
        for application in client.applications("county=99001").await? {
            let story = client.application(&application.id).await?;
            if story["attempts"].as_array().into_iter().flatten().any(|attempt| attempt["plugin"] == digest.as_str()) {
                return Ok(Some(()));
            }
        }
        Ok(None)
    })
    .await?;
    // Past the test runner, which would keep it to itself.
    let took = at.elapsed().as_millis();
    writeln!(std::io::stderr(), "from install to the first claim on the new release, under load: {took} ms")?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(400)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

#[tokio::test]
async fn a_drifted_county_is_held_until_its_new_release() -> Result<()> {
    let _turn = turn::shared().await;
    let harness = Harness::start(Settings::default()).await?;
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 3)?;
    // What the site is like is learnt from a delivery.
    let first = applications::submit(&client, &scenarios[..1]).await?;
    applications::all_in(&client, &first, &["delivered"], Duration::from_secs(120)).await?;
    harness.control.set_layout(County::Alder, Layout::V2).await?;
    let ids = applications::submit(&client, &scenarios[1..]).await?;
    let alder = || async {
        let counties = client.get("/v1/counties").await?;
        let alder = counties.as_array().into_iter().flatten().find(|county| county["code"] == "99001");
        anyhow::Ok(alder.cloned().unwrap_or_default())
    };
    until("the county to be held", Duration::from_secs(120), || async {
        let alder = alder().await?;
        Ok((!alder["hold"].is_null()).then_some(()))
    })
    .await?;
    assert_eq!(harness.control.truth().await?.len(), 1, "nothing is sent to a site that is not what the plugin knows");
    let suspicion = alder().await?["drift_suspected"]["why"].as_str().unwrap_or_default().to_owned();
    insta::assert_snapshot!(suspicion);
    let story = client.application(&ids[0]).await?;
    let drifted = story["history"].to_string();
    assert!(drifted.contains("since the last delivery: /application/person"), "{drifted}");
    client.install(&component("alder-2.0.0.wasm")?).await?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(240)).await?;
    assert!(alder().await?["drift_suspected"].is_null(), "a delivery ends the suspicion");
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

#[tokio::test]
async fn a_rollback_brings_the_release_before_back() -> Result<()> {
    let _turn = turn::shared().await;
    let harness = Harness::start(Settings::default()).await?;
    let client = harness.host.client();
    client.install(&component("alder-2.0.0.wasm")?).await?;
    let back = client.post("/v1/plugins/99001/rollback", &json!({ "why": "a test" })).await??;
    assert_eq!(back["version"], "1.0.0");
    let scenarios = applications::of(County::Alder, 1)?;
    let ids = applications::submit(&client, &scenarios).await?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(120)).await?;
    let again = client.post("/v1/plugins/99001/rollback", &json!({ "why": "a test" })).await?;
    assert_eq!(again.err().map(|refusal| refusal.status), Some(409), "there is nothing before the first release");
    Ok(())
}

#[tokio::test]
async fn a_dropped_file_is_installed_and_a_broken_one_refused() -> Result<()> {
    let _turn = turn::shared().await;
    let harness = Harness::start(Settings::default()).await?;
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
        let plugins = client.get("/v1/plugins").await?;
        let serves = plugins
            .as_array()
            .into_iter()
            .flatten()
            .any(|plugin| plugin["county"] == "99001" && plugin["version"] == "2.0.0");
        Ok(serves.then_some(()))
    })
    .await
}
