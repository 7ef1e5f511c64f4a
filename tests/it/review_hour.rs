//! The review hour of twelve cases, played by two people on the command line and over HTTP: nobody works on what the other has, what was said
//! wrong is corrected and arrives as it should have been, and nothing is left.

use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::{County, Scenario};
use harness::{Client, Harness, Settings, State, component};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::applications;

const KIM: &str = "a-token-for-kim-and-nobody-else";
const LEE: &str = "a-token-for-lee-and-nobody-else";

#[tokio::test]
async fn twelve_cases_are_finished_and_none_is_worked_on_twice() -> Result<()> {
    let tokens = [("kim", KIM), ("lee", LEE)]
        .map(|(name, token)| format!("[[api.tokens]]\nname = \"{name}\"\nrole = \"reviewer\"\ntoken = \"{token}\"\n"));
    let harness = Harness::bare(Settings { more: tokens.concat(), ..Settings::one_session() }).await?;
    let client = harness.host.client();
    let alder = applications::of(County::Alder, 10)?;
    let mut ids = Vec::new();
    for (place, scenario) in alder.iter().chain(&applications::of(County::Birch, 2)?).enumerate() {
        ids.push(hand_in(&client, scenario, place < 3).await?);
    }

    // No release serves, and people take what waits in front of them.
    for id in &ids {
        said(&harness, KIM, &["review", "pull", id, "--why", "nothing serves its county"]).await?;
        said(&harness, KIM, &["review", "give-back", id]).await?;
    }
    let list = said(&harness, LEE, &["review", "list", "--all"]).await?;
    ensure!(list.matches("left)").count() == 12 && list.contains("nothing serves its county"), "{list}");

    // What one has is not the other's, unless they say so.
    said(&harness, KIM, &["review", "take", &ids[0]]).await?;
    let refused = command(&harness, LEE, &["review", "take", &ids[0]]).await?;
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    ensure!(refused.status.code() == Some(3) && words.contains("reviewer kim has the case"), "{words}");
    said(&harness, LEE, &["review", "take", &ids[1]]).await?;
    said(&harness, KIM, &["review", "note", &ids[1], "--called", "--why", "spelt it for me"]).await?;
    let shown = said(&harness, LEE, &["review", "show", &ids[1]]).await?;
    ensure!(
        shown.contains("reviewer lee has it") && shown.contains("kim called the applicant: spelt it for me"),
        "{shown}"
    );

    // Three were handed in with another name.
    let name = |place: usize| json!(alder[place].request)["application"]["applicant"]["name"]["last"].clone();
    let wrong =
        command(&harness, KIM, &["review", "correct", &ids[0], "--set", "applicant.name.lst=x", "--why", "a test"])
            .await?;
    let words = String::from_utf8_lossy(&wrong.stderr).into_owned();
    ensure!(wrong.status.code() == Some(3) && words.contains("`applicant.name.last`"), "{words}");
    let set = format!("applicant.name.last={}", name(0).as_str().context("it is a text")?);
    said(&harness, KIM, &["review", "correct", &ids[0], "--set", &set, "--why", "they called"]).await?;
    let file = harness.host.folder().join("fields.json");
    std::fs::write(&file, json!({ "applicant.name.last": name(1) }).to_string())?;
    let from = file.to_string_lossy();
    said(&harness, LEE, &["review", "correct", &ids[1], "--set-from", &from, "--why", "they called"]).await?;
    let corrected = json!({ "action": "correct", "fields": { "applicant.name.last": name(2) }, "why": "they called" });
    client.post(&format!("/v1/review/{}", ids[2]), &corrected).await??;

    said(&harness, LEE, &["review", "resolve", &ids[3], "--action", "requeue", "--why", "it can be sent"]).await?;
    for (number, id) in ids[4..8].iter().enumerate() {
        let receipt = format!("H-{number}");
        let by_hand =
            ["review", "resolve", id, "--action", "deliver-by-hand", "--receipt", &receipt, "--why", "by fax"];
        said(&harness, KIM, &by_hand).await?;
    }
    for id in &ids[8..10] {
        said(&harness, LEE, &["review", "resolve", id, "--action", "cancel", "--why", "they withdrew it"]).await?;
    }
    for _ in 0..2 {
        let taken = client.post("/v1/review/take", &json!({ "county": County::Birch.fips() })).await??;
        let path = format!("/v1/review/{}", taken["id"].as_str().context("there is one")?);
        let by_hand = json!({ "action": "deliver_by_hand", "receipt_number": "B-1", "why": "at their counter" });
        client.post(&path, &by_hand).await??;
    }
    let left = said(&harness, KIM, &["review", "take"]).await?;
    ensure!(left.contains("nothing waits for a person"), "{left}");
    ensure!(client.applications("state=review").await?.is_empty(), "0 left");

    // What went back to the queue arrives, as it should have been said.
    client.install(&component("alder-1.0.0.wasm")?).await?;
    client.until_all_are(&ids[..4], &[State::Delivered], Duration::from_secs(240)).await?;
    applications::arrived_once_unaltered(&harness, &alder[..4]).await?;
    let story = said(&harness, LEE, &["status", &ids[0]]).await?;
    ensure!(story.contains("corrected applicant.name.last: they called") && story.contains("version 2"), "{story}");
    let again = client.submit(&said_wrong(&alder[0]), Some(&alder[0].name)).await??;
    ensure!(again.id == ids[0], "its client is answered as before");

    let minutes = said(&harness, LEE, &["review", "minutes"]).await?;
    ensure!(minutes.contains("not_attempted") && minutes.contains("minutes in all"), "{minutes}");
    let answer: Value = serde_json::from_str(&said(&harness, LEE, &["review", "minutes", "--json"]).await?)?;
    let taken: u64 = answer["days"].as_array().into_iter().flatten().filter_map(|day| day["taken"].as_u64()).sum();
    // Each once when it was pulled, and once when it was worked on.
    ensure!(taken == 24, "{answer}");
    ensure!(client.text("/metrics").await?.contains("postrider_staff_minutes_total"), "so say the metrics");
    let page = client.call(Method::GET, "/v1/review?limit=1").send().await?.text().await?;
    ensure!(page.contains("\"next\":null"), "{page}");
    Ok(())
}

/// Hands one in, perhaps with another name than the applicant's.
async fn hand_in(client: &Client, scenario: &Scenario, wrong: bool) -> Result<String> {
    let request = if wrong { said_wrong(scenario) } else { json!(scenario.request) };
    Ok(client.submit(&request, Some(&scenario.name)).await??.id)
}

fn said_wrong(scenario: &Scenario) -> Value {
    let mut request = json!(scenario.request);
    request["application"]["applicant"]["name"]["last"] = "Mistaken".into();
    request
}

/// What a command said that did what it was to do.
async fn said(harness: &Harness, token: &str, args: &[&str]) -> Result<String> {
    let done = command(harness, token, args).await?;
    ensure!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// `postrider ...`, as a person with a token of their own calls it.
async fn command(harness: &Harness, token: &str, args: &[&str]) -> Result<Output> {
    let mut command = Command::new(harness::program()?);
    command.args(["--url", harness.host.address()]).args(args).env("POSTRIDER_TOKEN", token);
    command.stdin(Stdio::null()).kill_on_drop(true);
    command.output().await.context("the command could not be run")
}
