//! A county of a few pages that can drop, hang and count, over http and https on one port, and repeat what a socket says. Plain
//! threads: it must not share anything with what it tests.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ServerConnection, StreamOwned};
use sha1::{Digest as _, Sha1};
use wrong_servers::{Authority, Shown};

/// The first byte of a TLS handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 0x16;

pub(crate) struct County {
    pub(crate) address: SocketAddr,
    /// Who vouches for it over https.
    pub(crate) authority: String,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    requests: AtomicU32,
    submits: AtomicU32,
    posts: AtomicU32,
    kept: AtomicU32,
}

const HOME: &str = r##"<!doctype html><meta charset="utf-8"><title>Alder</title><h1>Alder</h1>
<input id="name"><input id="file" type="file">
<button id="count" onclick="window.n = (window.n || 0) + 1; this.textContent = n + (event.isTrusted ? ' trusted' : '')">0</button>
<button id="popup" onclick="window.open('/frames', 'p', 'width=300,height=200')">Popup</button>
<button id="confirm" onclick="setTimeout(() => answer.textContent = confirm('Send it for Ana?'))">Confirm</button>
<button id="prompt" onclick="setTimeout(() => answer.textContent = prompt('How many?'))">Prompt</button>
<p id="answer"></p>
<form method="post" action="/apply/submit"><input name="a" value="1"><button id="send">Send</button></form>
<form method="post" action="/apply/lost"><input name="a" value="1"><button id="lose">Lose</button></form>"##;

/// A service worker, which posts to the address that it is told.
const WORKER: &str = "self.onfetch = () => {};
self.onmessage = (told) => told.waitUntil(fetch(told.data, { method: 'POST', body: 'a=1' }).catch(() => null));";

impl County {
    pub(crate) fn open() -> County {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let counts = Arc::new(Counts::default());
        let authority = Authority::default();
        let tls = authority.server(&["alder.test"], Shown::Right);
        let county = County { address, authority: authority.pem().to_owned(), counts: Arc::clone(&counts) };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (counts, tls) = (Arc::clone(&counts), Arc::clone(&tls));
                std::thread::spawn(move || {
                    let mut first = [0];
                    match stream.peek(&mut first) {
                        Ok(1) if first[0] == HANDSHAKE => {
                            let session = ServerConnection::new(tls).ok()?;
                            answer(StreamOwned::new(session, stream), &counts)
                        }
                        _ => answer(stream, &counts),
                    }
                });
            }
        });
        county
    }

    pub(crate) fn requests(&self) -> u32 {
        self.counts.requests.load(Ordering::SeqCst)
    }

    /// Whatever was not asked for by GET, at any address.
    pub(crate) fn posts(&self) -> u32 {
        self.counts.posts.load(Ordering::SeqCst)
    }

    pub(crate) fn submits(&self) -> u32 {
        self.counts.submits.load(Ordering::SeqCst)
    }
}

/// Opens a WebSocket and repeats each text of less than 126 bytes (RFC 6455, 5.2), until the other side ends.
fn repeat<S: Read + Write>(mut stream: S, key: &str) -> Option<()> {
    let accept = STANDARD.encode(Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
    let head = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept";
    write!(stream, "{head}: {accept}\r\n\r\n").ok()?;
    stream.flush().ok()?;
    loop {
        let mut head = [0; 6];
        stream.read_exact(&mut head).ok()?;
        let mut text = vec![0; usize::from(head[1] & 0x7f)];
        stream.read_exact(&mut text).ok()?;
        for (byte, mask) in text.iter_mut().zip(head[2..].iter().cycle()) {
            *byte ^= mask;
        }
        stream.write_all(&[head[0], u8::try_from(text.len()).ok()?]).ok()?;
        stream.write_all(&text).ok()?;
        stream.flush().ok()?;
    }
}

fn answer<S: Read + Write>(stream: S, counts: &Counts) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let (mut length, mut signed_in, mut socket_key) = (0, false, None);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("sec-websocket-key")
        {
            socket_key = Some(value.trim().to_owned());
        }
        signed_in |= line.to_ascii_lowercase().starts_with("authorization:");
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let mut stream = reader.into_inner();
    let mut words = first.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    // Browsers ask for icons when they like.
    if path != "/favicon.ico" {
        counts.requests.fetch_add(1, Ordering::SeqCst);
    }
    if method != "GET" {
        counts.posts.fetch_add(1, Ordering::SeqCst);
    }
    if let ("/socket", Some(key)) = (path, &socket_key) {
        return repeat(stream, key);
    }
    let number;
    let (status, headers, page) = match (method, path) {
        (_, "/worker.js") => ("200 OK", "content-type: text/javascript\r\n", WORKER),
        (_, "/kept") => {
            number = counts.kept.fetch_add(1, Ordering::SeqCst).to_string();
            ("200 OK", "content-type: text/plain\r\ncache-control: max-age=3600\r\n", number.as_str())
        }
        (_, "/secret/challenge") if !signed_in => ("401 Who?", "www-authenticate: Basic realm=\"county\"\r\n", ""),
        (_, "/secret/quiet") if !signed_in => ("401 Who?", "", ""),
        (_, "/secret/challenge" | "/secret/quiet") => ("200 OK", "", "in"),
        (_, "/receipt.pdf") => ("200 OK", "content-type: application/pdf\r\n", "%PDF-1.7 receipt"),
        (_, "/") => ("200 OK", "", HOME),
        (_, "/frames") => {
            ("200 OK", "", "<!doctype html><title>Frames</title><h1>Outer</h1><iframe src=/inner></iframe>")
        }
        (_, "/inner") => ("200 OK", "", "<!doctype html><h1>Inner</h1><iframe src=/inmost></iframe>"),
        (_, "/inmost") => ("200 OK", "", "<!doctype html><h1>Inmost</h1>"),
        (_, "/away") => ("302 Found", "location: http://evil.test/x\r\n", ""),
        (_, "/busy") => ("503 Busy", "retry-after: 120\r\n", "<!doctype html><h1>Maintenance</h1>"),
        ("POST", "/apply/submit") => {
            counts.submits.fetch_add(1, Ordering::SeqCst);
            ("200 OK", "", "<!doctype html><title>Received</title><h1>Received</h1>")
        }
        ("POST", "/apply/lost") => {
            counts.submits.fetch_add(1, Ordering::SeqCst);
            return None;
        }
        (_, "/hang") => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0]);
            return None;
        }
        (_, "/drop") => return None,
        (_, "/huge") => {
            let length = (64_u64 << 20) + 1;
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n").ok()?;
            return stream.flush().ok();
        }
        (_, "/endless") => {
            write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").ok()?;
            // Until the other side gives up.
            while stream.write_all(&[b'.'; 64 << 10]).is_ok() {}
            return None;
        }
        _ => ("404 Not Found", "", "<!doctype html><h1>No such page</h1>"),
    };
    let length = page.len();
    let kind = if headers.starts_with("content-type") { "" } else { "content-type: text/html; charset=utf-8\r\n" };
    let head = format!("HTTP/1.1 {status}\r\n{kind}{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(page.as_bytes()).ok()?;
    stream.flush().ok()
}
