//! One connection of a wrong server: requests are read from it as any server reads them, and bytes are said as they are.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::{ServerConnection, StreamOwned};
use socket2::SockRef;

/// What is flooded at the most; a proxy that takes this much has no bound.
const MOST_FLOODED: u64 = 1 << 30;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// As it was written.
    pub method: String,
    /// Path and query as they were written.
    pub target: String,
    /// Header lines without their ends.
    pub headers: Vec<String>,
}

impl Request {
    /// Without its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The value of the first header of this name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.headers.iter().filter_map(|line| line.split_once(':'));
        pairs
            .map(|(known, value)| (known, value.trim()))
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    }
}

/// What a connection's bytes go over.
pub(crate) trait Stream: Read + Write + Send {
    /// Says that nothing more comes, where the protocol has a word for it.
    fn finish(&mut self) {}
}

impl Stream for TcpStream {}

impl Stream for StreamOwned<ServerConnection, TcpStream> {
    fn finish(&mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
    }
}

/// What came, over all connections.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) requests: Mutex<Vec<Request>>,
    pub(crate) connections: AtomicUsize,
}

/// A connection to a client.
pub struct Connection {
    socket: TcpStream,
    stream: BufReader<Box<dyn Stream>>,
    seen: Arc<Seen>,
    over: bool,
    /// Requests read from it so far.
    pub requests: usize,
}

impl Connection {
    /// `stream` is what is spoken over the socket.
    pub(crate) fn new(socket: TcpStream, stream: Box<dyn Stream>, seen: Arc<Seen>) -> Connection {
        Connection { socket, stream: BufReader::new(stream), seen, over: false, requests: 0 }
    }

    /// The next request's headers.
    pub(crate) fn request(&mut self) -> Option<Request> {
        let first = self.line()?;
        let mut words = first.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            headers.push(line);
        }
        let request = Request { method, target, headers };
        self.seen.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        self.requests += 1;
        Some(request)
    }

    /// Reads the request's body: its length.
    pub fn body(&mut self, request: &Request) -> Option<u64> {
        if request.header("transfer-encoding").is_none() {
            let length = request.header("content-length").map_or(Some(0), |length| length.parse().ok())?;
            return self.skip(length);
        }
        let mut whole = 0;
        loop {
            let length = u64::from_str_radix(&self.line()?, 16).ok()?;
            whole += self.skip(length)?;
            self.line()?;
            if length == 0 {
                return Some(whole);
            }
        }
    }

    /// Says these bytes and no more.
    pub fn say(&mut self, bytes: impl AsRef<[u8]>) -> Option<()> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes.as_ref()).ok()?;
        stream.flush().ok()
    }

    /// Says them again and again until the other side gives up.
    pub fn flood(&mut self, bytes: &[u8]) -> Option<()> {
        let piece = bytes.repeat((64 << 10) / bytes.len() + 1);
        let mut said = 0;
        while said < MOST_FLOODED {
            self.say(&piece)?;
            said += piece.len() as u64;
        }
        self.hold()
    }

    /// Says nothing more, and keeps the connection until the other side gives it up.
    pub fn hold(&mut self) -> Option<()> {
        let mut taken = [0; 16 << 10];
        while self.stream.read(&mut taken).ok()? > 0 {}
        self.close()
    }

    /// No further request is read.
    pub fn close(&mut self) -> Option<()> {
        self.over = true;
        self.stream.get_mut().finish();
        Some(())
    }

    /// Breaks it off so that the other side's next read fails, rather than ends.
    pub fn reset(&mut self) -> Option<()> {
        SockRef::from(&self.socket).set_linger(Some(Duration::ZERO)).ok()?;
        self.over = true;
        Some(())
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// Reads so many bytes, and keeps none of them.
    fn skip(&mut self, length: u64) -> Option<u64> {
        let read = std::io::copy(&mut self.stream.by_ref().take(length), &mut std::io::sink()).ok()?;
        (read == length).then_some(read)
    }

    /// A line without its end.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        Some(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}
