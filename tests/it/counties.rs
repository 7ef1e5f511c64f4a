//! Counties and passwords come and change while the host works: by a file, by command. Nothing is lost, sent twice or cut off.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use county_sim::{County, Fault, Lost, Plan};
use harness::{Harness, Settings, State, TOKEN, component, until};
use reqwest::Method;
use serde_json::Value;

use crate::applications;

/// What a host needs to see a file that changed, on a busy machine: two looks of two seconds each.
const SEEN: Duration = Duration::from_secs(30);
/// Far less than the quarter of an hour that an account is left alone for which its county refused.
const AT_ONCE: Duration = Duration::from_secs(120);

#[tokio::test]
async fn counties_come_and_passwords_change_while_the_host_works() -> Result<()> {
    come_and_change(Settings::default()).await
}

#[tokio::test]
async fn counties_come_and_change_where_a_server_has_the_ledger() -> Result<()> {
    come_and_change(Settings { database: Some(postgres::empty()), ..Settings::default() }).await
}

async fn come_and_change(settings: Settings) -> Result<()> {
    let mut harness = Harness::bare(Settings { reconcile_after_seconds: 25, ..settings }).await?;
    harness.host.stop().await?;
    let folder = harness.host.folder().to_owned();
    let (alder, cedar) = (taken_out(&folder, County::Alder)?, taken_out(&folder, County::Cedar)?);
    fs::create_dir(folder.join("counties.d"))?;
    fs::create_dir(folder.join("secrets"))?;
    harness.host.restart().await?;
    let client = harness.host.client();
    let listed = async |county: County, key: &str| -> Result<Value> {
        let counties: Value = client.call(Method::GET, "/v1/counties").send().await?.json().await?;
        let found = counties.as_array().into_iter().flatten().find(|one| one["code"] == county.fips());
        Ok(found.map(|one| one[key].clone()).unwrap_or_default())
    };

    // Alder by a file, with a password that is wrong; Cedar by command, whose passwords lie elsewhere.
    secret(&folder, "alder", "not the password\n")?;
    let alder = alder.replace("password = \"alder-pass\"", "password = \"file:secrets/alder\"");
    let one_login: String =
        alder.lines().filter(|line| !line.contains("worker2")).map(|line| format!("{line}\n")).collect();
    fs::write(folder.join("counties.d/99001.toml"), &one_login)?;
    secret(&folder, "cedar", "cedar-pass\n")?;
    let refused = set(&harness, &cedar)?;
    ensure!(refused.contains("a secret itself is not kept in the ledger"), "{refused}");
    ensure!(!refused.contains("cedar-pass"), "{refused}");
    let cedar = cedar.replace("\"cedar-pass\"", "\"file:secrets/cedar\"");
    let done = set(&harness, &cedar)?;
    ensure!(done.contains("county 99005 is set; new: "), "{done}");
    until("the county of the file", SEEN, || async { Ok(listed(County::Alder, "name").await?.as_str().map(drop)) })
        .await?;
    for file in ["alder-1.0.0.wasm", "cedar-1.0.0.wasm"] {
        client.install(&component(file)?).await?;
    }

    let scenarios = [applications::of(County::Alder, 2)?, applications::of(County::Cedar, 2)?].concat();
    let ids = client.submit_all(&scenarios).await?;
    until("the account that Alder refuses to be left alone", AT_ONCE, || async {
        Ok(listed(County::Alder, "benched_accounts").await?.as_array().filter(|some| !some.is_empty()).map(drop))
    })
    .await?;
    // While Cedar is worked for: other hours, and the right password. A file that is half written counts for nothing.
    fs::write(folder.join("counties.d/99001.toml"), &one_login[..40])?;
    until("what is wrong with the file", SEEN, || async {
        Ok(listed(County::Alder, "configuration_error").await?.as_str().map(drop))
    })
    .await?;
    ensure!(!listed(County::Alder, "name").await?.is_null(), "what it was goes on");
    let before = listed(County::Alder, "next_cutoff").await?;
    let hours = one_login.replace("concurrency", "cutoff = \"16:15\"\nconcurrency");
    fs::write(folder.join("counties.d/99001.toml"), hours)?;
    until("the deadline of what waits to go with the calendar", SEEN, || async {
        let story = client.call(Method::GET, &format!("/v1/applications/{}", ids[0]));
        let story: Value = story.send().await?.json().await?;
        let deadline = listed(County::Alder, "next_cutoff").await?;
        Ok((deadline != before && story["deadline"] == deadline).then_some(()))
    })
    .await?;
    secret(&folder, "alder", "alder-pass\n")?;
    client.until_all_are(&ids, &[State::Delivered], AT_ONCE).await?;
    applications::arrived_once_unaltered(&harness, &scenarios).await?;
    ensure!(listed(County::Alder, "configuration_error").await?.is_null());

    // What was set is there after a start; a county that is taken out while it is worked for is finished, the rest waits.
    harness.host.stop().await?;
    harness.host.restart().await?;
    let client = harness.host.client();
    let more = applications::of(County::Cedar, 3)?;
    let ids = client.submit_all(&more[2..]).await?;
    until("the work on it", AT_ONCE, || async {
        Ok((client.application(&ids[0]).await?.state == State::Attempting).then_some(()))
    })
    .await?;
    let removed = postrider(&harness, &["county", "remove", "99005", "--why", "a test"])?;
    ensure!(removed.contains("county 99005 is taken out"), "{removed}");
    client.until_all_are(&ids, &[State::Delivered], AT_ONCE).await?;

    // A login that nothing but a question about a doubt finds refused is left alone as well.
    let lost = Fault::AcceptedButAnswerLost { how: Lost::Drop };
    harness.control.set_fault(County::Alder, &Plan::once(lost)).await?;
    let doubtful = applications::of(County::Alder, 3)?;
    let ids = client.submit_all(&doubtful[2..]).await?;
    client.until_all_are(&ids, &[State::InDoubt], AT_ONCE).await?;
    harness.host.stop().await?;
    secret(&folder, "alder", "not the password either\n")?;
    harness.host.restart().await?;
    let client = harness.host.client();
    until("the login that Alder refuses to whoever asks it to be left alone", AT_ONCE, || async {
        let counties: Value = client.call(Method::GET, "/v1/counties").send().await?.json().await?;
        Ok(counties.as_array().into_iter().flatten().find(|one| one["benched_accounts"][0].is_object()).map(drop))
    })
    .await?;
    secret(&folder, "alder", "alder-pass\n")?;
    client.until_all_are(&ids, &[State::Delivered], AT_ONCE).await?;
    applications::arrived_once_unaltered(&harness, &[scenarios, more[2..].to_vec(), doubtful[2..].to_vec()].concat())
        .await?;
    let log = harness.host.log();
    ensure!(!["alder-pass", "cedar-pass", "not the password"].iter().any(|secret| log.contains(secret)));
    Ok(())
}

/// Takes a county out of the configuration, which says where secrets lie from then on. Gives what was said of it.
fn taken_out(folder: &Path, county: County) -> Result<String> {
    let path = folder.join("postrider.toml");
    let text = fs::read_to_string(&path)?;
    let mut blocks: Vec<&str> = text.split("\n[[county]]\n").collect();
    let code = format!("code = \"{}\"", county.fips());
    let at = blocks.iter().position(|block| block.contains(&code)).context("the configuration has it")?;
    let taken = blocks.remove(at).to_owned();
    let mut rest = blocks.join("\n[[county]]\n");
    if !rest.starts_with("county_secrets") {
        rest = format!("county_secrets = \"secrets\"\n{rest}");
    }
    fs::write(path, rest)?;
    Ok(taken)
}

fn secret(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join("secrets").join(name);
    fs::write(&path, text)?;
    Ok(fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?)
}

/// `postrider county set`, of a file beside the configuration. Gives what it says.
fn set(harness: &Harness, text: &str) -> Result<String> {
    let file = harness.host.folder().join("to-set.toml");
    fs::write(&file, text)?;
    postrider(harness, &["county", "set", &file.display().to_string(), "--why", "a test"])
}

fn postrider(harness: &Harness, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(harness::program()?);
    command.args(arguments).env("POSTRIDER_URL", harness.host.address()).env("POSTRIDER_TOKEN", TOKEN);
    let output = command.output()?;
    Ok([output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat())
}
