//! Keys are rotated and an application is forgotten while attempts run: whatever was handed in arrives once and unaltered, and what was
//! forgotten is gone from the host for good.

use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::County;
use harness::{Harness, Settings, State, until};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::process::Command;
use walkdir::WalkDir;

use crate::applications;

#[tokio::test]
async fn keys_are_rotated_and_what_has_ended_is_forgotten_while_attempts_run() -> Result<()> {
    rotates_and_forgets(Settings::one_session()).await
}

#[tokio::test]
async fn keys_are_rotated_where_a_server_has_the_ledger() -> Result<()> {
    rotates_and_forgets(Settings { database: Some(postgres::empty()), ..Settings::one_session() }).await
}

async fn rotates_and_forgets(settings: Settings) -> Result<()> {
    let mut harness = Harness::serving(&[County::Alder], settings).await?;
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 3)?;
    let ids = client.submit_all(&scenarios).await?;
    let (first, rest) = (&ids[..1], &ids[1..]);
    client.until_all_are(first, &[State::Delivered], Duration::from_secs(120)).await?;
    until("the next one to be worked on", Duration::from_secs(60), || async {
        Ok((client.applications("state=attempting").await?.len() == 1).then_some(()))
    })
    .await?;
    let before = client.application(&first[0]).await?;
    let number = before.receipt_number().context("it has a receipt")?;
    let piece = before.attempts.iter().find_map(|one| one.trace()).context("it has a trace")?;
    ensure!(!client.evidence(&first[0], piece).await?.is_empty(), "it is there to be forgotten");

    // A key is made, and wraps everything; the host goes on meanwhile.
    let made = said(&harness, &["key", "new", "--config", "postrider.toml"]).await?;
    ensure!(made.contains("is the last line of") && made.contains("ledger.key"), "{made}");
    ensure!(standings(&harness).await? == [(true, 3), (false, 0)], "a key that was made wraps nothing yet");
    let rotated = said(&harness, &["key", "rotate"]).await?;
    ensure!(rotated.contains("wrapped anew: 3"), "{rotated}");
    ensure!(standings(&harness).await? == [(false, 0), (true, 3)], "it wraps everything");

    // What is still to be sent is not forgotten; what has ended is.
    let refused = command(&harness, &["forget", &rest[1], "--why", "a test"]).await?;
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    ensure!(refused.status.code() == Some(3) && words.contains("only what is delivered"), "{words}");
    let folders = harness.host.folder().join("data/evidence");
    let file = folders.join(&piece.digest[..2]).join(&piece.digest[2..]);
    ensure!(file.exists(), "its trace is a file");
    let forgotten = said(&harness, &["forget", &first[0], "--why", "asked for by letter"]).await?;
    ensure!(forgotten.contains("is forgotten"), "{forgotten}");
    ensure!(!file.exists(), "the file of its trace is gone");
    let gone =
        client.call(Method::GET, &format!("/v1/applications/{}/evidence/{}", first[0], piece.digest)).send().await?;
    ensure!(gone.status() == StatusCode::GONE, "{}", gone.status());
    let story = said(&harness, &["status", &first[0]]).await?;
    ensure!(story.contains("by admin harness: asked for by letter") && !story.contains(number), "{story}");
    let again = client.submit(&json!(scenarios[0].request), Some(&scenarios[0].name)).await?;
    ensure!(again.context("its client is answered as before")?.id == first[0], "it is no second one");

    client.until_all_are(rest, &[State::Delivered], Duration::from_secs(180)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;

    // The key before is not needed any more, not even by a host that starts.
    harness.host.stop().await?;
    let key_file = harness.host.folder().join("ledger.key");
    let newest = std::fs::read_to_string(&key_file)?.lines().last().context("it has keys")?.to_owned();
    std::fs::write(&key_file, newest)?;
    harness.host.restart().await?;
    let client = harness.host.client();
    for id in rest {
        let story = client.application(id).await?;
        ensure!(story.receipt_number().is_some() && !client.traces(id, &story).await?.is_empty(), "{story:?}");
    }
    let story = client.application(&first[0]).await?;
    ensure!(story.receipt_number().is_none() && story.attempts.iter().all(|one| one.evidence.is_empty()), "{story:?}");
    let files = WalkDir::new(&folders).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let kept: usize = {
        let mut pieces = 0;
        for id in rest {
            pieces += client.application(id).await?.attempts.iter().map(|one| one.evidence.len()).sum::<usize>();
        }
        pieces
    };
    ensure!(files.count() <= kept, "no file is left that nobody's is");
    Ok(())
}

/// Whether each master key is current, and how many keys of applications it wraps; the oldest first.
async fn standings(harness: &Harness) -> Result<Vec<(bool, u64)>> {
    let keys: Vec<Value> = serde_json::from_str(&said(harness, &["key", "list", "--json"]).await?)?;
    let standing = |key: &Value| (key["is_current"] == true, key["application_keys"].as_u64().unwrap_or_default());
    Ok(keys.iter().map(standing).collect())
}

/// What a command said that did what it was to do.
async fn said(harness: &Harness, args: &[&str]) -> Result<String> {
    let done = command(harness, args).await?;
    ensure!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// `postrider ...`, as a person calls it in the host's folder.
async fn command(harness: &Harness, args: &[&str]) -> Result<Output> {
    let mut command = Command::new(harness::program()?);
    command.args(["--url", harness.host.address(), "--token", harness::TOKEN]).args(args);
    command.current_dir(harness.host.folder()).stdin(Stdio::null()).kill_on_drop(true);
    command.output().await.context("the command could not be run")
}
