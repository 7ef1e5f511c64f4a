//! A session that goes from one application to the next: everything that the first can leave behind is planted, seen to be
//! there, and looked for again by the second.

use std::time::Duration;

use postrider::browser::{BrowserError, Kept, Kind, NetworkPolicy, Pool, Recycling, Session};
use serde_json::{Value, json};
use url::Url;

use crate::fixture::{BOTH, TestFleet, at, find, until, walk};

/// Browsers give storage, caches and workers to secure pages only; this machine itself counts as one.
const SECURE: &str = "http://localhost/";

/// Leaves what a page can leave.
const PLANT: &str = r#"
const done = arguments[arguments.length - 1];
(async () => {
  document.cookie = "ana=1; max-age=3600";
  localStorage.ana = "1";
  sessionStorage.ana = "1";
  window.name = "ana";
  for (let i = 0; i < 3; i++) history.pushState({}, "", "/?ana");
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open("ana", 1);
    opening.onsuccess = () => { opening.result.close(); resolve(); };
    opening.onerror = reject;
  });
  await (await caches.open("ana")).put("/ana", new Response("1"));
  await navigator.serviceWorker.register("/worker.js");
  await navigator.serviceWorker.ready;
  const kept = await (await fetch("/kept")).text();
  await new Promise((resolve) => {
    const asking = new XMLHttpRequest();
    asking.open("GET", "/secret/challenge", true, "ana", "secret");
    asking.onloadend = resolve;
    asking.send();
  });
  const link = document.body.appendChild(document.createElement("a"));
  link.href = "/receipt.pdf";
  link.download = "ana.pdf";
  link.click();
  done(kept);
})().catch((error) => done("failed: " + error));
"#;

/// What is there of it. The arguments: what `/kept` said first, and the permission that was set.
const LOOK: &str = r#"
const [kept, permission, done] = arguments;
(async () => {
  done({
    cookie: document.cookie.includes("ana"),
    local: localStorage.ana === "1",
    session: sessionStorage.ana === "1",
    name: window.name === "ana",
    history: history.length > 3,
    database: (await indexedDB.databases()).length > 0,
    caches: (await caches.keys()).length > 0,
    workers: (await navigator.serviceWorker.getRegistrations()).length > 0,
    cache: (await (await fetch("/kept")).text()) === kept,
    signed_in: (await fetch("/secret/quiet")).status === 200,
    permission: (await navigator.permissions.query({ name: "geolocation" })).state === permission,
  });
})().catch((error) => done("failed: " + error));
"#;

async fn ask(session: &Session, script: &str, args: Vec<Value>) -> Value {
    session.execute_async(script, args, Duration::from_secs(10)).await.unwrap()
}

/// The names of what a look found.
fn found(look: &Value) -> Vec<&str> {
    let facts = look.as_object().unwrap_or_else(|| panic!("{look}"));
    facts.iter().filter(|(_, there)| **there == true).map(|(name, _)| name.as_str()).collect()
}

fn pool(test: &TestFleet, kind: Kind, recycling: Recycling) -> Pool {
    Pool::new(test.fleet.clone(), kind, 1, recycling)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_application_finds_nothing_of_the_one_before() {
    let test = TestFleet::new();
    for kind in BOTH {
        let pool = pool(&test, kind, Recycling::default());
        let session = pool.take(test.policy()).await.unwrap();
        let before = session.current_window().await.unwrap();
        session.open(&Url::parse(SECURE).unwrap()).await.unwrap();
        // A headless Chromium grants it by itself, Firefox does not.
        let permission = if kind == Kind::Firefox { "granted" } else { "denied" };
        session.set_permission("geolocation", permission == "granted").await.unwrap();
        let kept = ask(&session, PLANT, vec![]).await;
        assert!(!kept.as_str().unwrap().starts_with("failed"), "{kind:?}: {kept}");
        let planted = ask(&session, LOOK, vec![kept.clone(), json!(permission)]).await;
        let everything = [
            "cache",
            "caches",
            "cookie",
            "database",
            "history",
            "local",
            "name",
            "permission",
            "session",
            "signed_in",
            "workers",
        ];
        let expect: Vec<&str> = match kind {
            Kind::Firefox => everything.into(),
            // Its policy keeps it from signing in at all.
            Kind::Chromium => everything.into_iter().filter(|fact| *fact != "signed_in").collect(),
        };
        assert_eq!(found(&planted), expect, "{kind:?}: what is planted must be seen");
        until("the download is there", async || session.downloads().await.unwrap().whole.len() == 1).await;

        // Last a document to upload, a key held down, a page that asks before it is left, two windows, and a dialog.
        let document = test.scratch.path().join("ana.pdf");
        std::fs::write(&document, "%PDF-1.7 ana").unwrap();
        session.upload(&find(&session, "#file").await, &[document]).await.unwrap();
        let shift = json!([{ "type": "key", "id": "k", "actions": [{ "type": "keyDown", "value": "\u{E008}" }] }]);
        session.perform(shift).await.unwrap();
        for name in ["one", "two"] {
            session
                .execute("window.open('/frames', arguments[0], 'width=300,height=200')", vec![json!(name)])
                .await
                .unwrap();
        }
        until("the windows are there", async || session.windows().await.unwrap().len() == 3).await;
        session.execute("addEventListener('beforeunload', (event) => event.preventDefault())", vec![]).await.unwrap();
        session.click(&find(&session, "#name").await).await.unwrap();
        session.click(&find(&session, "#confirm").await).await.unwrap();
        until("it is asked", async || session.dialog_text().await.unwrap().is_some()).await;
        let processes = test.fleet.live();
        session.close().await;

        let session = pool.take(test.policy()).await.unwrap();
        assert_eq!(test.fleet.live(), processes, "{kind:?}: it is the same browser");
        assert_eq!(session.dialog_text().await.unwrap(), None);
        let windows = session.windows().await.unwrap();
        assert_eq!(windows, [session.current_window().await.unwrap()], "{kind:?}: one window");
        assert_ne!(windows[0], before, "{kind:?}: and a new one");
        assert_eq!(session.downloads().await.unwrap(), Kept::default());
        assert_eq!(session.blocked(), Vec::<String>::new());
        assert_eq!(session.last_visit(&Url::parse(SECURE).unwrap()), None);
        let copies =
            walk(test.scratch.path()).into_iter().filter(|path| path.to_string_lossy().contains("/up/")).count();
        assert_eq!(copies, 0, "{kind:?}: no copy of the document is left");
        session.open(&Url::parse(SECURE).unwrap()).await.unwrap();
        assert_eq!(found(&ask(&session, LOOK, vec![kept, json!(permission)]).await), Vec::<&str>::new(), "{kind:?}");
        session.send_keys(&find(&session, "#name").await, "a").await.unwrap();
        let typed = session.execute("return document.querySelector('#name').value", vec![]).await.unwrap();
        assert_eq!(typed, "a", "{kind:?}: no key is held down");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_goes_on_reaches_nobody_after_its_application() {
    let test = TestFleet::new();
    for kind in BOTH {
        let pool = pool(&test, kind, Recycling::default());
        let session = pool.take(test.policy()).await.unwrap();
        session.open(&at("/")).await.unwrap();
        session.execute("addEventListener('pagehide', () => navigator.sendBeacon('/beacon')); setInterval(() => fetch('/tick'), 5)", vec![])
            .await
            .unwrap();
        let begun = test.county.requests();
        until("it goes on", async || test.county.requests() > begun + 2).await;
        session.close().await;
        let session = pool.take(NetworkPolicy::default()).await.unwrap();
        let refused = session.open(&at("/")).await;
        assert!(matches!(refused, Err(BrowserError::Forbidden { .. })), "{kind:?}: the new policy stands: {refused:?}");
        session.close().await;

        // Under a policy that would let it through, too: the page is gone.
        let session = pool.take(test.policy()).await.unwrap();
        session.open(&at("/")).await.unwrap();
        let after = test.county.requests();
        let later = "setTimeout(arguments[0], 100)";
        session.execute_async(later, vec![], Duration::from_secs(5)).await.unwrap();
        assert_eq!(test.county.requests(), after, "{kind:?}");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_replaced_by_use_and_when_they_are_lost() {
    let test = TestFleet::new();
    for kind in BOTH {
        let pool = pool(&test, kind, Recycling { uses: 2, ..Recycling::default() });
        let mut windows = Vec::new();
        for _ in 0..3 {
            let session = pool.take(test.policy()).await.unwrap();
            session.open(&at("/")).await.unwrap();
            windows.push(session.current_window().await.unwrap());
            session.close().await;
        }
        assert_eq!(windows.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{kind:?}");
        let session = pool.take(test.policy()).await.unwrap();
        drop(session);
        let session = pool.take(test.policy()).await.unwrap();
        session.open(&at("/")).await.unwrap();
        session.close().await;
    }
}
