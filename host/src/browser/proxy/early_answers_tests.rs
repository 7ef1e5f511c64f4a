//! A county that answers before it has read all of a request: its answer reaches the browser, whichever way that listens, and the
//! request reaches the county once. And a request that opens a socket and brings a body.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::test_exchange::{Reply, TestCounty, TestSession, get, ok, send};
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::observed::{RequestFate, UnsafeRequest};
use crate::browser::request_rules::RequestRules;

/// More than the sockets between hold.
const LARGE: usize = 9 << 20;

const TOO_LARGE: &str = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 4\r\n\r\nmuch";
const LOGIN: &str = "HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n";

#[tokio::test]
async fn an_answer_before_the_body_reaches_the_browser_and_nothing_is_sent_again() {
    for answer in [TOO_LARGE, LOGIN] {
        for path in ["/read-0", "/read-100000"] {
            let county = TestCounty::start(move |seen| match seen.line().contains("/read-") {
                true => Reply::Close(answer.to_owned()),
                false => Reply::Keep(ok("", "fine")),
            })
            .await;
            let session = TestSession::open(county.policy()).await;
            // One that listens while it writes: it hears all of the answer, and its connection goes on or ends, and does not hang.
            let status = answer.split(' ').nth(1).unwrap();
            let heard = session.read_while_writing([send("POST", path, vec![b'a'; LARGE]), get("/next")], "fine").await;
            assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{answer:?} {path}: {heard:?}");
            let body = answer.split("\r\n\r\n").nth(1).unwrap();
            assert!(
                heard.split("\r\n\r\n").nth(1).is_some_and(|heard| heard.starts_with(body)),
                "{answer:?}: {heard:?}"
            );
            // One that writes to the end before it listens, as browsers do.
            let heard = session.write_before_reading(send("POST", path, vec![b'a'; LARGE])).await;
            assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{answer:?} {path}: {heard:?}");
            assert_eq!(county.seen().iter().filter(|seen| seen.line().contains("/read-")).count(), 2);
        }
    }
}

#[tokio::test]
async fn a_submission_that_is_answered_before_it_was_read_is_sent_once_and_answered() {
    let county = TestCounty::start(|_| Reply::Close(TOO_LARGE.to_owned())).await;
    let requests = RequestRules::of_paths(["/read-0"]);
    let session = TestSession::open(NetworkPolicy { requests, ..county.policy() }).await;
    let proxy = session.listener.proxy();
    proxy.gate().arm();
    let heard = session.write_before_reading(send("POST", "/read-0", vec![b'a'; LARGE])).await;
    assert!(heard.starts_with("HTTP/1.1 413 "), "{heard:?}");
    let seen = proxy.gate().disarm();
    assert_eq!((seen.sent, seen.answered, seen.lost, seen.refused), (1, Some(413), false, 0));
    let request = UnsafeRequest { request: "POST /read-0".to_owned(), fate: RequestFate::Answered(413) };
    assert_eq!((proxy.requests().requests(), county.seen().len()), (vec![request], 1));
}

#[tokio::test]
async fn an_answer_that_breaks_off_before_the_body_was_read_is_seen_as_one() {
    for answer in ["HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhal"] {
        let county = TestCounty::start(move |_| Reply::Reset(answer.to_owned())).await;
        let session = TestSession::open(county.policy()).await;
        let heard = session.write_before_reading(send("POST", "/read-0", vec![b'a'; LARGE])).await;
        // What a reset leaves of the county's own answer is no matter of this.
        assert!(["200", "502"].contains(&heard.get(9..12).unwrap_or_default()), "{answer:?}: {heard:?}");
        assert_eq!(county.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_county_that_answers_and_reads_on_gets_all_of_the_request() {
    // What follows its answer this county takes for another request, up to an empty line.
    let county = TestCounty::start(|seen| match seen.nth {
        0 => Reply::Keep(ok("", "fine")),
        _ => Reply::Close(String::new()),
    })
    .await;
    let session = TestSession::open(county.policy()).await;
    let mut browser = TcpStream::connect(session.address).await.unwrap();
    let head = "POST http://alder.test/read-0 HTTP/1.1\r\nhost: alder.test\r\ncontent-length: 10\r\n\r\n";
    browser.write_all(format!("{head}one").as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    while !heard.ends_with(b"fine") {
        assert_ne!(browser.read_buf(&mut heard).await.unwrap(), 0, "{:?}", String::from_utf8_lossy(&heard));
    }
    browser.write_all(b"two\r\n\r\n").await.unwrap();
    county.until("it has read on", |county| county.seen().len() == 2).await;
    assert_eq!(county.seen()[1].head, "onetwo\r\n\r\n");
}

#[tokio::test]
async fn a_request_for_a_socket_has_no_body() {
    let county = TestCounty::start(|_| Reply::Close(ok("", "no socket"))).await;
    let mut policy = county.policy();
    policy.requests.sockets = vec!["/live".into()];
    let session = TestSession::open(policy).await;
    let mut asked = send("GET", "/live", "GET /submit HTTP/1.1\r\n\r\n");
    for (name, value) in [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ] {
        asked.headers_mut().insert(name, value.parse().unwrap());
    }
    assert_eq!(session.browser().await.ask(asked).await.unwrap().body, "no socket");
    let seen = county.seen();
    assert_eq!((seen.len(), seen[0].header("content-length"), seen[0].body), (1, None, 0));
}
