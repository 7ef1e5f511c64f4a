//! An application's whole way, in both browsers: handed in over HTTP, carried by its county's plugin, confirmed by the county.

use std::time::Duration;

use anyhow::{Context as _, Result};
use county_sim::{County, Scenario};
use harness::{Browser, Harness, Settings};
use reqwest::Method;

use crate::{applications, turn};

/// Two applications of each county.
async fn carries(browser: Browser) -> Result<()> {
    let _turn = turn::shared().await;
    let harness = Harness::start(Settings { browser, ..Settings::default() }).await?;
    let client = harness.host.client();
    let mut scenarios = Vec::new();
    for county in County::ALL {
        scenarios.extend(applications::of(county, 2)?);
    }
    let ids = applications::submit(&client, &scenarios).await?;
    applications::all_in(&client, &ids, &["delivered"], Duration::from_secs(300)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    for (scenario, id) in scenarios.iter().zip(&ids) {
        tells_its_way(&harness, scenario, id).await.with_context(|| scenario.name.clone())?;
    }
    Ok(())
}

/// The receipt is the county's, every move was made once, and the evidence is what it says.
async fn tells_its_way(harness: &Harness, scenario: &Scenario, id: &str) -> Result<()> {
    let client = harness.host.client();
    let story = client.application(id).await?;
    let truth = harness.control.truth_of(scenario.county().context("no simulated county")?).await?;
    let number = story["receipt"]["number"].as_str().unwrap_or_default();
    assert!(truth.iter().any(|accepted| accepted.confirmation == number), "the receipt's number is the county's");
    let moves: Vec<_> =
        story["history"].as_array().into_iter().flatten().filter_map(|row| row["to"].as_str()).collect();
    assert_eq!(moves, ["received", "queued", "attempting", "committing", "delivered"], "{}", story["history"]);
    let evidence = story["attempts"][0]["evidence"].as_array().cloned().unwrap_or_default();
    assert!(evidence.len() >= 3, "trace and pictures before and after the commit are kept, not {}", evidence.len());
    for piece in evidence {
        let path = format!("/v1/applications/{id}/evidence/{}", piece["digest"].as_str().unwrap_or_default());
        let bytes = client.call(Method::GET, &path).send().await?.error_for_status()?.bytes().await?;
        let begins: &[u8] = if piece["kind"] == "trace" { b"{" } else { b"\x89PNG" };
        assert!(bytes.starts_with(begins), "a piece of evidence is what it says: {piece}");
    }
    Ok(())
}

#[tokio::test]
async fn each_county_by_firefox() -> Result<()> {
    carries(Browser::Firefox).await
}

#[tokio::test]
async fn each_county_by_chromium() -> Result<()> {
    carries(Browser::Chromium).await
}
