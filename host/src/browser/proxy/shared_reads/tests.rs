//! What applications of a county share and what they do not, with real sockets on both sides.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_util::sync::CancellationToken;

use crate::browser::network_policy::NetworkPolicy;
use crate::browser::proxy::test_exchange::{Reply, Seen, TestCounty, TestSession, get, get_with, ok, send};
use crate::browser::shared_cache::SharedCache;

const KEPT: &str = "cache-control: public, max-age=600\r\netag: \"1\"\r\ncontent-type: text/javascript\r\n";

/// A county, and as many sessions as are wanted with what they share.
struct Shared {
    county: TestCounty,
    cache: SharedCache,
}

impl Shared {
    async fn start(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Shared {
        Shared { county: TestCounty::start(script).await, cache: SharedCache::default() }
    }

    fn policy(&self, county: &str, release: &str) -> NetworkPolicy {
        NetworkPolicy { shared_cache: Some(self.cache.of(county, release)), ..self.county.policy() }
    }

    async fn session(&self) -> TestSession {
        TestSession::open(self.policy("a", "1")).await
    }
}

/// Answers each request with its number.
fn counting(headers: &'static str) -> impl Fn(&Seen) -> Reply + Send + Sync {
    let count = AtomicUsize::new(0);
    move |_| Reply::Keep(ok(headers, &format!("answer {}", count.fetch_add(1, Ordering::SeqCst))))
}

#[tokio::test]
async fn applications_of_a_release_share_what_is_public_and_nobody_else_does() {
    let shared = Shared::start(counting(KEPT)).await;
    let first = shared.session().await.get("/app.js").await;
    let second = shared.session().await.get("/app.js").await;
    assert_eq!((first.body.as_str(), second.body.as_str()), ("answer 0", "answer 0"));
    assert_eq!(second.headers["age"], "0");
    for name in ["etag", "cache-control", "content-type", "content-length"] {
        assert_eq!(first.headers[name], second.headers[name], "{name}");
    }
    assert_eq!(shared.county.seen().len(), 1);
    // Another county, another release, an application that shares nothing.
    for policy in [shared.policy("b", "1"), shared.policy("a", "2"), shared.county.policy()] {
        let other = TestSession::open(policy).await.get("/app.js").await;
        assert_ne!(other.body, "answer 0");
    }
    shared.cache.clear("a");
    assert_eq!(shared.session().await.get("/app.js").await.body, "answer 4");
}

#[tokio::test]
async fn no_request_poisons_another() {
    // Each asks first in its own way; the plain request after it has an answer of its own.
    let ways = [
        send("HEAD", "/app.js", ""),
        send("POST", "/app.js", ""),
        get("/app.js?"),
        get("/app.js?v=1"),
        get("http://birch.test/app.js"),
        get_with("/app.js", &[("host", "birch.test")]),
        get_with("/app.js", &[("range", "bytes=0-3")]),
        get_with("/app.js", &[("authorization", "Basic eDp5")]),
        get_with("/app.js", &[("x-forwarded-host", "evil.test")]),
        get_with("/app.js", &[("accept", "text/evil")]),
        get_with("/app.js", &[("accept-language", "<script>")]),
        get_with("/app.js", &[("user-agent", "evil")]),
        get_with("/app.js", &[("origin", "http://evil.test")]),
        get_with("/app.js", &[("accept-encoding", "evil")]),
        get_with("/app.js", &[("sec-fetch-dest", "empty")]),
        get_with("/app.js", &[("sec-fetch-dest", "document")]),
        get_with("/app.js", &[("if-none-match", "\"0\"")]),
        get_with("/app.js", &[("cache-control", "no-store")]),
    ];
    for way in ways {
        let shared = Shared::start(counting(KEPT)).await;
        let said = format!("{way:?}");
        shared.session().await.browser().await.ask(way).await.unwrap();
        let plain = shared.session().await.get("/app.js").await;
        // The `Host` that a request brings is none: it goes to where its address says, as that.
        let expect = if said.contains("\"host\": \"birch.test\"") && !said.contains("birch.test/") { 1 } else { 2 };
        assert_eq!(shared.county.seen().len(), expect, "{said}: {plain:?}");
        assert!(shared.county.seen().iter().all(|seen| seen.line().contains("HTTP/1.1")
            && (said.contains("http://birch.test") || seen.header("host") == Some("alder.test"))));
    }
}

#[tokio::test]
async fn the_page_that_asks_first_says_nothing_to_the_county() {
    let shared = Shared::start(counting(KEPT)).await;
    let referer = [("referer", "http://alder.test/apply?name=<script>")];
    shared.session().await.browser().await.ask(get_with("/app.js", &referer)).await.unwrap();
    shared
        .session()
        .await
        .browser()
        .await
        .ask(get_with("/apply", &[("accept", "text/html"), referer[0]]))
        .await
        .unwrap();
    let seen = shared.county.seen();
    assert_eq!(seen[0].header("referer"), Some("http://alder.test/"));
    assert_eq!(seen[1].header("referer"), Some(referer[0].1));
}

#[tokio::test]
async fn what_is_not_everybodys_is_asked_for_each_time() {
    for headers in [
        "cache-control: max-age=600\r\netag: \"1\"\r\ncontent-type: text/html\r\n",
        "cache-control: max-age=600\r\netag: \"1\"\r\ncontent-type: text/css\r\nset-cookie: a=1\r\n",
        "cache-control: max-age=600, private\r\netag: \"1\"\r\ncontent-type: text/css\r\n",
        "cache-control: max-age=600\r\netag: \"1\"\r\ncontent-type: text/css\r\nvary: cookie\r\n",
        "cache-control: max-age=600\r\netag: \"1\"\r\ncontent-type: text/css\r\nvary: *\r\n",
        "etag: \"1\"\r\ncontent-type: text/css\r\n",
    ] {
        let shared = Shared::start(counting(headers)).await;
        shared.session().await.get("/app.css").await;
        assert_eq!(shared.session().await.get("/app.css").await.body, "answer 1", "{headers}");
    }
}

#[tokio::test]
async fn who_is_signed_in_gets_what_is_public_alone() {
    const QUIET: &str = "cache-control: max-age=600\r\netag: \"1\"\r\ncontent-type: text/css\r\n";
    let signed_in = || get_with("/app.css", &[("cookie", "session=1")]);
    for (headers, expect) in [(KEPT, "answer 0"), (QUIET, "answer 1")] {
        let shared = Shared::start(counting(headers)).await;
        shared.session().await.get("/app.css").await;
        let answer = shared.session().await.browser().await.ask(signed_in()).await.unwrap();
        assert_eq!(answer.body, expect);
        // And the other way round.
        let shared = Shared::start(counting(headers)).await;
        shared.session().await.browser().await.ask(signed_in()).await.unwrap();
        assert_eq!(shared.session().await.get("/app.css").await.body, expect);
    }
}

#[tokio::test]
async fn only_what_came_whole_is_kept() {
    let head = "HTTP/1.1 200 OK\r\ncache-control: max-age=600\r\netag: \"1\"\r\ncontent-type: text/css\r\n";
    for first in [
        // Cut off, in both ways to say how long it is, and where nobody says it.
        format!("{head}content-length: 9\r\n\r\nhalf"),
        format!("{head}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n"),
        format!("{head}\r\nhalf"),
        // Two ways to read where it ends, and what comes after the end.
        format!("{head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n\r\n"),
        format!("{head}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\nx-a: b\r\n\r\n"),
        // Too large.
        format!("{head}content-length: {}\r\n\r\n{}", 3 << 20, "x".repeat(3 << 20)),
        format!("{head}transfer-encoding: chunked\r\n\r\n300000\r\n{}\r\n0\r\n\r\n", "x".repeat(3 << 20)),
    ] {
        let count = AtomicUsize::new(0);
        let shared = Shared::start({
            let first = first.clone();
            move |_| {
                Reply::Close(if count.fetch_add(1, Ordering::SeqCst) == 0 { first.clone() } else { ok(KEPT, "whole") })
            }
        })
        .await;
        shared.session().await.get("/app.css").await;
        assert_eq!(shared.session().await.get("/app.css").await.body, "whole", "{:?}", &first[..100]);
    }
}

#[tokio::test]
async fn a_stale_answer_is_asked_about_and_a_new_one_seen() {
    let version = Arc::new(AtomicUsize::new(1));
    let shared = Shared::start({
        let version = Arc::clone(&version);
        move |seen| {
            let tag = format!("\"{}\"", version.load(Ordering::SeqCst));
            let headers = format!(
                "cache-control: public, max-age=600\r\netag: {tag}\r\ncontent-type: text/css\r\nx-way: {}\r\n",
                seen.nth
            );
            Reply::Keep(match seen.header("if-none-match") {
                Some(known) if known == tag => format!("HTTP/1.1 304 Not Modified\r\n{headers}set-cookie: a=1\r\n\r\n"),
                _ => ok(&headers, &format!("version {tag}")),
            })
        }
    })
    .await;
    // What a reload asks for.
    let anew = || get_with("/app.css", &[("cache-control", "max-age=0")]);
    let session = shared.session().await;
    assert_eq!(session.get("/app.css").await.body, "version \"1\"");
    let asked = session.browser().await.ask(anew()).await.unwrap();
    assert_eq!((asked.status.as_u16(), asked.body.as_str()), (200, "version \"1\""));
    assert_eq!(asked.headers["x-way"], "1");
    assert_eq!(asked.headers["set-cookie"], "a=1", "its cookie is this browser's");
    // An answer that came with a cookie is shared no longer.
    let again = session.get("/app.css").await;
    assert!(!again.headers.contains_key("set-cookie"));
    assert_eq!(shared.county.seen().len(), 3);
    version.store(2, Ordering::SeqCst);
    assert_eq!(session.get("/app.css").await.body, "version \"1\"");
    assert_eq!(session.browser().await.ask(anew()).await.unwrap().body, "version \"2\"");
    assert_eq!(shared.session().await.get("/app.css").await.body, "version \"2\"");
    assert_eq!(shared.county.seen().len(), 4);
}

#[tokio::test]
async fn what_was_under_way_when_all_was_cleared_is_not_kept() {
    // Loading, and being asked about.
    for known in [false, true] {
        let released = CancellationToken::new();
        let shared = Shared::start({
            let (released, count) = (released.clone(), AtomicUsize::new(0));
            move |seen| {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let answer = match seen.header("if-none-match") {
                    Some(_) => format!("HTTP/1.1 304 Not Modified\r\n{KEPT}\r\n"),
                    None => ok(KEPT, &format!("answer {number}")),
                };
                if number == usize::from(known) { Reply::Later(answer, released.clone()) } else { Reply::Keep(answer) }
            }
        })
        .await;
        if known {
            shared.session().await.get("/app.js").await;
        }
        let session = shared.session().await;
        let mut browser = session.browser().await;
        let slow = browser.ask(get_with("/app.js", &[("cache-control", "max-age=0")]));
        let cleared = async {
            shared.county.until("it was asked", |county| county.seen().len() == 1 + usize::from(known)).await;
            shared.cache.clear("a");
            released.cancel();
        };
        assert_eq!(tokio::join!(slow, cleared).0.unwrap().body, "answer 0", "known: {known}");
        let anew = format!("answer {}", 1 + usize::from(known));
        assert_eq!(shared.session().await.get("/app.js").await.body, anew, "known: {known}");
        assert_eq!(shared.session().await.get("/app.js").await.body, anew, "and that is kept");
    }
}

#[tokio::test]
async fn a_304_for_another_answer_is_asked_for_whole() {
    let count = AtomicUsize::new(0);
    let shared = Shared::start(move |seen| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        Reply::Keep(match seen.header("if-none-match") {
            Some(_) => "HTTP/1.1 304 Not Modified\r\netag: \"other\"\r\n\r\n".to_owned(),
            None => ok(KEPT, &format!("answer {number}")),
        })
    })
    .await;
    let session = shared.session().await;
    session.get("/app.css").await;
    let asked = session.browser().await.ask(get_with("/app.css", &[("cache-control", "no-cache")])).await.unwrap();
    assert_eq!((asked.status.as_u16(), asked.body.as_str()), (200, "answer 2"));
}

#[tokio::test]
async fn after_an_unsafe_request_what_was_kept_under_its_address_is_gone() {
    let shared = Shared::start(counting(KEPT)).await;
    let session = shared.session().await;
    session.get("/app.css").await;
    session.browser().await.ask(send("POST", "/app.css", "")).await.unwrap();
    assert_eq!(session.get("/app.css").await.body, "answer 2");
}

#[tokio::test]
async fn while_the_gate_watches_nothing_is_asked_about_or_kept() {
    let shared = Shared::start(counting(KEPT)).await;
    let session = shared.session().await;
    session.get("/app.js?v=1").await;
    session.listener.proxy().gate().arm();
    // Nothing leaves by this.
    assert_eq!(session.get("/app.js?v=1").await.body, "answer 0");
    assert_eq!(session.get("/app.js?v=2").await.body, "answer 1");
    let anew = get_with("/app.js?v=1", &[("cache-control", "no-cache")]);
    assert_eq!(session.browser().await.ask(anew).await.unwrap().body, "answer 2");
    let seen = session.listener.proxy().gate().disarm();
    assert_eq!(seen.reads_with_possible_effect, 2);
    assert_eq!(session.get("/app.js?v=2").await.body, "answer 3");
    assert!(shared.county.seen()[1..3].iter().all(|seen| seen.header("connection") == Some("close")));
}
