//! The same work over https: pages open as secure ones without a warning, the gate holds, sign-in, status and sockets go as over
//! http, what nobody declared is held, and a county's certificate that is not right is said to be so.

use std::time::Duration;

use postrider::browser::{BasicAuth, BrowserError, Kind, RequestFate, Session, TlsOptions, UnknownRequests};
use postrider::submission::Personal;
use serde_json::{Value, json};

use crate::fixture::{BOTH, TestFleet, find, secure, text, until};

/// What a page may do, and a worker of its own with it.
const LOOK: &str = r#"
const done = arguments[arguments.length - 1];
(async () => {
  await navigator.serviceWorker.register("/worker.js");
  await navigator.serviceWorker.ready;
  done([isSecureContext, location.protocol, (await fetch("/secret/quiet")).status]);
})().catch((error) => done("failed: " + error));
"#;

/// What a socket to an address says to `over`, or that it failed.
const TALK: &str = r#"
const [address, done] = arguments;
const socket = new WebSocket(address);
socket.onopen = () => socket.send("over");
socket.onmessage = (message) => { window.kept = socket; done(message.data); };
socket.onerror = () => done("refused");
"#;

/// Sends what nobody declared, by every way that a page has; a service worker is one over https alone.
const SENDS: &str = r#"
const done = arguments[arguments.length - 1];
const post = { method: "POST", body: "a=1" };
const works = `fetch("https://alder.test/extra/worker", { method: "POST", body: "a=1" }).catch(() => null).then(() => postMessage(1))`;
(async () => {
  await fetch("/extra/fetch", post);
  navigator.sendBeacon("/extra/beacon", "a=1");
  const worker = new Worker(URL.createObjectURL(new Blob([works])));
  await new Promise((told) => { worker.onmessage = told; });
  await navigator.serviceWorker.register("/worker.js");
  (await navigator.serviceWorker.ready).active.postMessage("/extra/service-worker");
  const frame = document.createElement("iframe");
  frame.srcdoc = "<form method=post action=/extra/frame></form>";
  document.body.append(frame);
  while (!frame.contentDocument?.forms.length) await new Promise((later) => setTimeout(later, 20));
  frame.contentDocument.forms[0].submit();
  const socket = new WebSocket("wss://alder.test/extra/socket");
  await new Promise((told) => { socket.onerror = socket.onopen = told; });
  done("sent");
})().catch((error) => done("failed: " + error));
"#;

async fn run(session: &Session, script: &str, arguments: Vec<Value>) -> Value {
    session.execute_async(script, arguments, Duration::from_secs(15)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_over_https_is_opened_sent_once_and_seen() {
    let test = TestFleet::new();
    for kind in BOTH {
        let mut policy = test.secure_policy();
        policy.basic_auth = vec![BasicAuth {
            origin: "https://alder.test".parse().unwrap(),
            user: Personal::new("worker"),
            password: Personal::new("s3cret"),
        }];
        let session = test.fleet.open(kind, policy).await.unwrap();
        let before = test.county.submits();
        session.open(&secure("/")).await.unwrap();
        assert_eq!(session.title().await.unwrap(), "Alder", "{kind:?}");
        assert_eq!(session.last_visit(&secure("/")).unwrap().status, 200);
        // Signed in by the proxy: the quiet page answers 401 to all others.
        assert_eq!(run(&session, LOOK, vec![]).await, json!([true, "https:", 200]), "{kind:?}");

        session.click(&find(&session, "#send").await).await.unwrap();
        until("the gate has refused", async || session.submit_seen().refused == 1).await;
        assert_eq!(test.county.submits(), before);
        session.open(&secure("/")).await.unwrap();
        session.arm_submit();
        session.click(&find(&session, "#send").await).await.unwrap();
        until("the county answered", async || session.submit_seen().answered == Some(200)).await;
        until("its page is there", async || session.title().await.unwrap() == "Received").await;
        let second = "const done = arguments[0]; fetch('/apply/submit', {method: 'POST', body: 'a=1'}).then(r => done(r.status))";
        assert_eq!(run(&session, second, vec![]).await, 403);
        let seen = session.disarm_submit();
        assert_eq!((seen.sent, test.county.submits()), (1, before + 1), "{kind:?}");

        // The county has it, and its answer is lost: neither the browser nor the proxy sends again.
        session.open(&secure("/")).await.unwrap();
        session.arm_submit();
        let _ = session.click(&find(&session, "#lose").await).await;
        until("the loss was seen", async || session.last_visit(&secure("/apply/lost")).is_some()).await;
        let seen = session.disarm_submit();
        assert_eq!((seen.sent, seen.answered, test.county.submits()), (1, None, before + 2), "{kind:?}");

        let busy = session.open(&secure("/busy")).await;
        let Err(BrowserError::Unreachable { status: Some(503), retry_after, .. }) = busy else {
            panic!("{kind:?} {busy:?}")
        };
        assert_eq!(retry_after, Some(Duration::from_secs(120)));
        assert_eq!(session.blocked(), Vec::<String>::new(), "{kind:?} asked for more than its pages");
        session.close().await;
    }
}

/// Runs `SENDS`, and checks that all of it was held; what else the session has seen is left out.
async fn sends_and_is_held(session: &Session, kind: Kind) {
    let before = session.unsafe_requests().len();
    assert_eq!(run(session, SENDS, vec![]).await, "sent", "{kind:?}");
    until("all of it was seen", async || session.unsafe_requests().len() >= before + 6).await;
    let mut seen = session.unsafe_requests().split_off(before);
    assert!(seen.iter().all(|seen| seen.fate == RequestFate::Undeclared), "{kind:?}: {seen:?}");
    seen.sort_by(|one, other| one.request.cmp(&other.request));
    let requests: Vec<&str> = seen.iter().map(|seen| seen.request.as_str()).collect();
    let posts = ["beacon", "fetch", "frame", "service-worker", "worker"].map(|way| format!("POST /extra/{way}"));
    assert_eq!(requests[..5], posts, "{kind:?}");
    assert_eq!(requests[5..], ["WebSocket /extra/socket"], "{kind:?}");
}

/// The same over http: `tests/it/undeclared.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_declared_is_held_whoever_sends_it_and_after_a_commit_too() {
    let test = TestFleet::new();
    for kind in BOTH {
        let mut policy = test.secure_policy();
        policy.requests.unknown = UnknownRequests::Hold;
        let session = test.fleet.open(kind, policy).await.unwrap();
        let before = test.county.posts();
        session.open(&secure("/")).await.unwrap();
        sends_and_is_held(&session, kind).await;
        assert_eq!(test.county.posts(), before, "{kind:?}");

        session.open(&secure("/")).await.unwrap();
        session.arm_submit();
        session.click(&find(&session, "#send").await).await.unwrap();
        until("its page is there", async || session.title().await.unwrap() == "Received").await;
        assert_eq!(session.disarm_submit().sent, 1, "{kind:?}");
        sends_and_is_held(&session, kind).await;
        assert_eq!(test.county.posts(), before + 1, "{kind:?}: the submission alone");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_speak_with_the_county_and_nobody_else() {
    let test = TestFleet::new();
    for kind in BOTH {
        let session = test.fleet.open(kind, test.secure_policy()).await.unwrap();
        for (page, socket) in [("https", "wss"), ("http", "ws")] {
            session.open(&format!("{page}://alder.test/").parse().unwrap()).await.unwrap();
            let heard = run(&session, TALK, vec![json!(format!("{socket}://alder.test/socket"))]).await;
            assert_eq!(heard, "over", "{kind:?} {socket}");
            for elsewhere in ["evil.test/socket", "alder.test:4444/socket", "alder.test/"] {
                let heard = run(&session, TALK, vec![json!(format!("{socket}://{elsewhere}"))]).await;
                assert_eq!(heard, "refused", "{kind:?} {socket}://{elsewhere}");
            }
        }
        assert!(session.blocked().contains(&"evil.test".to_owned()));
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_whose_certificate_is_not_right_is_unreachable_in_words() {
    let test = TestFleet::new();
    for kind in BOTH {
        let mut policy = test.secure_policy();
        policy.tls = TlsOptions::default();
        let session = test.fleet.open(kind, policy).await.unwrap();
        let refused = session.open(&secure("/")).await;
        let Err(BrowserError::Unreachable { status: None, reason, .. }) = &refused else {
            panic!("{kind:?} {refused:?}")
        };
        assert!(reason.contains("unknown issuer") && reason.contains("`tls.roots` of its [[county]]"), "{reason}");
        assert_eq!(text(&session, "p").await, "The county's server did not answer.");
        session.close().await;
    }
}
