//! Requests that mean to be two, or another's, or too much: the county hears of one, of what the policy let pass, or of none. And answers
//! of two lengths, or in another protocol.

use wrong_servers::Answer;
use wrong_servers::answers::{
    a_length_and_chunks, an_answer_before_the_body, an_upgrade_that_nobody_asked_for, an_upgrade_to_what_is_no_socket,
    page,
};

use super::{HOST, Met, ONE_ADDRESS, READ, SOCKET, SUBMIT, at};
use crate::browser::origin::Scheme;

/// Larger than any application.
const FIFTY_MEGABYTES: usize = 50 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_in_a_body_stays_a_body() {
    for over in [Scheme::Http, Scheme::Https] {
        let met = Met::new(over, &[]);
        let hidden = format!("POST {SUBMIT} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: 0\r\n\r\n");
        let mut browser = met.browser().await;
        assert_eq!(browser.asks("POST", "/draft", hidden.as_bytes()).await, "200, whole", "{over:?}");
        assert_eq!(browser.asks("GET", "/", b"").await, "200, whole", "{over:?}: the connection is still in step");
        assert_eq!((met.county.asked("/draft"), met.county.asked(SUBMIT)), (1, 0), "{over:?}");
    }
}

/// No browser sends these; what drives one might.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_lies_is_refused_or_carried_as_one() {
    let met = Met::new(Scheme::Http, &[]);
    let hidden = format!("POST {SUBMIT} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: 0\r\n\r\n");
    let draft = format!("POST {} HTTP/1.1\r\nhost: {HOST}\r\n", at(Scheme::Http, "/draft"));
    let check = async |headers: &str, answered: &str, asked: usize| {
        let before = met.county.asked("/draft");
        let heard = met.browser().await.says(format!("{draft}{headers}\r\n0\r\n\r\n{hidden}").as_bytes()).await;
        assert_eq!(heard, answered, "{headers:?}");
        assert_eq!(met.county.asked("/draft") - before, asked, "{headers:?}");
        assert_eq!(met.county.asked(SUBMIT), 0, "{headers:?}");
    };
    check("content-length: 5\r\ncontent-length: 6\r\n", "400, whole", 0).await;
    check("content-length: 50\r\ntransfer-encoding: chunked\r\n", "200, whole", 1).await;
    check("transfer-encoding: chunked\r\ncontent-length: 50\r\n", "200, whole", 1).await;
    check("transfer-encoding: xchunked\r\n", "400, whole", 0).await;
    check("transfer-encoding: chunked, identity\r\n", "400, whole", 0).await;
    check("content-length: -5\r\n", "400, whole", 0).await;
    check("content-length: 5, 6\r\n", "400, whole", 0).await;
    check("x-folded: one\r\n two\r\n", "400, whole", 0).await;
    check("x null\0: one\r\n", "400, whole", 0).await;
    check("transfer-encoding\x0b: chunked\r\n", "400, whole", 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_names_the_host_whatever_the_header_says() {
    let met = Met::new(Scheme::Http, &[]);
    let asked =
        format!("GET {} HTTP/1.1\r\nhost: evil.test\r\nx-forwarded-host: evil.test\r\n\r\n", at(Scheme::Http, "/page"));
    assert_eq!(met.browser().await.says(asked.as_bytes()).await, "200, whole");
    assert_eq!(met.county.requests().last().unwrap().header("host"), Some(HOST));
    let relative = format!("GET /page HTTP/1.1\r\nhost: {HOST}\r\n\r\n");
    assert_eq!(met.browser().await.says(relative.as_bytes()).await, "400 refused, whole");
    let elsewhere = format!("GET http://evil.test/page HTTP/1.1\r\nhost: {HOST}\r\n\r\n");
    assert_eq!(met.browser().await.says(elsewhere.as_bytes()).await, "403 refused, whole");
    assert_eq!(met.county.asked("/page"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_megabytes_to_a_watched_path_are_held() {
    let met = Met::new(Scheme::Http, &[(SUBMIT, page)]);
    let body = vec![b'a'; FIFTY_MEGABYTES];
    assert_eq!(met.browser().await.asks("POST", SUBMIT, &body).await, "403 refused, whole");
    assert_eq!((met.county.asked(SUBMIT), met.proxy().gate().seen().refused), (0, 1));
}

/// What they hold would decide, and nobody says before how much they are: no part of them goes unread, in a commit neither.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_megabytes_that_would_have_to_be_read_are_held_in_a_commit_too() {
    let met = Met::new(Scheme::Http, &[]);
    let body = vec![b'a'; FIFTY_MEGABYTES];
    let address = at(Scheme::Http, ONE_ADDRESS);
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=B", "application/octet-stream"] {
        met.proxy().gate().arm();
        let head = format!(
            "POST {address} HTTP/1.1\r\nhost: {HOST}\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n\
             {FIFTY_MEGABYTES:x}\r\n"
        );
        let answered = met.browser().await.says(&[head.as_bytes(), &body, b"\r\n0\r\n\r\n"].concat()).await;
        assert_eq!(answered, "403 refused, whole", "{kind}");
        let seen = met.proxy().gate().disarm();
        assert_eq!((met.county.asked(ONE_ADDRESS), seen.sent, seen.refused), (0, 0, 1), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_before_the_body_is_an_answer() {
    for over in [Scheme::Http, Scheme::Https] {
        let met = Met::new(over, &[("/draft", an_answer_before_the_body)]);
        let body = vec![b'a'; FIFTY_MEGABYTES];
        assert_eq!(met.browser().await.asks("POST", "/draft", &body).await, "200, whole", "{over:?}");
        assert_eq!(met.county.asked("/draft"), 1, "{over:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_outdo_a_length() {
    let met = Met::new(Scheme::Http, &[(READ, a_length_and_chunks)]);
    let mut browser = met.browser().await;
    assert_eq!(browser.asks("GET", READ, b"").await, "200, whole");
    assert_eq!(browser.body, b"<p>this, and the rest");
}

/// Both sides have to say that they open a socket, the county by its proof (RFC 6455, 4.2.2). Anything else opens nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_to_what_is_no_socket_opens_nothing() {
    const SOCKET_HEADERS: &str = "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const HTTP_2_HEADERS: &str = "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n";
    for over in [Scheme::Http, Scheme::Https] {
        let county: [(&str, Answer); 2] =
            [(SOCKET, an_upgrade_to_what_is_no_socket), ("/unasked", an_upgrade_that_nobody_asked_for)];
        let met = Met::new(over, &county);
        let asks = async |path: &str, headers: &str| {
            let target = if over == Scheme::Http { at(over, path) } else { path.to_owned() };
            met.browser().await.says(format!("GET {target} HTTP/1.1\r\nhost: {HOST}\r\n{headers}\r\n").as_bytes()).await
        };
        assert_eq!(asks(SOCKET, SOCKET_HEADERS).await, "502 refused, whole", "{over:?}");
        assert_eq!(met.county.asked(SOCKET), 1, "{over:?}");
        assert_eq!(asks("/elsewhere", SOCKET_HEADERS).await, "403 refused, whole", "{over:?}");
        assert_eq!(met.county.asked("/elsewhere"), 0, "{over:?}");
        // Another protocol is between neighbours: the county hears nothing of it, and cannot change to it.
        assert_eq!(asks("/page", HTTP_2_HEADERS).await, "200, whole", "{over:?}");
        let asked = met.county.requests().pop().unwrap();
        assert_eq!((asked.path(), asked.header("upgrade"), asked.header("http2-settings")), ("/page", None, None));
        assert_eq!(asks("/unasked", HTTP_2_HEADERS).await, "502 unreachable, whole", "{over:?}");
    }
}
