//! A backup that was made while attempts ran, as docs/operations.md says, and its restoration: everything that was acknowledged before it is
//! there, and nothing is sent before somebody lets it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::County;
use harness::{Client, Harness, Settings, State, until};

use crate::applications;

/// How long nothing is sent: longer than the host sleeps between two looks for work.
const A_WHILE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_file_is_restored() -> Result<()> {
    let run = |harness: &Harness, command: String| {
        let file = harness.host.folder().join("data/ledger.sqlite");
        let done = Command::new("sqlite3").arg(file).arg(command).output();
        let done = done.context("sqlite3 is not there: `cargo xtask setup` installs it")?;
        ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    };
    let back_up = |harness: &Harness, backup: &Path| run(harness, format!(".backup {}", backup.display()));
    let restore = |harness: &Harness, backup: &Path| {
        let data = harness.host.folder().join("data");
        for beside in ["ledger.sqlite-wal", "ledger.sqlite-shm"] {
            let _ = std::fs::remove_file(data.join(beside));
        }
        std::fs::rename(backup, data.join("ledger.sqlite")).context("the backup cannot be put there")
    };
    restored(Settings::one_session(), back_up, restore).await
}

#[tokio::test]
async fn a_servers_tables_are_restored() -> Result<()> {
    let server = postgres::shared();
    let schema = server.schema();
    let settings = Settings { database: Some(server.address(&schema)), ..Settings::one_session() };
    let back_up = |_: &Harness, backup: &Path| server.dump(&schema, backup).context("it cannot be dumped");
    let restore = |_: &Harness, backup: &Path| {
        server.sql(&format!("DROP SCHEMA {schema} CASCADE"))?;
        server.restore(backup).context("it cannot be restored")
    };
    restored(settings, back_up, restore).await
}

async fn restored(
    settings: Settings,
    back_up: impl Fn(&Harness, &Path) -> Result<()>,
    restore: impl Fn(&Harness, &Path) -> Result<()>,
) -> Result<()> {
    let mut harness = Harness::serving(&[County::Alder], settings).await?;
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 3)?;
    let ids = client.submit_all(&scenarios).await?;
    let (first, rest) = (&ids[..1], &ids[1..]);
    client.until_all_are(first, &[State::Delivered], Duration::from_secs(180)).await?;
    until("the next one to be worked on", Duration::from_secs(60), || async {
        Ok((client.applications("state=attempting").await?.len() == 1).then_some(()))
    })
    .await?;
    let backup = harness.host.folder().join("backup");
    back_up(&harness, &backup)?;
    client.until_all_are(rest, &[State::Delivered], Duration::from_secs(180)).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;

    // With no plugin that could serve, as the documents say: of what was delivered since, the backup knows nothing.
    harness.host.stop().await?;
    restore(&harness, &backup)?;
    let data = harness.host.folder().join("data");
    let aside = harness.host.folder().join("aside");
    std::fs::rename(data.join("plugins"), &aside)?;
    std::fs::remove_dir_all(data.join("plugins-compiled"))?;
    harness.host.restart().await?;
    let client = harness.host.client();
    let story = client.application(&first[0]).await?;
    ensure!(story.receipt_number().is_some(), "its receipt is there: {}", story.history_text());
    ensure!(!client.traces(&first[0], &story).await?.is_empty(), "so is its trace");
    tokio::time::sleep(A_WHILE).await;
    all_wait(&client, rest).await?;
    ensure!(client.county(County::Alder.fips()).await?.unserved.is_some(), "no release serves");
    applications::arrived_once_unaltered(&harness, &scenarios).await?;

    // A person has compared them with the county's list, and says so.
    for id in rest {
        let path = format!("/v1/review/{id}");
        let pulled = serde_json::json!({ "why": "restored; the county's list has it" });
        client.post(&format!("{path}/pull"), &pulled).await??;
        let listed = serde_json::json!({
            "action": "deliver_by_hand", "receipt_number": "L-1", "why": "the county's list has it, under this number"
        });
        client.post(&path, &listed).await??;
    }
    harness.host.stop().await?;
    std::fs::remove_dir_all(data.join("plugins"))?;
    std::fs::rename(&aside, data.join("plugins"))?;
    harness.host.restart().await?;
    let client = harness.host.client();
    until("the county to be served again", Duration::from_secs(60), || async {
        Ok(client.county(County::Alder.fips()).await?.release.map(drop))
    })
    .await?;
    let more = applications::of(County::Alder, 4)?;
    let new = client.submit_all(&more[3..]).await?;
    client.until_all_are(&new, &[State::Delivered], Duration::from_secs(180)).await?;
    applications::arrived_once_unaltered(&harness, &more).await
}

/// Nobody works on them: they are in the queue, as the backup has them, or were taken back there.
async fn all_wait(client: &Client, ids: &[String]) -> Result<()> {
    for id in ids {
        let story = client.application(id).await?;
        ensure!(story.state == State::Queued, "{}", story.history_text());
    }
    Ok(())
}
