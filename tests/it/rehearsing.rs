//! A release is tried at its county's site before anybody lets it serve: nothing is sent, and everything that it meets is said at once.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::{County, Layout};
use harness::{Harness, Settings, State, component, until};
use tokio::process::Command;

use crate::applications;

#[tokio::test]
async fn a_candidate_is_rehearsed_with_an_application_that_is_held() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::default()).await?;
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 2)?;
    let first = client.submit_all(&scenarios[..1]).await?;
    client.until_all_are(&first, &[State::Delivered], Duration::from_secs(120)).await?;
    harness.control.set_layout(County::Alder, Layout::V2).await?;
    let held = client.submit_all(&scenarios[1..]).await?;
    until("the county to be held", Duration::from_secs(120), || async {
        let hold = client.county("99001").await?.hold;
        let waits = client.application(&held[0]).await?.state == State::Queued;
        Ok((hold.is_some() && waits).then_some(()))
    })
    .await?;

    let serving = rehearse(&harness, None).await?;
    assert!(serving.contains("it did not come to its commit, and nothing was sent"), "{serving}");
    assert!(serving.contains("text box “First name” is now “Given name”"), "{serving}");
    let candidate = component("alder-2.0.0.wasm")?;
    let rehearsed = rehearse(&harness, Some(&candidate)).await?;
    assert!(rehearsed.starts_with("release 2.0.0 ("), "{rehearsed}");
    assert!(
        rehearsed.contains("it came to its commit, and nothing was sent: the release works the site"),
        "{rehearsed}"
    );
    let other = rehearse(&harness, Some(&component("birch-1.0.0.wasm")?)).await;
    assert!(other.is_err_and(|error| error.to_string().contains("is for county 99003, and not for county 99001")));

    let story = client.application(&held[0]).await?;
    assert_eq!((story.state, story.attempts.len()), (State::Queued, 3), "it waits as before: {story:?}");
    assert!(story.attempts[1..].iter().all(|attempt| attempt.work == "rehearse"), "{story:?}");
    assert_eq!(harness.control.truth().await?.len(), 1, "nothing was sent");
    assert!(client.county("99001").await?.hold.is_some(), "its county is held as before");
    client.install(&candidate).await?;
    client.until_all_are(&held, &[State::Delivered], Duration::from_secs(120)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

/// `postrider county rehearse 99001`, as a person asks for it.
async fn rehearse(harness: &Harness, component: Option<&Path>) -> Result<String> {
    let mut command = Command::new(harness::program()?);
    command.args(["--url", harness.host.address(), "--token", harness::TOKEN, "county", "rehearse", "99001"]);
    command.args(component).stdin(Stdio::null()).kill_on_drop(true);
    let done = command.output().await.context("the command could not be run")?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
