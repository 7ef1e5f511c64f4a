//! What goes over kept connections, what goes alone, and what is sent again, with real sockets on both sides.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::browser::network_policy::NetworkPolicy;
use crate::browser::proxy::EarlyConnection;
use crate::browser::proxy::test_exchange::{Reply, TestCounty, TestSession, get, get_with, ok, send};

fn plain() -> Reply {
    Reply::Keep(ok("", "fine"))
}

#[tokio::test]
async fn reads_share_a_connection_and_all_else_goes_alone() {
    let county = TestCounty::start(|seen| match seen.line().starts_with("HEAD") {
        true => Reply::Keep("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n".to_owned()),
        false => plain(),
    })
    .await;
    let session = TestSession::open(county.policy()).await;
    let mut browser = session.browser().await;
    for request in [
        get("/one"),
        get("/two?x=1"),
        send("POST", "/step", "a=1"),
        send("HEAD", "/three", ""),
        send("PUT", "/step", ""),
        send("OPTIONS", "/step", ""),
        // It reads, but its path is one that submits; and one that brings a body.
        get("/submit"),
        send("GET", "/with-a-body", "a=1"),
        get("/four"),
    ] {
        assert_eq!(browser.ask(request).await.unwrap().status, 200);
    }
    let seen = county.seen();
    let connections: Vec<usize> = seen.iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 0, 1, 0, 2, 3, 4, 5, 0], "{seen:#?}");
    let close = |path: &str| seen.iter().find(|seen| seen.line().contains(path)).unwrap().header("connection");
    assert_eq!(["/one", "/two", "/four"].map(close), [None; 3]);
    assert_eq!(["/step", "/submit", "/with-a-body"].map(close), [Some("close"); 3]);
}

#[tokio::test]
async fn what_the_gate_watches_goes_alone() {
    let county = TestCounty::start(|_| plain()).await;
    let session = TestSession::open(county.policy()).await;
    let mut browser = session.browser().await;
    let page = [("accept", "text/html")];
    browser.ask(get("/before")).await.unwrap();
    session.listener.proxy().gate().arm();
    for request in [get_with("/page", &page), get("/read?q=1"), send("POST", "/submit", "a=1"), get("/picture")] {
        browser.ask(request).await.unwrap();
    }
    let seen = session.listener.proxy().gate().disarm();
    assert_eq!((seen.sent, seen.reads_with_possible_effect), (1, 2));
    browser.ask(get_with("/page", &page)).await.unwrap();
    let connections: Vec<usize> = county.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 1, 2, 3, 0, 0]);
}

#[tokio::test]
async fn six_connections_at_most_and_those_that_wait_are_served_in_order() {
    let released = CancellationToken::new();
    let county = TestCounty::start({
        let released = released.clone();
        move |_| Reply::Later(ok("", "late"), released.clone())
    })
    .await;
    let session = TestSession::open(county.policy()).await;
    let mut waiting = Vec::new();
    for number in 0..20_usize {
        let mut browser = session.browser().await;
        let asked = async move { browser.ask(get(&format!("/{number}"))).await.unwrap().status };
        waiting.push(TaskTracker::new().spawn(asked));
        // One after the other, so that their order is known.
        county.until("it arrived, or waits", |county| county.seen().len() == (number + 1).min(6)).await;
        tokio::task::yield_now().await;
    }
    // A submission, or what the gate watches, waits for none of them.
    let mut browser = session.browser().await;
    let alone = TaskTracker::new().spawn(async move { browser.ask(send("POST", "/step", "")).await });
    county.until("the POST arrived", |county| county.seen().len() == 7).await;
    released.cancel();
    for asked in waiting {
        assert_eq!(asked.await.unwrap(), 200);
    }
    assert_eq!(alone.await.unwrap().unwrap().status, 200);
    assert_eq!(county.most_open(), 7);
    assert_eq!(county.seen().len(), 21);
    assert!(county.seen().iter().all(|seen| seen.connection < 7));
}

/// A county that closes its second connection's requests as said, and otherwise keeps.
async fn stale(second: fn() -> Reply) -> (TestCounty, TestSession) {
    let county = TestCounty::start(move |seen| if seen.nth == 0 { plain() } else { second() }).await;
    let session = TestSession::open(county.policy()).await;
    assert_eq!(session.get("/first").await.status, 200);
    county.until("the connection is kept", |county| county.open() == 1).await;
    (county, session)
}

#[tokio::test]
async fn a_read_whose_kept_connection_was_closed_without_a_word_is_sent_once_more() {
    for second in [|| Reply::Close(String::new()), || Reply::Reset(String::new())] {
        let (county, session) = stale(second).await;
        assert_eq!(session.get("/again").await.body, "fine");
        let connections: Vec<usize> = county.seen().iter().map(|seen| seen.connection).collect();
        assert_eq!(connections, [0, 0, 1]);
    }
}

#[tokio::test]
async fn a_read_is_sent_again_only_if_the_county_said_nothing() {
    for second in [|| Reply::Close("HTTP/1.1 2".to_owned()), || Reply::Reset("HTTP/1.1 200 OK\r\n".to_owned())] {
        let (county, session) = stale(second).await;
        let answer = session.get("/again").await;
        assert_eq!((answer.status.as_u16(), answer.headers["x-postrider"].as_bytes()), (502, &b"unreachable"[..]));
        assert_eq!(county.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_read_is_sent_again_once_alone() {
    let broken = Arc::new(AtomicBool::new(false));
    let county = TestCounty::start({
        let broken = Arc::clone(&broken);
        move |_| if broken.load(Ordering::SeqCst) { Reply::Close(String::new()) } else { plain() }
    })
    .await;
    let session = TestSession::open(county.policy()).await;
    session.get("/first").await;
    broken.store(true, Ordering::SeqCst);
    assert_eq!(session.get("/again").await.status, 502);
    assert_eq!(county.seen().len(), 3);
    // On a fresh one nothing is stale.
    assert_eq!(session.get("/again").await.status, 502);
    assert_eq!(county.seen().len(), 4);
}

#[tokio::test]
async fn what_may_change_something_is_never_sent_again() {
    for (method, path, armed) in
        [("POST", "/step", false), ("POST", "/submit", true), ("PUT", "/x", false), ("GET", "/submit", false)]
    {
        let county =
            TestCounty::start(
                |seen| {
                    if seen.line().contains("/first") { plain() } else { Reply::Reset(String::new()) }
                },
            )
            .await;
        let session = TestSession::open(county.policy()).await;
        let mut browser = session.browser().await;
        browser.ask(get("/first")).await.unwrap();
        if armed {
            session.listener.proxy().gate().arm();
        }
        let answer = browser.ask(send(method, path, "a=1")).await.expect("an answer, not a reset");
        assert_eq!((answer.status.as_u16(), answer.whole), (502, true), "{method} {path}");
        assert_eq!(county.seen().len(), 2, "{method} {path}");
        // The browser's own connection is whole.
        assert_eq!(browser.ask(get("/first")).await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn a_county_that_breaks_off_never_resets_the_browsers_connection() {
    // It resets before it took the body, in the head, after the head, and in the body: a browser always sees a status.
    let answers = ["", "HTTP/1.1 200 OK\r\nconte", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"];
    for answer in answers.into_iter().chain(["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhal"]) {
        for (path, length) in [("/read-0", 9 << 20), ("/read-100000", 9 << 20), ("/all", 100_000)] {
            let county = TestCounty::start(move |_| Reply::Reset(answer.to_owned())).await;
            let session = TestSession::open(county.policy()).await;
            let mut browser = session.browser().await;
            let seen = browser.ask(send("POST", path, vec![b'a'; length])).await;
            let seen = seen.unwrap_or_else(|| panic!("{answer:?} {path}: the browser saw a reset"));
            assert!(seen.status == 502 || !seen.whole, "{answer:?} {path}: {seen:?}");
            assert_eq!(county.seen().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_browser_that_writes_to_the_end_before_it_listens_sees_an_answer_too() {
    for path in ["/read-0", "/read-100000"] {
        let county = TestCounty::start(|_| Reply::Reset(String::new())).await;
        let session = TestSession::open(county.policy()).await;
        let answer = session.write_before_reading(send("POST", path, vec![b'a'; 9 << 20])).await;
        assert!(answer.starts_with("HTTP/1.1 502"), "{path}: {answer:?}");
        assert_eq!(county.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_county_that_neither_reads_nor_answers_leaves_the_browsers_connection_whole() {
    let county = TestCounty::start(|_| Reply::Later(String::new(), CancellationToken::new())).await;
    let session = TestSession::open(county.policy()).await;
    // More than all the sockets between hold.
    let answer = session.write_before_reading(send("POST", "/read-0", vec![b'a'; 40 << 20])).await;
    assert!(answer.starts_with("HTTP/1.1 502"), "{answer:?}");
    assert_eq!(county.seen().len(), 1);
}

#[tokio::test]
async fn no_answer_tells_the_next_request_anything() {
    let smuggled = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil";
    let answers = [
        // Trailing bytes, at once.
        format!("{}{smuggled}", ok("", "fine")),
        format!("HTTP/1.1 204 No Content\r\n\r\n{smuggled}"),
        format!("HTTP/1.1 304 Not Modified\r\ncontent-length: 44\r\n\r\n{smuggled}"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n{smuggled}"),
        // Two ways to read where it ends.
        format!("HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 4\r\n\r\nfine{smuggled}"),
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n".to_owned(),
        // The connection is to end with it.
        ok("connection: close\r\n", "fine"),
        "HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\nfine".to_owned(),
    ];
    for answer in answers {
        let county = TestCounty::start({
            let answer = answer.clone();
            move |seen| Reply::Keep(if seen.line().contains("/bad") { answer.clone() } else { ok("", "mine") })
        })
        .await;
        let session = TestSession::open(county.policy()).await;
        let mut browser = session.browser().await;
        let first = browser.ask(get("/bad")).await.unwrap();
        assert!(first.whole && ["fine", ""].contains(&first.body.as_str()), "{answer:?}: {first:?}");
        for _ in 0..3 {
            assert_eq!(browser.ask(get("/next")).await.unwrap().body, "mine", "{answer:?}");
        }
        let connections: Vec<usize> = county.seen().iter().map(|seen| seen.connection).collect();
        assert_eq!(connections, [0, 1, 1, 1], "{answer:?}");
    }
}

#[tokio::test]
async fn answers_that_cannot_be_read_are_no_answers() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 9\r\n\r\nfine",
        "HTTP/1.1 200 OK\r\ncontent-length: 4, 9\r\n\r\nfine",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nfine",
        "<html>HTTP/0.9</html>\r\n\r\n",
    ] {
        let county = TestCounty::start(|_| Reply::Keep(answer.to_owned())).await;
        let session = TestSession::open(county.policy()).await;
        assert_eq!(session.get("/").await.status, 502, "{answer:?}");
    }
    // Less than was said: the browser sees that it is not whole.
    let county =
        TestCounty::start(|_| Reply::Close("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nfine".to_owned())).await;
    let session = TestSession::open(county.policy()).await;
    assert!(!session.get("/").await.whole);
}

#[tokio::test]
async fn nothing_outlives_the_application() {
    let never = CancellationToken::new();
    let county = TestCounty::start({
        let never = never.clone();
        move |seen| if seen.line().contains("/slow") { Reply::Later(String::new(), never.clone()) } else { plain() }
    })
    .await;
    let session = TestSession::open(county.policy()).await;
    session.get("/one").await;
    let mut browser = session.browser().await;
    let slow = TaskTracker::new().spawn(async move { browser.ask(send("POST", "/slow", "")).await });
    county.until("both are there", |county| county.seen().len() == 2 && county.open() == 2).await;
    session.listener.renew(NetworkPolicy::default(), None);
    assert!(slow.await.unwrap().is_none());
    never.cancel();
    county.until("both are closed", |county| county.open() == 0).await;
}

#[tokio::test]
async fn a_connection_that_nothing_uses_is_closed() {
    let county = TestCounty::start(|_| plain()).await;
    let session = TestSession::open(county.policy()).await;
    session.get("/one").await;
    county.until("it is kept", |county| county.open() == 1).await;
    // From here on time goes as fast as nothing happens.
    tokio::time::pause();
    for second in 0..60 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if county.open() == 0 {
            assert!(second >= 14, "closed after {second} s");
            return;
        }
    }
    panic!("it is still open");
}

#[tokio::test]
async fn a_connection_that_was_begun_early_carries_the_first_read() {
    let county = TestCounty::start(|_| plain()).await;
    let session = TestSession::open(NetworkPolicy::default()).await;
    let tracker = TaskTracker::new();
    let begin = || EarlyConnection::begin(&county.policy(), &tracker);
    let early = begin();
    county.until("it is there", |county| county.open() == 1).await;
    session.listener.renew(county.policy(), early);
    assert_eq!(session.browser().await.ask(send("POST", "/step", "")).await.unwrap().status, 200);
    assert_eq!(session.get("/one").await.status, 200);
    assert_eq!(session.get("http://birch.test/one").await.status, 200);
    let connections: Vec<usize> = county.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [1, 0, 2], "what is no read goes alone");
    // One that nobody uses ends with its application.
    let early = begin();
    county.until("another is there", |county| county.open() == 3).await;
    session.listener.renew(county.policy(), early);
    session.listener.renew(NetworkPolicy::default(), None);
    county.until("all are closed", |county| county.open() == 0).await;
}
