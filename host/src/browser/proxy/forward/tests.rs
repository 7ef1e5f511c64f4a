//! What a request holds decides whether it goes, and goes unchanged; over real connections, with a county that counts.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{Method, Uri};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;
use url::Url;

use crate::browser::network_policy::NetworkPolicy;
use crate::browser::observed::{RequestFate, SubmitSeen};
use crate::browser::proxy::application_proxy::ApplicationProxy;
use crate::browser::proxy::request_body::MOST_HELD;
use crate::browser::proxy::test_exchange::TestSession;
use crate::browser::request_rules::{
    BodyMatcher, Delivery, RequestMethod, RequestRule, RequestRules, Step, UnknownRequests,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// A county's server, and the proxy before it.
struct Proxied {
    session: TestSession,
    got: Arc<Mutex<Vec<(String, Bytes)>>>,
}

impl Proxied {
    async fn start(requests: RequestRules) -> Proxied {
        let got = Arc::new(Mutex::new(Vec::new()));
        let counted = Arc::clone(&got);
        let site = Router::new().fallback(async move |method: Method, uri: Uri, body: Bytes| {
            counted.lock().unwrap_or_else(PoisonError::into_inner).push((format!("{method} {uri}"), body));
            "taken"
        });
        let site = site.layer(axum::extract::DefaultBodyLimit::disable());
        let county = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let policy = NetworkPolicy {
            origins: vec!["http://oak.test".parse().unwrap()],
            resolve: [("oak.test".to_owned(), county.local_addr().unwrap())].into(),
            requests,
            ..NetworkPolicy::default()
        };
        TaskTracker::new().spawn(async move { axum::serve(county, site).await });
        Proxied { session: TestSession::open(policy).await, got }
    }

    fn proxy(&self) -> Arc<ApplicationProxy> {
        self.session.listener.proxy()
    }

    /// The status of the answer to one request, and what it says.
    async fn send(&self, head: &str, body: &[u8]) -> String {
        let mut browser = TcpStream::connect(self.session.address).await.unwrap();
        let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
        let (method, path) = line.split_once(' ').unwrap();
        let head = format!("{method} http://oak.test{path} HTTP/1.1\r\nhost: oak.test\r\nconnection: close\r\n");
        let lines: String = headers.lines().map(|line| format!("{line}\r\n")).collect();
        browser.write_all(format!("{head}{lines}\r\n").as_bytes()).await.unwrap();
        // Who is refused need not be heard to the end.
        let _ = browser.write_all(body).await;
        let mut answer = Vec::new();
        let _ = browser.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).get(9..12).unwrap_or("none").to_owned()
    }

    async fn post(&self, path: &str, kind: &str, body: &[u8]) -> String {
        self.send(&format!("POST {path}\ncontent-type: {kind}\ncontent-length: {}", body.len()), body).await
    }

    fn got(&self) -> Vec<(String, Bytes)> {
        self.got.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn log(&self) -> Vec<(String, RequestFate)> {
        let requests = self.proxy().requests().requests();
        requests.into_iter().map(|noted| (noted.request, noted.fate)).collect()
    }
}

/// One address for every step; what submits is told by a field.
fn one_address() -> RequestRules {
    let send = BodyMatcher::Field { name: "do".into(), equals: Some("send".into()) };
    let step = |path: &str, delivery| Step { request: RequestRule::new(path.into(), None, vec![]), delivery };
    RequestRules {
        submits: vec![RequestRule::new("/apply".into(), Some(RequestMethod::Post), vec![send])],
        steps: vec![step("/apply", Delivery::Send), step("/beacon", Delivery::Drop)],
        sockets: vec!["/live".into()],
        unknown: UnknownRequests::Hold,
    }
}

#[tokio::test]
async fn what_it_holds_decides_and_goes_unchanged() {
    let county = Proxied::start(one_address()).await;
    assert_eq!(county.post("/apply?page=1", FORM, b"do=save&n=%ff").await, "200");
    assert_eq!(county.post("/apply", FORM, b"n=1&do=send").await, "403");
    assert_eq!(county.post("/apply", "text/plain", b"do=send").await, "403");
    county.proxy().gate().arm();
    assert_eq!(county.post("/apply", FORM, b"n=2&do=save").await, "200");
    assert_eq!(county.post("/apply", FORM, b"n=3&do=send").await, "200");
    assert_eq!(county.post("/apply", FORM, b"n=4&do=send").await, "403");
    let seen = county.proxy().gate().disarm();
    assert_eq!(
        seen,
        SubmitSeen { sent: 1, possible_submits: 1, refused: 3, answered: Some(200), ..SubmitSeen::default() }
    );
    let got: Vec<_> =
        [("POST /apply?page=1", "do=save&n=%ff"), ("POST /apply", "n=2&do=save"), ("POST /apply", "n=3&do=send")]
            .map(|(line, body)| (line.to_owned(), Bytes::from_static(body.as_bytes())))
            .into();
    assert_eq!(county.got(), got);
    let answered = ("POST /apply".to_owned(), RequestFate::Answered(200));
    let held = ("POST /apply".to_owned(), RequestFate::Held);
    assert_eq!(
        county.log(),
        [&answered, &held, &held, &answered, &answered, &held].map(Clone::clone),
        "and no query is kept"
    );
}

#[tokio::test]
async fn a_form_in_parts_goes_with_its_files() {
    let county = Proxied::start(one_address()).await;
    let file: Vec<u8> = (0..3 << 20).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let body = |what: &str| {
        let begin = "--B\r\nContent-Disposition: form-data; name=f; filename=a.pdf\r\n\r\n".as_bytes();
        let end = format!("\r\n--B\r\nContent-Disposition: form-data; name=do\r\n\r\n{what}\r\n--B--\r\n");
        [begin, file.as_slice(), end.as_bytes()].concat()
    };
    assert_eq!(county.post("/apply", "multipart/form-data; boundary=B", &body("send")).await, "403");
    assert_eq!(county.post("/apply", "multipart/form-data; boundary=B", &body("save")).await, "200");
    // In chunks, as a script sends what it does not know the length of.
    let head = format!("POST /apply\ncontent-type: {FORM}\ntransfer-encoding: chunked");
    assert_eq!(county.send(&head, b"6\r\ndo=sav\r\n1\r\ne\r\n0\r\n\r\n").await, "200");
    let got = county.got();
    assert_eq!(got.len(), 2);
    assert!(got[0].1 == body("save") && got[1].1 == "do=save");
}

#[tokio::test]
async fn what_is_larger_than_can_be_read_is_held_also_in_a_commit() {
    let county = Proxied::start(one_address()).await;
    county.proxy().gate().arm();
    let large = vec![b'a'; (1 << 20) + 1];
    assert_eq!(county.post("/apply", FORM, &large).await, "403");
    let chunk = [format!("{:x}\r\n", large.len()).as_bytes(), &large, b"\r\n0\r\n\r\n"].concat();
    let head = format!("POST /apply\ncontent-type: {FORM}\ntransfer-encoding: chunked");
    assert_eq!(county.send(&head, &chunk).await, "403");
    // Of 50 MB nothing is waited for: their length is enough.
    let head = format!("POST /apply\ncontent-type: multipart/form-data; boundary=B\ncontent-length: {}", 50 << 20);
    assert_eq!(county.send(&head, b"--B").await, "403");
    // One that breaks off is not read whole, either.
    let mut broken = TcpStream::connect(county.session.address).await.unwrap();
    let head = format!(
        "POST http://oak.test/apply HTTP/1.1\r\nhost: oak.test\r\ncontent-type: {FORM}\r\ncontent-length: 9\r\n\r\ndo=save"
    );
    broken.write_all(head.as_bytes()).await.unwrap();
    broken.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = broken.read_to_end(&mut answer).await;
    assert_eq!(county.got(), []);
    let seen = county.proxy().gate().disarm();
    assert_eq!((seen.sent, seen.possible_submits, seen.refused), (0, 0, 4));
    let last = county.proxy().gate().last_blocked_request();
    assert_eq!(last.as_deref(), Some("POST /apply (more than can be read of what it holds)"));
    assert!(county.log().iter().all(|(_, fate)| *fate == RequestFate::Held));
}

#[tokio::test]
async fn what_was_read_whole_has_room_until_it_is_sent_or_held() {
    let county = Proxied::start(one_address()).await;
    let room = Arc::clone(&county.proxy().room);
    let until = async |free: usize| {
        let waiting = async {
            while room.available_permits() != free {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
    };
    let in_chunks = format!("POST /apply\ncontent-type: {FORM}\ntransfer-encoding: chunked");
    let all_but_eight = || Arc::clone(&room).try_acquire_many_owned(u32::try_from(MOST_HELD - 8).unwrap()).unwrap();
    let others = all_but_eight();
    for (body, answered) in [("do=save1", "200"), ("do=send", "403"), ("do=save2", "200")] {
        assert_eq!(county.post("/apply", FORM, body.as_bytes()).await, answered);
        until(8).await;
    }
    drop(others);
    // One byte more waits for the others, and so does what does not say its length. Who waits has taken what there was.
    for chunked in [false, true] {
        let (others, before) = (all_but_eight(), county.got().len());
        let asked = async {
            match chunked {
                true => county.send(&in_chunks, b"7\r\ndo=save\r\n0\r\n\r\n").await,
                false => county.post("/apply", FORM, b"do=save12").await,
            }
        };
        let freed = async {
            until(0).await;
            assert_eq!(county.got().len(), before);
            drop(others);
        };
        assert_eq!(tokio::join!(asked, freed).0, "200");
        until(MOST_HELD).await;
    }
}

#[tokio::test]
async fn what_a_script_reads_in_a_commit_may_have_submitted() {
    let county = Proxied::start(one_address()).await;
    let proxy = county.proxy();
    let gate = proxy.gate();
    let reads = async |wanted: &str| {
        gate.arm();
        assert_eq!(county.post("/extra", FORM, b"a=1").await, "403");
        assert_eq!(county.send(&format!("GET /send/17\nsec-fetch-dest: {wanted}"), b"").await, "200", "{wanted}");
        gate.disarm().reads_with_possible_effect
    };
    for element in ["script", "style", "image", "font"] {
        assert_eq!(reads(element).await, 0, "{element}");
    }
    assert_eq!(reads("empty").await, 1);
    gate.shut();
    assert_eq!(county.send("GET /send/17\nsec-fetch-dest: empty", b"").await, "403", "it was said that nothing left");
}

#[tokio::test]
async fn what_nobody_declared_is_held_and_what_is_dropped_is_answered() {
    let county = Proxied::start(one_address()).await;
    assert_eq!(county.post("/extra?name=Ada", FORM, b"a=1").await, "403");
    assert_eq!(county.send("DELETE /apply/1", b"").await, "403");
    assert_eq!(county.send("GET /extra\nx-http-method-override: DELETE", b"").await, "403");
    assert_eq!(county.post("/beacon", "text/plain", b"a=1").await, "204");
    assert_eq!(county.send("GET /extra", b"").await, "200");
    assert_eq!(county.got(), [("GET /extra".to_owned(), Bytes::new())]);
    let gate = county.proxy();
    assert_eq!((gate.gate().seen().undeclared, gate.gate().seen().refused), (3, 0));
    let log = [
        ("POST /extra", RequestFate::Undeclared),
        ("DELETE /apply/1", RequestFate::Undeclared),
        ("GET /extra", RequestFate::Undeclared),
        ("POST /beacon", RequestFate::Dropped),
    ];
    assert_eq!(county.log(), log.map(|(request, fate)| (request.to_owned(), fate)));
}

#[tokio::test]
async fn without_rules_for_it_everything_passes_as_before() {
    let county = Proxied::start(RequestRules::of_paths(["/apply/submit"])).await;
    assert_eq!(county.post("/extra", FORM, &vec![b'a'; 2 << 20]).await, "200");
    assert_eq!(county.post("/apply/submit", FORM, b"a=1").await, "403");
    assert_eq!(county.got().len(), 1);
}

#[tokio::test]
async fn sockets_are_opened_where_they_are_declared() {
    let county = Proxied::start(one_address()).await;
    let proxy = county.proxy();
    let opens = |address: &str| proxy.pass_socket(&Url::parse(address).unwrap()).is_some();
    assert!(opens("http://oak.test/live") && !opens("http://oak.test/other"));
    assert_eq!(proxy.gate().seen().undeclared, 1);
    proxy.gate().shut();
    assert!(!opens("http://oak.test/live"), "nothing that could submit leaves any more");
    let lenient = Proxied::start(RequestRules::of_paths(["/apply/submit"])).await;
    let proxy = lenient.proxy();
    assert!(proxy.pass_socket(&Url::parse("http://oak.test/live").unwrap()).is_none());
    assert_eq!(proxy.gate().seen(), SubmitSeen::default(), "no drift");
}
