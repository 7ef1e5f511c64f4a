//! The applications that the tests hand in, and what the counties have of them.

use std::path::Path;

use anyhow::{Context as _, Result};
use county_sim::{County, Scenario, load_scenarios};
use harness::Harness;
use serde_json::json;

/// Every scenario of the demo.
pub(crate) fn all() -> Result<Vec<Scenario>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../support/scenarios");
    load_scenarios(&folder).context("the scenarios cannot be read")
}

/// The first few for one county.
pub(crate) fn of(county: County, count: usize) -> Result<Vec<Scenario>> {
    let found: Vec<_> = all()?.into_iter().filter(|scenario| scenario.county() == Some(county)).take(count).collect();
    anyhow::ensure!(found.len() == count, "there are only {} scenarios for {county}", found.len());
    Ok(found)
}

/// One that brings two documents, for another county.
pub(crate) fn with_documents(county: &str) -> Result<serde_json::Value> {
    let found = all()?.into_iter().find(|scenario| scenario.name == "cedar-two-documents");
    let mut request = json!(found.context("no scenario has documents")?.request);
    request["county"] = json!(county);
    Ok(request)
}

/// What the counties themselves say: each of these arrived exactly once, unaltered, and nothing else did.
pub(crate) async fn arrived_once_unaltered(harness: &Harness, scenarios: &[Scenario]) -> Result<()> {
    let report = county_sim::verify(scenarios, &harness.control.truth().await?);
    anyhow::ensure!(report.is_clean(), "{report:?}");
    Ok(())
}
