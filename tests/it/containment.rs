//! Plugins that misbehave (tests/support/guests): none takes the host, another county or a value with it, and none of them sends.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use county_sim::County;
use harness::{Harness, Settings, State, component, until};

use crate::applications;

fn guest(name: &str) -> Result<PathBuf> {
    harness::guest(&format!("{name}.wasm"))
}

/// A fault of the plugin: with a second application as well, the release is quarantined and the county's work held, with what it
/// was. Another county is untouched by it. What each of the others is stopped for, and that it sends nothing, `hostile` shows.
#[tokio::test]
async fn one_that_panics_is_quarantined_and_another_county_delivers() -> Result<()> {
    let harness = Harness::bare(Settings::default()).await?;
    let client = harness.host.client();
    client.install(&guest("panics")?).await?;
    client.install(&component("birch-1.0.0.wasm")?).await?;
    client.submit_all(&applications::of(County::Alder, 2)?).await?;
    let scenarios = applications::of(County::Birch, 1)?;
    let ids = client.submit_all(&scenarios).await?;
    let held = || async { Ok(client.county("99001").await?.hold.map(|hold| hold.why)) };
    let why = until("the release to be quarantined", Duration::from_secs(120), held).await?;
    assert!(why.contains("plugin fault") && why.contains("on purpose"), "{why}");
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(120)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

#[tokio::test]
async fn what_does_not_fit_is_refused_at_install() -> Result<()> {
    let harness = Harness::bare(Settings::one_session()).await?;
    let client = harness.host.client();
    for (name, text) in [
        ("foreign", "postrider:county"),
        ("misspells", "unknown field"),
        ("contradicts", "the manifest"),
        ("silent", "postrider:manifest"),
        ("wasi", "wasi:"),
    ] {
        let bytes = std::fs::read(guest(name)?)?;
        let refusal = client.install_bytes(bytes).await?.err().unwrap_or_else(|| panic!("{name} was installed"));
        let said = refusal.problem.to_string();
        assert!(refusal.status == 422 && said.contains(text), "{name}: {said}");
    }
    Ok(())
}

/// The same source, by plain cargo for wasm32-wasip2: imports the part of WASI that the host offers, and serves.
#[tokio::test]
async fn a_plugin_that_imports_wasi_p2_serves() -> Result<()> {
    let harness = Harness::bare(Settings::one_session()).await?;
    let client = harness.host.client();
    client.install(&guest("alder-wasip2")?).await?;
    let scenarios = applications::of(County::Alder, 1)?;
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(120)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}
