//! What may have been sent by a way that the host did not see, or is at the county although its search does not show it yet: it
//! is at the county once, whatever the plugin says, and a person learns what to do.

use std::time::Duration;

use anyhow::Result;
use county_sim::{County, Fault, Lost, Plan};
use harness::{Harness, Settings, State, component, guest, until};
use serde_json::json;

use crate::applications;

/// Says “delivered” without a commit: nothing is tried again, by this release or the fixed one, until a person says so.
#[tokio::test]
async fn a_claim_without_a_commit_goes_to_a_person() -> Result<()> {
    let harness = Harness::bare(Settings::default()).await?;
    let client = harness.host.client();
    client.install(&guest("invents.wasm")?).await?;
    let scenarios = applications::of(County::Alder, 2)?;
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Review], Duration::from_secs(120)).await?;
    client.install(&component("alder-1.0.0.wasm")?).await?;
    for id in &ids {
        let story = client.application(id).await?;
        assert_eq!(story.submissions(), 1);
        assert!(story.attempts_text().contains("screenshot"), "the last picture of what it claims to have sent");
        let said = story.reason();
        assert!(said.contains("look at the county whether it has it"), "{said}");
        let again = json!({ "action": "requeue", "why": "the plugin is fixed" });
        let refused = client.post(&format!("/v1/review/{id}"), &again).await?.expect_err("it may be at the county");
        assert_eq!(refused.status, 409, "{}", refused.problem);
    }
    assert!(harness.control.truth().await?.is_empty());
    for id in &ids {
        let forced = json!({ "action": "requeue", "why": "the county has nothing, by phone", "force": true });
        client.post(&format!("/v1/review/{id}"), &forced).await??;
    }
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(180)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

/// Sends by a plain click, because its manifest does not say what submits: the county's own search settles it.
#[tokio::test]
async fn a_plain_click_behind_a_wrong_manifest_sends_once() -> Result<()> {
    let harness = Harness::bare(Settings::one_session()).await?;
    let client = harness.host.client();
    client.install(&guest("clicks.wasm")?).await?;
    let scenarios = applications::of(County::Birch, 1)?;
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered, State::Review], Duration::from_secs(180)).await?;
    let story = client.application(&ids[0]).await?;
    assert_eq!(story.submissions(), 1);
    let history = story.history_text();
    assert!(history.contains("its manifest does not declare"), "{history}");
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

/// The county has it, its answer is lost, and its search shows nothing the first time: one “none” is not believed.
#[tokio::test]
async fn a_none_that_comes_too_early_sends_nothing_again() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::one_session()).await?;
    for fault in [Fault::AcceptedButAnswerLost { how: Lost::Drop }, Fault::NotFoundYet] {
        harness.control.set_fault(County::Alder, &Plan::once(fault)).await?;
    }
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 1)?;
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(240)).await?;
    let story = client.application(&ids[0]).await?;
    assert_eq!(story.submissions(), 1);
    let history = story.history_text();
    assert!(history.contains("it is asked once more"), "the first answer was “none”: {history}");
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

#[tokio::test]
async fn a_host_that_is_killed_after_the_click_sends_nothing_again() -> Result<()> {
    is_killed_after_the_click(Settings::one_session()).await
}

#[tokio::test]
async fn a_host_that_is_killed_after_the_click_where_a_server_has_the_ledger() -> Result<()> {
    is_killed_after_the_click(Settings { database: Some(postgres::empty()), ..Settings::one_session() }).await
}

/// The host is killed while the county works on what was sent, which takes it 18 seconds, and comes back at once; until
/// then the county's search says “none”, also to the first question, however late that is.
async fn is_killed_after_the_click(settings: Settings) -> Result<()> {
    let settings = Settings { reconcile_after_seconds: 10, ..settings };
    let mut harness = Harness::serving(&[County::Cedar], settings).await?;
    let lost = Plan::once(Fault::AcceptedButAnswerLost { how: Lost::Hang });
    for plan in [lost, Plan::once(Fault::NotFoundYet), Plan::always(Fault::ShownLate { millis: 18_000 })] {
        harness.control.set_fault(County::Cedar, &plan).await?;
    }
    let scenarios = applications::of(County::Cedar, 1)?;
    let ids = harness.host.client().submit_all(&scenarios).await?;
    until("the county to have it", Duration::from_secs(120), || async {
        Ok((!harness.control.truth().await?.is_empty()).then_some(()))
    })
    .await?;
    harness.host.kill().await?;
    harness.host.restart().await?;
    let client = harness.host.client();
    client.until_all_are(&ids, &[State::Delivered], Duration::from_secs(240)).await?;
    let story = client.application(&ids[0]).await?;
    assert_eq!(story.submissions(), 1);
    let history = story.history_text();
    assert!(
        history.contains("its worker stopped after the intent") && history.contains("asked once more"),
        "{history}"
    );
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

/// Its search never shows what it took, so that it is sent a second time: the county itself says that it has it, and a person reads
/// that.
#[tokio::test]
async fn what_a_county_refuses_as_its_second_is_a_persons() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::one_session()).await?;
    let lost = Plan::once(Fault::AcceptedButAnswerLost { how: Lost::Drop });
    for plan in [lost, Plan::always(Fault::NotFoundYet), Plan::once(Fault::DuplicateRefused)] {
        harness.control.set_fault(County::Alder, &plan).await?;
    }
    let scenarios = applications::of(County::Alder, 1)?;
    let client = harness.host.client();
    let ids = client.submit_all(&scenarios).await?;
    client.until_all_are(&ids, &[State::Review], Duration::from_secs(400)).await?;
    let story = client.application(&ids[0]).await?;
    assert!(story.reason().contains("was received already: ALD-"), "{}", story.text());
    assert_eq!(story.submissions(), 2, "{}", story.history_text());
    applications::arrived_once_unaltered(&harness, &scenarios).await
}

/// One county's plugin waits for what never comes, with more work than there are sessions: the other county goes on.
#[tokio::test]
async fn a_plugin_that_waits_for_ever_holds_up_nobody_else() -> Result<()> {
    let harness = Harness::bare(Settings::default()).await?;
    let client = harness.host.client();
    client.install(&guest("waits.wasm")?).await?;
    client.install(&component("birch-1.0.0.wasm")?).await?;
    let waiting = client.submit_all(&applications::of(County::Alder, 4)?).await?;
    let scenarios = applications::of(County::Birch, 2)?;
    let going_on = client.submit_all(&scenarios).await?;
    client.until_all_are(&going_on, &[State::Delivered], Duration::from_secs(150)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    let tired = until("one that waits to be a person's", Duration::from_secs(240), || async {
        let reviewed = client.applications("state=review").await?;
        Ok(reviewed.into_iter().find(|application| waiting.contains(&application.id)))
    })
    .await?;
    let said = tired.reason.unwrap_or_default();
    assert!(said.contains("it took longer than 10 s; for the third time with this application"), "{said}");
    let held = client.counties().await?.into_iter().find(|county| county.hold.is_some());
    assert!(held.is_none(), "the release is not put out of service for it");
    Ok(())
}
