//! The plugin guide (plugins/README.md), as a newcomer follows it: its plugin is the one that is built here, and with its
//! configuration and its application it delivers.

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};
use harness::{Harness, Settings, State};
use serde_json::Value;
use tokio::net::TcpListener;

const SIGN_IN: &str = r#"<!doctype html><title>Oak</title><h1>Sign in</h1><form method="post" action="/sign-in">
<label>User <input name="user"></label> <label>Password <input name="password" type="password"></label>
<button>Sign in</button></form>"#;

const FORM: &str = r#"<!doctype html><title>Oak</title><h1>Apply</h1><form method="post" action="/apply/submit">
<label>First name <input name="first"></label> <label>Last name <input name="last"></label>
<label>Date of birth <input name="born"></label> <label>Address <input name="line" maxlength="40"></label>
<label>City <input name="city"></label> <label>ZIP code <input name="zip"></label>
<label>State <select name="state"><option></option><option value="CA">California</option></select></label>
<label><input type="checkbox" name="true"> I declare that this is true</label>
<button>Submit application</button></form>"#;

const RECEIVED: &str = r#"<!doctype html><title>Oak</title><h1>Application received</h1>
<p id="confirmation">Your number is OAK-004711.</p>"#;

/// The guide's blocks of one language, in their order.
fn blocks(guide: &str, language: &str) -> Vec<String> {
    let begins = format!("```{language}\n");
    let rests = guide.split(&begins).skip(1);
    rests.filter_map(|rest| Some(rest.split_once("```")?.0.to_owned())).collect()
}

/// What the county got.
type Got = Arc<Mutex<Vec<String>>>;

fn site(got: &Got) -> Router {
    let signed_in = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&signed_in);
    let apply = get(async move || Html(if seen.load(Ordering::SeqCst) { FORM } else { SIGN_IN }));
    let sign_in = post(async move || {
        signed_in.store(true, Ordering::SeqCst);
        Html(FORM)
    });
    let got = Arc::clone(got);
    let submit = post(async move |body: String| {
        got.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(body);
        Html(RECEIVED)
    });
    Router::new().route("/apply", apply).route("/sign-in", sign_in).route("/apply/submit", submit)
}

#[tokio::test]
async fn what_the_guide_writes_is_built_and_delivers() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = std::fs::read_to_string(root.join("plugins/README.md"))?;
    let (tomls, codes) = (blocks(&guide, "toml"), blocks(&guide, "rust"));
    for (of_guide, file) in [(&tomls[1], "manifest.toml"), (&codes[0], "src/lib.rs")] {
        let built = std::fs::read_to_string(root.join("tests/support/guests/oak").join(file))?;
        assert!(
            *of_guide == built,
            "plugins/README.md has another {file} than tests/support/guests/oak: write both alike"
        );
    }
    let got = Got::default();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let (_, county) = tomls[2].split_once("[[county]]").context("the guide's configuration has no county")?;
    let more = format!("[[county]]{}", county.replace("127.0.0.1:8080", &address));
    let application = serde_json::from_str(&blocks(&guide, "json")[0])?;
    tokio::select! {
        served = axum::serve(listener, site(&got)) => served?,
        delivered = delivers(more, application) => delivered?,
    }
    let got = got.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    assert_eq!(got.len(), 1, "it arrives once: {got:?}");
    for sent in ["first=Jos%C3%A9", "last=O%27Brien", "born=03%2F09%2F1987", "zip=95453", "state=CA", "true=on"] {
        assert!(got[0].contains(sent), "{sent}: {}", got[0]);
    }
    Ok(())
}

async fn delivers(more: String, application: Value) -> Result<()> {
    let harness = Harness::bare(Settings { more, ..Settings::one_session() }).await?;
    let client = harness.host.client();
    client.install(&harness::guest("oak.wasm")?).await?;
    let id = client.submit(&application, Some("first-try")).await??.id;
    client.until_all_are(std::slice::from_ref(&id), &[State::Delivered], Duration::from_secs(60)).await?;
    assert_eq!(client.application(&id).await?.receipt_number(), Some("OAK-004711"));
    Ok(())
}
