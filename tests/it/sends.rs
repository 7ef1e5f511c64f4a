//! Plugins that send by another way than the commit, or commit by what they did not declare: the county gets nothing, and a
//! person learns what was tried, by which request, and what to mend.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};
use county_sim::County;
use harness::{Harness, Settings, until};
use serde_json::json;
use tokio::net::TcpListener;

use crate::applications;

/// A form, a button whose script sends, and one whose page only says that it did.
const PAGE: &str = r#"<!doctype html><title>Apply</title>
<form method="post" action="/submit"><label>First name <input name="first"></label> <button>Send it</button></form>
<button type="button" id="next">Next</button> <button type="button" id="claim">Claim it</button> <p id="out"></p>
<script>
const out = document.getElementById('out');
document.getElementById('next').onclick = async () => {
  await fetch('/submit', { method: 'POST', body: 'first=Ada' });
  out.innerHTML = '<b id="thanks">Thank you</b>';
};
document.getElementById('claim').onclick = () => { out.innerHTML = 'Thank you: <b id="number">S-1</b>'; };
</script>"#;

/// Runs a guest on one application until its history says all of this; gives back how often the county was sent it.
async fn until_reported(guest: &str, texts: &[&str]) -> Result<u32> {
    let taken = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&taken);
    let take = post(async move || {
        counted.fetch_add(1, Ordering::SeqCst);
        Html("<!doctype html><title>Received</title><b id=\"number\">S-1</b>")
    });
    let site = Router::new().route("/", get(async || Html(PAGE))).route("/submit", take);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let reported = async {
        let harness = Harness::bare(Settings::one_session().with_county("99017", "sends.test", address)).await?;
        let client = harness.host.client();
        client.install(&harness::guest(&format!("{guest}.wasm"))?).await?;
        let mut request = json!(applications::of(County::Alder, 1)?.remove(0).request);
        request["county"] = json!("99017");
        let id = client.submit(&request, None).await??.id;
        let what = format!("the history of what {guest} did to say {texts:?}");
        until(&what, Duration::from_secs(90), || async {
            let story = client.application(&id).await?.text();
            Ok(texts.iter().all(|text| story.contains(text)).then_some(()))
        })
        .await
    };
    tokio::select! {
        served = axum::serve(listener, site) => served?,
        reported = reported => reported?,
    }
    Ok(taken.load(Ordering::SeqCst))
}

#[tokio::test]
async fn enter_with_a_key_held() -> Result<()> {
    let texts = ["a plain action on the control labelled “First name”, which submits: use `page.commit`"];
    assert_eq!(until_reported("enters", &texts).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_script_behind_a_plain_click() -> Result<()> {
    let texts = ["the page sent POST /submit, which submits. Make what sends this by `commit`"];
    assert_eq!(until_reported("scripts", &texts).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_commit_by_what_is_not_declared() -> Result<()> {
    let texts = ["a commit by the button named “Send it”", "sends POST /submit", "the path /apply/send"];
    assert_eq!(until_reported("misdeclares", &texts).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_page_that_only_says_so() -> Result<()> {
    let nobody_to_ask = "this county's site has no way to look an application up, as its plugin's manifest says";
    let texts = ["\"to\":\"in_doubt\"", "the page confirms, and nothing that submits was seen to leave", nobody_to_ask];
    assert_eq!(until_reported("believes", &texts).await?, 0);
    Ok(())
}
