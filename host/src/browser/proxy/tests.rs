//! The proxy as a browser meets it, by hand: what is inside a tunnel passes the same gate, and sockets are carried. The counties
//! are real servers, over TLS and without.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_util::either::Either;
use url::Url;
use wrong_servers::{Authority, Shown};

use super::application_proxy::ApplicationProxy;
use super::test_county::{Asked, HOST, answer_one, county, policy_for, read_message, secure_county};
use super::test_exchange::{TestSession, trusting};
use crate::browser::network_policy::{BasicAuth, NetworkPolicy};
use crate::browser::request_rules::{PathPattern, RequestRules};
use crate::submission::Personal;

/// The key of RFC 6455, 1.3, which the test's county answers.
const OPEN_SOCKET: &str = "connection: keep-alive, Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                           sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// A county over https or http, and a session's proxy before it.
struct Test {
    session: TestSession,
    asked: Asked,
    policy: NetworkPolicy,
}

impl Test {
    async fn start(is_secure: bool, change: impl FnOnce(&mut NetworkPolicy)) -> Test {
        let (authority, asked) = (Authority::default(), Asked::default());
        let answer = asked.clone();
        let at = if is_secure {
            let each = move |stream| {
                let asked = answer.clone();
                async move { answer_one(stream, asked).await.unwrap_or(()) }
            };
            secure_county(authority.server(&[HOST], Shown::Right), each).await
        } else {
            county(move |stream| {
                let asked = answer.clone();
                async move { answer_one(stream, asked).await.unwrap_or(()) }
            })
            .await
        };
        let mut policy = policy_for(&authority, at);
        policy.requests = RequestRules::of_paths(["/apply"]);
        policy.requests.sockets = ["/socket", "/wrong-socket", "/page"].map(PathPattern::from).into();
        change(&mut policy);
        Test { session: TestSession::open(policy.clone()).await, asked, policy }
    }

    fn proxy(&self) -> Arc<ApplicationProxy> {
        self.session.listener.proxy()
    }

    /// What CONNECT is answered with, and the connection after it.
    async fn connect(&self, to: &str) -> (String, TcpStream) {
        let mut stream = TcpStream::connect(self.session.address).await.unwrap();
        stream.write_all(format!("CONNECT {to} HTTP/1.1\r\nhost: {to}\r\n\r\n").as_bytes()).await.unwrap();
        let answer = read_message(&mut stream).await.unwrap();
        (answer, stream)
    }

    /// A browser's TLS inside a tunnel, as one that trusts the host's authority does it.
    async fn secure(&self, stream: TcpStream, name: &str, alpn: &[&[u8]]) -> std::io::Result<impl Stream> {
        let mut config = trusting(&self.proxy().authority);
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name.to_owned()).unwrap(), stream).await
    }

    /// A tunnel to the county, opened as its pages' scheme wants it.
    async fn inside(&self, is_secure: bool) -> impl Stream {
        let port = if is_secure { 443 } else { 80 };
        let (answer, stream) = self.connect(&format!("{HOST}:{port}")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        if is_secure {
            Either::Left(self.secure(stream, HOST, &[b"http/1.1"]).await.unwrap())
        } else {
            Either::Right(stream)
        }
    }

    async fn ask(&self, request: &str) -> String {
        ask(&mut self.inside(true).await, request).await
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

async fn ask(stream: &mut impl Stream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    read_message(stream).await.unwrap_or_default()
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\n\r\n")
}

fn post(path: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-length: 3\r\n\r\na=1")
}

#[tokio::test]
async fn what_is_inside_a_tunnel_passes_the_same_gate() {
    let test = Test::start(true, |_| ()).await;
    let mut stream = test.inside(true).await;
    assert!(ask(&mut stream, &get("/")).await.ends_with("hi"));
    assert!(test.asked.last().starts_with("GET / HTTP/1.1\r\n"), "{}", test.asked.last());
    let proxy = test.proxy();
    assert_eq!(proxy.observations().last_visit(&Url::parse("https://alder.test/").unwrap()).unwrap().status, 200);

    // The same connection goes on: nobody dials for what the gate holds back.
    assert!(ask(&mut stream, &post("/apply")).await.starts_with("HTTP/1.1 403"));
    assert_eq!((test.asked.all().len(), proxy.gate().seen().refused), (1, 1));
    proxy.gate().arm();
    assert!(ask(&mut stream, &post("/apply")).await.ends_with("hi"));
    assert!(test.asked.last().ends_with("a=1"));
    assert!(ask(&mut stream, &post("/apply")).await.starts_with("HTTP/1.1 403"));
    let seen = proxy.gate().disarm();
    assert_eq!((seen.sent, seen.refused, seen.answered, test.asked.all().len()), (1, 2, Some(200), 2));

    ask(&mut stream, &get("/busy")).await;
    let visit = proxy.observations().last_visit(&Url::parse("https://alder.test/busy").unwrap()).unwrap();
    assert_eq!((visit.status, visit.retry_after_seconds), (503, Some(120)));
}

#[tokio::test]
async fn a_county_that_is_not_trusted_is_unreachable_in_words() {
    let test = Test::start(true, |policy| policy.tls = Default::default()).await;
    let answer = test.ask(&get("/")).await;
    assert!(answer.starts_with("HTTP/1.1 502") && answer.contains("x-postrider: unreachable"), "{answer}");
    let visit = test.proxy().observations().last_visit(&Url::parse("https://alder.test/").unwrap()).unwrap();
    let reason = visit.unreachable.unwrap();
    assert!(reason.contains("unknown issuer") && reason.contains("`tls.roots`"), "{reason}");
    assert_eq!(test.asked.all().len(), 0);
}

#[tokio::test]
async fn a_site_that_signs_in_by_http_is_signed_in_to_over_https() {
    let test = Test::start(true, |policy| {
        let (origin, user) = ("https://alder.test".parse().unwrap(), Personal::new("worker"));
        policy.basic_auth = vec![BasicAuth { origin, user, password: Personal::new("s3cret") }];
    })
    .await;
    test.ask(&get("/")).await;
    assert!(test.asked.last().contains("authorization: Basic d29ya2VyOnMzY3JldA=="), "{}", test.asked.last());
}

#[tokio::test]
async fn a_tunnel_leads_to_its_own_server_and_nowhere_else() {
    let test = Test::start(true, |_| ()).await;
    let blocked = || test.proxy().observations().blocked();
    for elsewhere in ["evil.test:443", "alder.test:8443", "127.0.0.1:443", "alder.test.evil.test:443"] {
        let (answer, _) = test.connect(elsewhere).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{elsewhere}: {answer}");
    }
    assert_eq!(blocked(), ["127.0.0.1", "alder.test", "alder.test.evil.test", "evil.test"]);
    let (answer, _) = test.connect("alder.test").await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");

    // TLS for another name than the tunnel's is not answered, and nor is HTTP/2.
    let (_, stream) = test.connect("alder.test:443").await;
    assert!(test.secure(stream, "birch.test", &[]).await.is_err());
    assert!(blocked().contains(&"birch.test".to_owned()));
    let (_, stream) = test.connect("alder.test:443").await;
    assert!(test.secure(stream, HOST, &[b"h2"]).await.is_err());

    let check = async |request: &str, expect: &str| {
        let answer = test.ask(request).await;
        assert!(answer.starts_with(expect), "{request}: {answer}");
        let refused = answer.contains("x-postrider: refused");
        assert_eq!(refused, !expect.ends_with("200"), "{request}: {answer}");
    };
    check("GET / HTTP/1.1\r\nhost: ALDER.test:443\r\n\r\n", "HTTP/1.1 200").await;
    check("GET / HTTP/1.1\r\nhost: evil.test\r\n\r\n", "HTTP/1.1 421").await;
    check("GET / HTTP/1.1\r\nhost: alder.test:8443\r\n\r\n", "HTTP/1.1 421").await;
    check("GET / HTTP/1.1\r\nhost: alder.test/x?\r\n\r\n", "HTTP/1.1 421").await;
    check("GET / HTTP/1.1\r\nhost: me@alder.test\r\n\r\n", "HTTP/1.1 421").await;
    check("GET / HTTP/1.1\r\nhost: alder.test\r\nhost: evil.test\r\n\r\n", "HTTP/1.1 400").await;
    check("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400").await;
    check("GET https://alder.test/ HTTP/1.1\r\nhost: alder.test\r\n\r\n", "HTTP/1.1 400").await;
    check("GET http://alder.test/ HTTP/1.1\r\nhost: alder.test\r\n\r\n", "HTTP/1.1 400").await;
    check("GET https://evil.test/ HTTP/1.1\r\nhost: alder.test\r\n\r\n", "HTTP/1.1 400").await;
    check("CONNECT evil.test:443 HTTP/1.1\r\nhost: alder.test\r\n\r\n", "HTTP/1.1 400").await;
    check("OPTIONS * HTTP/1.1\r\nhost: alder.test\r\n\r\n", "HTTP/1.1 400").await;
    assert_eq!(test.asked.all().len(), 1);
}

#[tokio::test]
async fn a_socket_is_carried_both_ways_until_the_application_ends() {
    for is_secure in [true, false] {
        let test = Test::start(is_secure, |_| ()).await;
        let mut stream = test.inside(is_secure).await;
        let opened = ask(&mut stream, &format!("GET /socket HTTP/1.1\r\nhost: {HOST}\r\n{OPEN_SOCKET}\r\n")).await;
        assert!(opened.starts_with("HTTP/1.1 101"), "{opened}");
        assert!(opened.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{opened}");
        let echo = async |stream: &mut _, said: &[u8]| {
            let mut heard = vec![0; said.len()];
            async fn talk(stream: &mut impl Stream, said: &[u8], heard: &mut [u8]) -> std::io::Result<usize> {
                stream.write_all(said).await?;
                stream.flush().await?;
                stream.read_exact(heard).await
            }
            let talked = talk(stream, said, &mut heard).await;
            talked.map(|_| heard)
        };
        assert_eq!(echo(&mut stream, b"over").await.unwrap(), b"over");
        let proxy = test.proxy();
        assert_eq!(proxy.gate().seen().possible_submits, 0);
        proxy.gate().arm();
        assert_eq!(echo(&mut stream, b"again").await.unwrap(), b"again");
        assert!(proxy.gate().disarm().possible_submits > 0, "what a socket says could submit");
        test.session.listener.renew(test.policy.clone(), None);
        let cut = tokio::time::timeout(Duration::from_secs(5), echo(&mut stream, b"still there?")).await;
        assert!(cut.unwrap().is_err(), "it is cut with its application");
    }
}

#[tokio::test]
async fn a_socket_says_nothing_more_once_nothing_is_said_to_have_left() {
    let test = Test::start(true, |_| ()).await;
    let mut stream = test.inside(true).await;
    ask(&mut stream, &format!("GET /socket HTTP/1.1\r\nhost: {HOST}\r\n{OPEN_SOCKET}\r\n")).await;
    let proxy = test.proxy();
    proxy.gate().arm();
    assert_eq!(proxy.gate().disarm().possible_submits, 0);
    stream.write_all(b"late").await.unwrap();
    stream.flush().await.unwrap();
    let cut = tokio::time::timeout(Duration::from_secs(5), stream.read_u8()).await;
    assert!(cut.unwrap().is_err());
    assert_eq!(proxy.gate().seen().refused, 1);
}

#[tokio::test]
async fn what_opens_no_socket_is_answered_as_an_error() {
    let test = Test::start(true, |_| ()).await;
    let open = |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\n{headers}\r\n");
    let wrong = test.ask(&open("/wrong-socket", OPEN_SOCKET)).await;
    assert!(wrong.starts_with("HTTP/1.1 502"), "{wrong}");
    let none = test.ask(&open("/page", OPEN_SOCKET)).await;
    assert!(none.starts_with("HTTP/1.1 200") && none.ends_with("hi"), "{none}");
    let keyless = "connection: Upgrade\r\nupgrade: websocket\r\n";
    assert!(test.ask(&open("/socket", keyless)).await.starts_with("HTTP/1.1 400"));
    // A county that changes the protocol unasked has answered nothing.
    let unasked = test.ask(&open("/socket", "")).await;
    assert!(unasked.starts_with("HTTP/1.1 502"), "{unasked}");
}
