//! Plugins that misbehave (tests/guests): none takes the host, another county or a value with it, and none of them sends.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use county_sim::County;
use serde_json::Value;
use stage::{Client, Settings, Stage, component, until};

use crate::{ONE_AT_A_TIME, applications};

fn guest(name: &str) -> Result<PathBuf> {
    stage::guest(&format!("{name}.wasm"))
}

/// Installs a guest for Alder, hands it two applications, and waits until the first one's history says a word.
async fn until_history_says(name: &str, word: &str) -> Result<(Stage, Value)> {
    let stage = Stage::bare(Settings::default()).await?;
    let client = stage.host.client();
    client.install(&guest(name)?).await?;
    let ids = applications::submit(&client, &applications::of(County::Alder, 2)?).await?;
    let what = format!("the history of what {name} did to say “{word}”");
    let story = until(&what, Duration::from_secs(120), || async {
        let story = client.application(&ids[0]).await?;
        Ok(story["history"].to_string().contains(word).then_some(story))
    })
    .await?;
    let truth = stage.control.truth().await?;
    assert!(truth.is_empty(), "{name} got something to the county");
    Ok((stage, story))
}

async fn county_hold(client: &Client) -> Result<Option<String>> {
    let counties = client.get("/v1/counties").await?;
    let alder = counties.as_array().into_iter().flatten().find(|county| county["code"] == "99001");
    Ok(alder.and_then(|county| county["hold"]["why"].as_str().map(str::to_owned)))
}

/// A fault of the plugin, which says what it was: with a second application as well, the release is quarantined, and the county's
/// work held.
async fn is_quarantined(name: &str, says: &str) -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    let (stage, _) = until_history_says(name, "plugin fault").await?;
    let client = stage.host.client();
    let why = until(&format!("{name} to be quarantined"), Duration::from_secs(120), || county_hold(&client)).await?;
    assert!(why.contains("plugin fault") && why.contains(says), "{why}");
    // Another county is untouched by it.
    client.install(&component("birch-1.0.0.wasm")?).await?;
    let scenarios = applications::of(County::Birch, 1)?;
    let ids = applications::submit(&client, &scenarios).await?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(120)).await?;
    applications::arrived_once_unaltered(&stage, &scenarios).await
}

#[tokio::test]
async fn one_that_panics() -> Result<()> {
    is_quarantined("panics", "on purpose").await
}

#[tokio::test]
async fn one_that_computes_without_end() -> Result<()> {
    is_quarantined("spins", "it computed for longer than a plugin may").await
}

#[tokio::test]
async fn one_that_wants_all_memory() -> Result<()> {
    is_quarantined("hoards", "").await
}

#[tokio::test]
async fn one_that_shouts() -> Result<()> {
    is_quarantined("shouts", "").await
}

#[tokio::test]
async fn one_that_invents_a_delivery() -> Result<()> {
    is_quarantined("invents", "it claims to have sent what it never committed").await
}

#[tokio::test]
async fn one_that_strays_reaches_nothing() -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    until_history_says("strays", "places reached: 0").await.map(drop)
}

#[tokio::test]
async fn one_that_peeks_sees_nothing() -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    until_history_says("peeks", "read or typed: 0").await.map(drop)
}

#[tokio::test]
async fn what_does_not_fit_is_refused_at_install() -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    let stage = Stage::bare(Settings::default()).await?;
    let client = stage.host.client();
    for (name, words) in [
        ("foreign", "postrider:county"),
        ("misspells", "unknown field"),
        ("contradicts", "the manifest"),
        ("silent", "postrider:manifest"),
        ("wasi", "wasi:"),
    ] {
        let bytes = std::fs::read(guest(name)?)?;
        let refusal = client.install_bytes(bytes).await?.err().unwrap_or_else(|| panic!("{name} was installed"));
        let said = refusal.problem.to_string();
        assert!(refusal.status == 422 && said.contains(words), "{name}: {said}");
    }
    Ok(())
}

/// The same source, by plain cargo for wasm32-wasip2: imports the part of WASI that the host offers, and serves.
#[tokio::test]
async fn a_plugin_that_imports_wasi_p2_serves() -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().await;
    let stage = Stage::bare(Settings::default()).await?;
    let client = stage.host.client();
    client.install(&guest("alder-wasip2")?).await?;
    let scenarios = applications::of(County::Alder, 1)?;
    let ids = applications::submit(&client, &scenarios).await?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(120)).await?;
    applications::arrived_once_unaltered(&stage, &scenarios).await
}
