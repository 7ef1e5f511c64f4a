//! The applications that the tests hand in, and how they wait for what becomes of them.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use county_sim::{County, Scenario, load_scenarios};
use harness::{Client, Harness, until};
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

/// Hands all in under keys of their own, and gives their ids.
pub(crate) async fn submit(client: &Client, scenarios: &[Scenario]) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for scenario in scenarios {
        let given = client.submit(&json!(scenario.request), Some(&scenario.name)).await?;
        let application = given.with_context(|| scenario.name.clone())?;
        ids.push(application.id);
    }
    Ok(ids)
}

/// Waits until every application is in one of the states.
pub(crate) async fn all_in(client: &Client, ids: &[String], states: &[&str], bound: Duration) -> Result<()> {
    let what = format!("{} applications to be {}", ids.len(), states.join(" or "));
    let settled = until(&what, bound, || async {
        let list = client.applications("").await?;
        let of = |id: &String| list.iter().find(|application| application.id == *id);
        let done = ids.iter().all(|id| of(id).is_some_and(|application| states.contains(&application.state.as_str())));
        Ok(done.then_some(()))
    })
    .await;
    if let Err(error) = settled {
        let list = client.applications("").await?;
        let lines: Vec<_> = list.iter().map(|a| format!("{} {} {:?}", a.county, a.state, a.reason)).collect();
        anyhow::bail!("{error}; they are:\n{}", lines.join("\n"));
    }
    Ok(())
}

/// The counties' own word: each of these arrived exactly once, unaltered, and nothing else did.
pub(crate) async fn arrived_once_unaltered(harness: &Harness, scenarios: &[Scenario]) -> Result<()> {
    let report = county_sim::verify(scenarios, &harness.control.truth().await?);
    anyhow::ensure!(report.is_clean(), "{report:?}");
    Ok(())
}
