//! What nobody declared is held before it leaves, whoever sends it and whenever: the county never hears of it, the attempt ends as
//! drift, and a commit that was made stands.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use axum::Router;
use axum::extract::Path;
use axum::http::{Method, StatusCode, header};
use axum::response::{Html, IntoResponse as _};
use axum::routing::{any, get};
use county_sim::County;
use harness::{Browser, Harness, Settings, State};
use serde_json::json;
use tokio::net::TcpListener;

use crate::applications;

/// Sends by every way that a page has, what is declared first; then it says so.
const SENDS: &str = r#"<p id="out"></p><iframe name="inner" srcdoc="<form method=post action=/extra/frame><button id=go>Go</button></form>"></iframe>
<script>
const settled = (promise) => promise.catch(() => null);
const once = (target, event) => new Promise((done) => target.addEventListener(event, done, { once: true }));
async function send() {
  await settled(fetch('/save', { method: 'POST', body: 'a=1' }));
  navigator.sendBeacon('/beacon', 'a=1');
  await settled(fetch('/extra/fetch', { method: 'POST', body: 'a=1' }));
  await settled(fetch('/extra/put', { method: 'PUT', body: 'a=1' }));
  navigator.sendBeacon('/extra/beacon', 'a=1');
  const frame = document.querySelector('iframe');
  const sent = once(frame, 'load');
  frame.contentDocument.getElementById('go').click();
  const worker = new Worker('/worker.js');
  const told = once(worker, 'message');
  await Promise.race([Promise.all([sent, told]), new Promise((done) => setTimeout(done, 5000))]);
  const socket = new WebSocket('ws://' + location.host + '/extra/socket');
  await Promise.race([once(socket, 'error'), once(socket, 'close'), once(socket, 'open')]);
  document.getElementById('out').innerHTML = '<b id="done">Done</b>';
}
</script>"#;

const WORKER: &str =
    "fetch('/extra/worker', { method: 'POST', body: 'a=1' }).catch(() => null).then(() => postMessage('sent'));";

/// What is held of it, by method and path.
const HELD: [&str; 6] = [
    "POST /extra/fetch",
    "PUT /extra/put",
    "POST /extra/beacon",
    "POST /extra/frame",
    "POST /extra/worker",
    "WebSocket /extra/socket",
];

/// When the page sends what nobody declared.
#[derive(Clone, Copy, PartialEq)]
enum When {
    Before,
    AfterTheCommit,
}

/// Every request that reached the county and may have changed something, by method and path.
type Truth = Arc<Mutex<Vec<String>>>;

fn site(when: When, truth: &Truth) -> Router {
    let (now, later) =
        if when == When::Before { ("send()", "") } else { ("", "<script>addEventListener('load', send)</script>") };
    let form = format!(
        "<!doctype html><title>Apply</title><button type=button onclick='{now}'>Next</button>\
         <form method=post action=/submit><button>Send it</button></form>{SENDS}"
    );
    let received = format!("<!doctype html><title>Received</title><b id=number>S-1</b>{SENDS}{later}");
    let truth = Arc::clone(truth);
    let taken = any(async move |method: Method, Path(path): Path<String>| {
        truth.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{method} /{path}"));
        match path.as_str() {
            "submit" => Html(received.clone()).into_response(),
            _ => StatusCode::OK.into_response(),
        }
    });
    let worker = get(async || ([(header::CONTENT_TYPE, "text/javascript")], WORKER));
    let nothing = get(async || StatusCode::NO_CONTENT);
    Router::new()
        .route("/", get(async move || Html(form)))
        .route("/worker.js", worker)
        .route("/favicon.ico", nothing)
        .route("/{*path}", taken)
}

/// Runs the guest on one application until it ends so; its story, its trace, and what reached the county.
async fn ends(browser: Browser, when: When, state: State) -> Result<(String, String, Vec<String>)> {
    let truth = Truth::default();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let ended = async {
        let settings = Settings { browser, ..Settings::one_session() };
        let harness = Harness::bare(settings.with_county("99017", "sends.test", address)).await?;
        let client = harness.host.client();
        client.install(&harness::guest("insists.wasm")?).await?;
        let mut request = json!(applications::of(County::Alder, 1)?.remove(0).request);
        request["county"] = json!("99017");
        let id = client.submit(&request, None).await??.id;
        let story = match state {
            State::Delivered => {
                client.until_all_are(std::slice::from_ref(&id), &[state], Duration::from_secs(90)).await?;
                client.application(&id).await?.text()
            }
            _ => {
                harness::until("an attempt to end as drift", Duration::from_secs(90), || async {
                    let story = client.application(&id).await?.text();
                    Ok(story.contains("\"outcome\":\"drifted\"").then_some(story))
                })
                .await?
            }
        };
        Ok::<_, anyhow::Error>((story, client.traces(&id, &client.application(&id).await?).await?))
    };
    let (story, traces) = tokio::select! {
        served = axum::serve(listener, site(when, &truth)) => { served?; anyhow::bail!("the site ended") }
        ended = ended => ended?,
    };
    let truth = truth.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok((story, traces, truth))
}

#[track_caller]
fn has_each_request(traces: &str) {
    let line = |request: &str, fate: &str| {
        traces.lines().any(|line| {
            line.contains(r#""kind":"request""#)
                && line.contains(&format!(r#""target":"{request}""#))
                && line.contains(&format!(r#""result":"{fate}""#))
        })
    };
    assert!(line("POST /save", "status 200") && line("POST /beacon", "dropped"), "{traces}");
    for held in HELD {
        assert!(line(held, "held: nobody declared it"), "{held}: {traces}");
    }
}

async fn before_a_commit(browser: Browser) -> Result<()> {
    let (story, traces, truth) = ends(browser, When::Before, State::Queued).await?;
    // A further attempt may have begun.
    ensure!(!truth.is_empty() && truth.iter().all(|request| request == "POST /save"), "{truth:?}");
    for said in
        ["only requests that the manifest declares: POST /save, /submit", "POST /extra/fetch, held before it left"]
    {
        ensure!(story.contains(said), "{said}: {story}");
    }
    has_each_request(&traces);
    ensure!(traces.contains(r#""kind":"click""#) && traces.contains(r#""result":"no-match""#), "{traces}");
    Ok(())
}

async fn after_a_commit(browser: Browser) -> Result<()> {
    let (_, traces, truth) = ends(browser, When::AfterTheCommit, State::Delivered).await?;
    ensure!(truth == ["POST /submit", "POST /save"], "{truth:?}");
    has_each_request(&traces);
    Ok(())
}

#[tokio::test]
async fn before_a_commit_it_is_drift_and_nothing_is_sent_in_firefox() -> Result<()> {
    before_a_commit(Browser::Firefox).await
}

#[tokio::test]
async fn before_a_commit_it_is_drift_and_nothing_is_sent_in_chromium() -> Result<()> {
    before_a_commit(Browser::Chromium).await
}

#[tokio::test]
async fn after_a_commit_it_is_held_and_the_receipt_stands_in_firefox() -> Result<()> {
    after_a_commit(Browser::Firefox).await
}

#[tokio::test]
async fn after_a_commit_it_is_held_and_the_receipt_stands_in_chromium() -> Result<()> {
    after_a_commit(Browser::Chromium).await
}
