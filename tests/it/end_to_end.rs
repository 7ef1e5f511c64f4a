//! An application from intake to receipt, in both browsers: handed in over HTTP, carried by its county's plugin, confirmed by the county.

use std::time::Duration;

use anyhow::{Context as _, Result};
use county_sim::{County, Scenario};
use harness::{Browser, Harness, Settings, State, until};

use crate::applications;

/// Two applications of each county.
async fn carries(browser: Browser) -> Result<()> {
    let harness = Harness::start(Settings { browser, ..Settings::default() }).await?;
    let client = harness.host.client();
    let mut scenarios = Vec::new();
    for county in County::ALL {
        scenarios.extend(applications::of(county, 2)?);
    }
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(300)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    for (scenario, id) in scenarios.iter().zip(&ids) {
        has_its_receipt_and_evidence(&harness, scenario, id).await.with_context(|| scenario.name.clone())?;
    }
    let left = async || Ok(harness.control.sessions(County::Alder).await?.is_empty().then_some(()));
    until("Alder's sessions are signed out of, as its plugin says", Duration::from_secs(30), left).await
}

/// The receipt is the county's, every move was made once, and the evidence is what it says.
async fn has_its_receipt_and_evidence(harness: &Harness, scenario: &Scenario, id: &str) -> Result<()> {
    let client = harness.host.client();
    let story = client.application(id).await?;
    let truth = harness.control.truth_of(scenario.county().context("no simulated county")?).await?;
    let number = story.receipt_number();
    assert!(
        truth.iter().any(|accepted| Some(accepted.confirmation.as_str()) == number),
        "the receipt's number is the county's"
    );
    let expect = [State::Received, State::Queued, State::Attempting, State::Committing, State::Delivered];
    assert_eq!(story.states(), expect, "{}", story.history_text());
    let evidence = &story.attempts[0].evidence;
    assert!(evidence.len() >= 3, "trace and pictures before and after the commit are kept, not {}", evidence.len());
    for piece in evidence {
        let bytes = client.evidence(id, piece).await?;
        let begins: &[u8] = match piece.kind.as_str() {
            "trace" => b"{",
            // Forms that were new, of a household of another shape.
            "source" => b"/",
            _ => b"\x89PNG",
        };
        assert!(bytes.starts_with(begins), "a piece of evidence is what it says: {piece:?}");
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
