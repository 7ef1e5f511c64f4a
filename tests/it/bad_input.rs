//! What comes in wrong: each gets a clear error that names the thing, nothing is lost, and the host goes on serving.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use county_sim::County;
use harness::{Client, Harness, Settings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::applications;

/// Hands a changed application in, and checks what the host says of it.
async fn refused(client: &Client, change: impl FnOnce(&mut Value), status: u16, text: &str) -> Result<()> {
    let mut request = json!(applications::of(County::Cedar, 1)?[0].request);
    change(&mut request);
    let refusal = client.submit(&request, None).await?.err();
    let refusal = refusal.unwrap_or_else(|| panic!("this was taken, and should have been refused with: {text}"));
    let said = refusal.problem.to_string();
    assert_eq!(refusal.status, status, "{said}");
    assert!(said.contains(text), "{said}\ndoes not say: {text}");
    Ok(())
}

#[tokio::test]
async fn an_application_that_cannot_be_right_is_refused_by_name() -> Result<()> {
    let harness = Harness::serving(&[County::Cedar], Settings::one_session()).await?;
    let client = harness.host.client();
    refused(&client, |r| r["county"] = "12345".into(), 422, "12345").await?;
    refused(&client, |r| r["application"]["applicant"]["shoes"] = 44.into(), 422, "shoes").await?;
    refused(
        &client,
        |r| r["application"]["applicant"]["birth_date"] = "1980-02-30".into(),
        422,
        "applicant.birth_date",
    )
    .await?;
    refused(&client, |r| r["application"]["applicant"]["ssn"] = "abcdefghi".into(), 422, "applicant.ssn").await?;
    let executable = STANDARD.encode(b"MZ\x90\0 this is no document at all, whatever it is called");
    let document = json!({ "kind": "identity", "name": "passport.pdf", "content": executable });
    refused(&client, |r| r["application"]["documents"] = json!([document]), 422, "documents[0]").await?;
    let garbage = client
        .call(Method::POST, "/v1/applications")
        .header("content-type", "application/json")
        .body("{not json")
        .send()
        .await?;
    assert_eq!(garbage.status().as_u16(), 400);
    assert!(client.applications("").await?.is_empty(), "nothing that was refused is kept");
    Ok(())
}

/// The site has no place for documents: said while the applicant can still hand them in otherwise, and never left out unsaid.
/// A check that fails lets everything in: a plugin that asks there for what its manifest does not name never refuses anything.
#[tokio::test]
async fn every_application_is_looked_at_by_its_countys_plugin() -> Result<()> {
    let harness = Harness::start(Settings::one_session()).await?;
    let client = harness.host.client();
    for scenario in applications::all()? {
        let given = client.submit(&json!(scenario.request), None).await?;
        let given = given.with_context(|| scenario.name.clone())?;
        assert!(given.checked, "{} was taken unchecked", scenario.name);
    }
    Ok(())
}

#[tokio::test]
async fn a_document_that_the_county_does_not_take_is_refused_at_intake() -> Result<()> {
    let takes_none = [County::Alder, County::Birch, County::Dogwood, County::Elm];
    let harness = Harness::serving(&takes_none, Settings::one_session()).await?;
    let client = harness.host.client();
    let documents = applications::with_documents("99005")?["application"]["documents"].clone();
    for county in takes_none {
        let mut request = json!(applications::of(county, 1)?.remove(0).request);
        request["application"]["documents"] = documents.clone();
        let refusal = client.submit(&request, None).await?.err();
        let said = refusal.unwrap_or_else(|| panic!("{county} took documents")).problem.to_string();
        assert!(said.contains("documents[0]") && said.contains("documents[1]"), "{county}: {said}");
        assert!(said.contains("site takes no documents"), "{county}: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn an_idempotency_key_stands_for_one_body() -> Result<()> {
    // No plugin: what is accepted stays in the queue.
    let harness = Harness::bare(Settings::one_session()).await?;
    let client = harness.host.client();
    let scenarios = applications::of(County::Alder, 2)?;
    let first = client.submit(&json!(scenarios[0].request), Some("key-1")).await??;
    let again = client.submit(&json!(scenarios[0].request), Some("key-1")).await??;
    assert_eq!(first.id, again.id);
    let other = client.submit(&json!(scenarios[1].request), Some("key-1")).await?.err();
    let other = other.unwrap_or_else(|| panic!("another body under the same key was taken"));
    assert_eq!(other.status, 409, "{}", other.problem);
    assert_eq!(client.applications("").await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_plugin_that_is_none_is_refused_and_the_one_before_serves() -> Result<()> {
    let harness = Harness::serving(&[County::Alder], Settings::one_session()).await?;
    let client = harness.host.client();
    let before = client.releases().await?;
    let mut oversized = b"\0asm\x0d\0\x01\0".to_vec();
    oversized.resize(9 << 20, 0);
    let cases: [(&str, Vec<u8>, &str); 3] = [
        ("text", b"hello".to_vec(), "not a WebAssembly component"),
        ("a core module", b"\0asm\x01\0\0\0".to_vec(), "core module"),
        ("a component without manifest", b"\0asm\x0d\0\x01\0".to_vec(), "postrider:manifest"),
    ];
    for (what, bytes, text) in cases {
        let refusal = client.install_bytes(bytes).await?.err().unwrap_or_else(|| panic!("{what} was installed"));
        assert_eq!(refusal.status, 422, "{what}: {}", refusal.problem);
        assert!(refusal.problem.to_string().contains(text), "{what}: {}", refusal.problem);
    }
    let refusal = client.install_bytes(oversized).await?.err().unwrap_or_else(|| panic!("nine MiB were installed"));
    assert!(matches!(refusal.status, 413 | 422), "{}", refusal.problem);
    assert_eq!(client.releases().await?, before, "the releases before go on serving");
    serde_json::from_str::<Value>(&client.text("/healthz").await?)?;
    Ok(())
}

/// Runs `postrider` on a configuration and gives what it printed on standard error.
fn says(folder: &Path, arguments: &[&str]) -> Result<(bool, String)> {
    let program = harness::program()?;
    let output = Command::new(program).args(arguments).current_dir(folder).output()?;
    Ok((
        output.status.success(),
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
    ))
}

#[test]
fn a_configuration_with_an_unknown_key_is_refused_with_its_line() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("postrider.toml"), "data = 'data'\ncolour = 'red'\n")?;
    let (fine, said) = says(folder.path(), &["serve", "--config", "postrider.toml"])?;
    assert!(!fine && said.contains("line 2") && said.contains("colour"), "{said}");
    Ok(())
}

#[test]
fn a_missing_driver_is_named_with_what_fixes_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(
        folder.path().join("postrider.toml"),
        "data = 'data'\n[browser]\ngeckodriver = '/nowhere/geckodriver'\n",
    )?;
    let (fine, said) = says(folder.path(), &["doctor", "--config", "postrider.toml"])?;
    assert!(!fine && said.contains("geckodriver") && said.contains("cargo install geckodriver"), "{said}");
    Ok(())
}

/// The default works; that it is not wise is said, and no reason to fail.
#[test]
fn a_key_beside_its_ledger_is_called_unwise() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let county = "[[county]]\ncode = '99001'\nname = 'A'\nzone = 'UTC'\ngrant.origins = ['http://a.test']\n\
                  [[api.tokens]]\nname = 'ops'\nrole = 'admin'\ntoken = 'a-token-for-trying-it-out'\n";
    let file = folder.path().join("postrider.toml");
    std::fs::write(&file, format!("data = 'data'\nkey_file = 'data/keys/ledger.key'\n{county}"))?;
    let (fine, said) = says(folder.path(), &["doctor", "--config", "postrider.toml"])?;
    assert!(fine && said.contains("unwise") && said.contains("`key_file`"), "{said}");
    std::fs::write(&file, format!("data = 'data'\n{county}"))?;
    let (fine, said) = says(folder.path(), &["doctor", "--config", "postrider.toml"])?;
    assert!(fine && !said.contains("`key_file`"), "{said}");
    Ok(())
}
