//! What the host reports to a plugin's author about a mistake: what it was, on which of their lines, and what mends it. And
//! what their guide (plugins/README.md) says that works.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::response::Html;
use axum::routing::{get, post};
use harness::{Client, Harness, Settings, State, Story, until};
use serde_json::json;
use tokio::net::TcpListener;

use crate::applications;

const PAGE: &str = r#"<!doctype html><title>Apply</title><form method="post" action="/send">
<fieldset><legend>Who applies</legend><label>First name <input name="first"></label></fieldset>
<fieldset><legend>Who helps</legend><label>First name <input name="helper"></label></fieldset>
<button>Send</button></form>"#;

/// The proof is asked for only when the application is there, as some portals do.
const RECEIVED: &str = r#"<!doctype html><title>Received</title><h1>Received</h1><p id="number">MIS-123</p>
<form method="post" action="/proof" enctype="multipart/form-data"><label>Proof <input type="file" name="proof" multiple></label>
<button>Add</button></form>"#;

const ADDED: &str =
    "<!doctype html><title>Added</title><h1>Added</h1><form method='post' action='/send'><button>Send</button></form>";

/// What the county got.
#[derive(Default)]
struct Got {
    sent: AtomicU32,
    proofs: AtomicU32,
}

async fn site(got: Arc<Got>) -> Result<(TcpListener, Router)> {
    let sent = {
        let got = Arc::clone(&got);
        async move || {
            got.sent.fetch_add(1, Ordering::SeqCst);
            Html(RECEIVED)
        }
    };
    let proof = async move |body: Bytes| {
        got.proofs.fetch_add(u32::from(body.windows(4).any(|bytes| bytes == b"%PDF")), Ordering::SeqCst);
        Html(ADDED)
    };
    let router =
        Router::new().route("/", get(async || Html(PAGE))).route("/send", post(sent)).route("/proof", post(proof));
    Ok((TcpListener::bind("127.0.0.1:0").await?, router.layer(DefaultBodyLimit::disable())))
}

#[tokio::test]
async fn mistakes_are_explained_with_line_and_remedy_and_what_the_guide_says_works() -> Result<()> {
    let got = Arc::new(Got::default());
    let (listener, router) = site(Arc::clone(&got)).await?;
    let address = listener.local_addr()?;
    tokio::select! {
        served = axum::serve(listener, router) => Ok(served?),
        explained = mistakes_are_explained(address, &got) => explained,
    }
}

async fn mistakes_are_explained(site: SocketAddr, got: &Got) -> Result<()> {
    let harness = Harness::bare(Settings::one_session().with_county("99008", "mistakes.test", site)).await?;
    let client = harness.host.client();
    client.install(&harness::guest("mistakes.wasm")?).await?;

    let said = ended(&client, "en", State::Review).await?.attempts_text();
    for text in [
        "an application has no field `applicant.name.frist`. Most like it is `applicant.name.first`.",
        "the plugin may not use `applicant.name.last` here: it has to be in the manifest's `fields.fill`",
        "the plugin may not read `applicant.name.first`: it has to be in the manifest's `fields.read` and in the county's `grant.read`",
        "one to 16 conditions, not 17",
        "nothing was clicked: the number's pattern “” has no `#`, `@` or `*`, as `OAK-######` has",
        "“Enter+” is no key or chord",
        "commit before these were placed: documents[0]; documents[1]: place each, a document by `upload`",
        "malformed: this text was read masked",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
    assert_eq!(said.matches("examples/mistakes.rs:").count(), 8, "each with its line: {said}");

    // Before the others: its second fault would hold the county.
    let story = ended(&client, "zh", State::Delivered).await?;
    assert_eq!(story.receipt_number(), Some("MIS-123"));
    assert_eq!((got.sent.load(Ordering::SeqCst), got.proofs.load(Ordering::SeqCst)), (1, 1));

    let id = hand_in(&client, "es").await?;
    let said = until("the plain click to be a fault", Duration::from_secs(60), || async {
        let said = client.application(&id).await?.history_text();
        Ok(said.contains("which submits").then_some(said))
    })
    .await?;
    assert!(said.contains("which submits: use `page.commit`") && said.contains("examples/mistakes.rs:"), "{said}");
    assert!(!said.contains("wasm trap"), "{said}");
    assert_eq!(got.sent.load(Ordering::SeqCst), 1, "nothing more was sent");
    Ok(())
}

async fn hand_in(client: &Client, language: &str) -> Result<String> {
    let mut request = applications::with_documents("99008")?;
    request["application"]["applicant"]["language"] = json!(language);
    Ok(client.submit(&request, Some(language)).await??.id)
}

async fn ended(client: &Client, language: &str, state: State) -> Result<Story> {
    let id = hand_in(client, language).await?;
    client.until_all_are(std::slice::from_ref(&id), &[state], Duration::from_secs(60)).await?;
    client.application(&id).await
}
