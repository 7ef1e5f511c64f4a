//! A county that resets a connection once it has read what it was sent. Browsers repeat such a request by themselves where their
//! own connection was used before (RFC 9110, 9.2.2, or not): behind the proxy they see an answer, and the county sees it once.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use postrider::browser::{Kind, NetworkPolicy, Session};
use serde_json::json;
use socket2::SockRef;

use crate::fixture::{BOTH, HOST, TestFleet, at, find, until};

const PAGE: &str = r#"<!doctype html><title>Apply</title><h1>Apply</h1>
<form method="post" action="/step"><input name="a" value="1"><button id="send">Send</button></form>"#;

/// Keeps its connections, and resets each after what is not a GET.
struct Resetting {
    address: SocketAddr,
    posts: Arc<AtomicU32>,
}

impl Resetting {
    fn open() -> Resetting {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let county = Resetting { address: listener.local_addr().unwrap(), posts: Arc::default() };
        let posts = Arc::clone(&county.posts);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let posts = Arc::clone(&posts);
                std::thread::spawn(move || serve(stream, &posts));
            }
        });
        county
    }

    fn posts(&self) -> u32 {
        self.posts.load(Ordering::SeqCst)
    }

    fn policy(&self) -> NetworkPolicy {
        NetworkPolicy {
            origins: vec![format!("http://{HOST}").parse().unwrap()],
            resolve: [(HOST.to_owned(), self.address)].into(),
            ..NetworkPolicy::default()
        }
    }
}

fn serve(stream: TcpStream, posts: &AtomicU32) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let (mut lines, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            if line.trim().is_empty() {
                break;
            }
            lines.push(line);
        }
        reader.read_exact(&mut vec![0; length]).ok()?;
        if lines.first()?.starts_with("GET") {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncache-control: no-store";
            write!(reader.get_mut(), "{head}\r\ncontent-length: {}\r\n\r\n{PAGE}", PAGE.len()).ok()?;
        } else {
            posts.fetch_add(1, Ordering::SeqCst);
            // Closes with a reset.
            SockRef::from(reader.get_ref()).set_linger(Some(Duration::ZERO)).ok()?;
            return None;
        }
    }
}

/// Opens a page and reads from it until the browser's connections to the proxy have been used before.
async fn used_before(county: &Resetting, session: &Session) {
    session.open(&at("/")).await.unwrap();
    let read = "const done = arguments[0]; (async () => { for (let i = 0; i < 8; i++) await (await fetch('/x?' + i)).text(); })()\
        .then(() => done('read'), (error) => done(String(error)))";
    assert_eq!(session.execute_async(read, Vec::new(), Duration::from_secs(10)).await.unwrap(), json!("read"));
    assert_eq!(county.posts(), 0);
}

async fn by_a_form(county: &Resetting, session: &Session) {
    used_before(county, session).await;
    session.click(&find(session, "#send").await).await.unwrap();
    until("the proxy's own page", async || {
        let title = session.title().await.unwrap_or_default();
        title.contains("did not answer")
    })
    .await;
}

async fn by_a_script(county: &Resetting, session: &Session) {
    used_before(county, session).await;
    let send = "const done = arguments[0]; fetch('/step', {method: 'POST', body: 'a=1'})\
        .then((answer) => done(answer.status), (error) => done(String(error)))";
    assert_eq!(session.execute_async(send, Vec::new(), Duration::from_secs(10)).await.unwrap(), json!(502));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_the_county_resets_is_sent_once() {
    let test = TestFleet::new();
    for kind in BOTH {
        once(&test, kind).await;
    }
}

async fn once(test: &TestFleet, kind: Kind) {
    let county = Resetting::open();
    let session = test.fleet.open(kind, county.policy()).await.unwrap();
    by_a_form(&county, &session).await;
    assert_eq!(county.posts(), 1, "{kind:?}, by a form");
    session.close().await;
    let county = Resetting::open();
    let session = test.fleet.open(kind, county.policy()).await.unwrap();
    by_a_script(&county, &session).await;
    assert_eq!(county.posts(), 1, "{kind:?}, by a script");
    session.close().await;
}
