//! For tests: a county's server that answers with bytes as they are written down, a browser's own connection, and the proxy
//! between them. All of it real sockets.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::http::request;
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::authority::Authority;
use super::listener::{ProxyListener, ProxySocket};
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::request_rules::RequestRules;
use crate::browser::tls_options::provider;

/// What does not come until then never comes: longer than the proxy itself waits in tests.
const NEVER: Duration = Duration::from_secs(30);

/// A request as the county read it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Which of its connections, counted from 0.
    pub(super) connection: usize,
    /// Which request on that.
    pub(super) nth: usize,
    pub(super) head: String,
    pub(super) body: usize,
}

impl Seen {
    pub(super) fn line(&self) -> &str {
        self.head.lines().next().unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// What the county does with a request.
pub(super) enum Reply {
    /// Answers and waits for another.
    Keep(String),
    /// Answers and closes in peace.
    Close(String),
    /// Answers, if there is something, and resets.
    Reset(String),
    /// Answers when it is released.
    Later(String, CancellationToken),
}

type Script = dyn Fn(&Seen) -> Reply + Send + Sync;

/// An answer with a body of a known length.
pub(super) fn ok(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
}

pub(super) struct TestCounty {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    open: Arc<AtomicUsize>,
    most_open: Arc<AtomicUsize>,
    tracker: TaskTracker,
}

impl TestCounty {
    pub(super) async fn start(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> TestCounty {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let county = TestCounty {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            open: Arc::default(),
            most_open: Arc::default(),
            tracker: TaskTracker::new(),
        };
        let (seen, open, most_open) =
            (Arc::clone(&county.seen), Arc::clone(&county.open), Arc::clone(&county.most_open));
        let (script, tracker): (Arc<Script>, _) = (Arc::new(script), county.tracker.clone());
        county.tracker.spawn(async move {
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                most_open.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let (seen, open, script) = (Arc::clone(&seen), Arc::clone(&open), Arc::clone(&script));
                tracker.spawn(async move {
                    serve(stream, connection, &seen, &*script).await;
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        county
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Connections that are open now.
    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// The most that were open at once.
    pub(super) fn most_open(&self) -> usize {
        self.most_open.load(Ordering::SeqCst)
    }

    pub(super) async fn until(&self, what: &str, holds: impl Fn(&TestCounty) -> bool) {
        let waiting = async {
            while !holds(self) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(NEVER, waiting).await.unwrap_or_else(|_| panic!("waited in vain until {what}"));
    }

    /// A policy that reaches it as `alder.test` and `birch.test`.
    pub(super) fn policy(&self) -> NetworkPolicy {
        NetworkPolicy {
            origins: ["http://alder.test", "http://birch.test"].map(|origin| origin.parse().unwrap()).into(),
            resolve: ["alder.test", "birch.test"].map(|host| (host.to_owned(), self.address)).into(),
            requests: RequestRules::of_paths(["/submit"]),
            ..NetworkPolicy::default()
        }
    }
}

async fn serve(mut stream: TcpStream, connection: usize, seen: &Mutex<Vec<Seen>>, script: &Script) {
    let mut read = Vec::new();
    for nth in 0.. {
        let head = loop {
            if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                break String::from_utf8(read.drain(..end + 4).collect()).unwrap();
            }
            if stream.read_buf(&mut read).await.unwrap_or(0) == 0 {
                return;
            }
        };
        let mut request = Seen { connection, nth, head, body: 0 };
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        // A path that names a number is answered when so much of the body was read.
        let wanted = request
            .line()
            .split("/read-")
            .nth(1)
            .map_or(length, |rest| rest.split(' ').next().unwrap().parse::<usize>().unwrap().min(length));
        while read.len() < wanted && stream.read_buf(&mut read).await.unwrap_or(0) > 0 {}
        request.body = read.drain(..wanted.min(read.len())).count();
        seen.lock().unwrap().push(request.clone());
        match script(&request) {
            Reply::Keep(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
            Reply::Close(answer) => {
                let _ = stream.write_all(answer.as_bytes()).await;
                return;
            }
            Reply::Reset(answer) => {
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
                return;
            }
            Reply::Later(answer, released) => {
                released.cancelled().await;
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    }
}

/// A session's proxy, and connections of its browser.
pub(super) struct TestSession {
    pub(super) listener: Arc<ProxyListener>,
    pub(super) address: SocketAddr,
    tracker: TaskTracker,
    _end: DropGuard,
}

impl TestSession {
    pub(super) async fn open(policy: NetworkPolicy) -> TestSession {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let (tracker, end) = (TaskTracker::new(), CancellationToken::new());
        let socket = ProxySocket::Network(socket, vec![address.ip()]);
        let listener = ProxyListener::open(policy, Arc::new(Authority::new().unwrap()), socket, &tracker, end.clone());
        TestSession { listener, address, tracker, _end: end.drop_guard() }
    }

    /// A connection of the browser's.
    pub(super) async fn browser(&self) -> TestBrowser {
        let (sender, connection) =
            http1::handshake(TokioIo::new(TcpStream::connect(self.address).await.unwrap())).await.unwrap();
        self.tracker.spawn(connection);
        TestBrowser { sender }
    }

    /// The beginning of the answer on a connection whose browser writes all of its request before it reads.
    pub(super) async fn write_before_reading(&self, request: Request<Full<Bytes>>) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = written(request).await;
        let mut read = Vec::new();
        let asked = async {
            stream.write_all(&request).await?;
            stream.read_buf(&mut read).await
        };
        let _ = tokio::time::timeout(NEVER, asked).await.expect("an answer, or the connection's end");
        String::from_utf8(read).unwrap()
    }

    /// All that comes, up to `last`, on a connection whose browser reads while it writes one request after the other.
    pub(super) async fn read_while_writing(&self, requests: [Request<Full<Bytes>>; 2], last: &str) -> String {
        let (mut reads, mut writes) = TcpStream::connect(self.address).await.unwrap().into_split();
        let [first, second] = requests;
        let requests = [written(first).await, written(second).await].concat();
        let mut read = Vec::new();
        let reading =
            async { while !read.ends_with(last.as_bytes()) && reads.read_buf(&mut read).await.is_ok_and(|n| n > 0) {} };
        let writing = async {
            // A connection that ends under it shows in what comes.
            let _ = writes.write_all(&requests).await;
            std::future::pending::<()>().await;
        };
        let heard = async {
            tokio::select! { () = reading => {}, () = writing => {} }
        };
        tokio::time::timeout(NEVER, heard).await.expect("an answer, or the connection's end");
        String::from_utf8(read).unwrap()
    }

    /// One request on a connection of the browser's own.
    pub(super) async fn get(&self, path: &str) -> Answer {
        self.browser().await.ask(get(path)).await.unwrap()
    }
}

/// A request as it goes over a connection.
async fn written(request: Request<Full<Bytes>>) -> Vec<u8> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let (method, url, length) = (head.method, head.uri, body.len());
    let head = format!("{method} {url} HTTP/1.1\r\nhost: alder.test\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), &body].concat()
}

/// TLS as a browser speaks it that trusts the host's authority.
pub(super) fn trusting(authority: &Authority) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

pub(super) struct TestBrowser {
    sender: SendRequest<Full<Bytes>>,
}

/// What the browser sees of an answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    /// Whether all of it came.
    pub(super) whole: bool,
}

impl TestBrowser {
    /// None where the connection ended without an answer.
    pub(super) async fn ask(&mut self, request: Request<Full<Bytes>>) -> Option<Answer> {
        let asked = async {
            self.sender.ready().await.ok()?;
            let (head, mut body) = self.sender.send_request(request).await.ok()?.into_parts();
            let (mut read, mut whole) = (Vec::new(), true);
            while let Some(frame) = body.frame().await {
                match frame {
                    Ok(frame) => read.extend_from_slice(frame.data_ref().unwrap()),
                    Err(_) => {
                        whole = false;
                        break;
                    }
                }
            }
            let body = String::from_utf8(read).unwrap();
            Some(Answer { status: head.status, headers: head.headers, body, whole })
        };
        tokio::time::timeout(NEVER, asked).await.expect("an answer, or the connection's end")
    }
}

fn request(method: &str, path: &str) -> request::Builder {
    let url = if path.starts_with('/') { format!("http://alder.test{path}") } else { path.to_owned() };
    Request::builder().method(method).uri(url).header("host", "alder.test")
}

pub(super) fn get(path: &str) -> Request<Full<Bytes>> {
    request("GET", path).body(Full::default()).unwrap()
}

/// A GET with further headers.
pub(super) fn get_with(path: &str, headers: &[(&str, &str)]) -> Request<Full<Bytes>> {
    let request = headers.iter().fold(request("GET", path), |request, (name, value)| request.header(*name, *value));
    request.body(Full::default()).unwrap()
}

pub(super) fn send(method: &str, path: &str, body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    request(method, path).body(Full::new(body.into())).unwrap()
}
