//! A browser of bytes alone: it asks the proxy over one connection that it keeps, and says how the answer came. It keeps the first
//! bytes of what it is sent.

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, ReadHalf, WriteHalf};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

use crate::browser::origin::Scheme;
use crate::browser::proxy::authority::Authority;
use crate::browser::proxy::test_county::{HOST, read_message};
use crate::browser::proxy::test_exchange::trusting;

/// What the browsers of these tests trust.
pub(super) static AUTHORITY: LazyLock<Arc<Authority>> = LazyLock::new(|| Arc::new(Authority::new().unwrap()));
/// What does not end within this time hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes kept of an answer.
const MOST_KEPT: usize = 4096;

type Stream = Either<UnixStream, TlsStream<UnixStream>>;

pub(super) struct RawBrowser {
    over: Scheme,
    from: BufReader<ReadHalf<Stream>>,
    to: WriteHalf<Stream>,
    /// The last answer's first bytes.
    pub(super) body: Vec<u8>,
}

/// An address at the county.
pub(super) fn at(over: Scheme, path: &str) -> String {
    format!("{}://{HOST}{path}", over.as_str())
}

impl RawBrowser {
    /// Over https by a tunnel, and as a browser that trusts this host's authority.
    pub(super) async fn connect(socket: &Path, over: Scheme) -> RawBrowser {
        let stream = UnixStream::connect(socket).await.unwrap();
        let stream = match over {
            Scheme::Http => Either::Left(stream),
            Scheme::Https => Either::Right(secured(stream).await),
        };
        let (from, to) = tokio::io::split(stream);
        RawBrowser { over, from: BufReader::new(from), to, body: Vec::new() }
    }

    /// Asks for a document as a browser does: the status, the proxy's mark where it is an answer of its own, and whether it came whole.
    pub(super) async fn asks(&mut self, method: &str, path: &str, body: &[u8]) -> String {
        let target = if self.over == Scheme::Http { at(self.over, path) } else { path.to_owned() };
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        let head = format!("{method} {target} HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html,*/*\r\n{length}\r\n");
        self.says(&[head.as_bytes(), body].concat()).await
    }

    /// Says these bytes, and hears one answer.
    pub(super) async fn says(&mut self, bytes: &[u8]) -> String {
        self.body.clear();
        let hears = async {
            let says = async {
                let _ = self.to.write_all(bytes).await;
                let _ = self.to.flush().await;
            };
            let hears = answer(&mut self.from, &mut self.body);
            tokio::pin!(hears);
            // A proxy may answer before all was said, and then take no more of it.
            tokio::select! {
                answer = &mut hears => answer,
                () = says => hears.await,
            }
        };
        match tokio::time::timeout(PATIENCE, hears).await {
            Ok(answer) => answer.unwrap_or_else(|| "no answer".to_owned()),
            Err(_) => "hangs".to_owned(),
        }
    }
}

async fn secured(mut stream: UnixStream) -> TlsStream<UnixStream> {
    stream.write_all(format!("CONNECT {HOST}:443 HTTP/1.1\r\nhost: {HOST}:443\r\n\r\n").as_bytes()).await.unwrap();
    let answered = read_message(&mut stream).await.unwrap();
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    let config = Arc::new(trusting(&AUTHORITY));
    TlsConnector::from(config).connect(ServerName::try_from(HOST).unwrap(), stream).await.unwrap()
}

async fn answer(from: &mut (impl AsyncBufRead + Unpin), body: &mut Vec<u8>) -> Option<String> {
    let mut said = line(from).await?.split(' ').nth(1)?.to_owned();
    let (mut length, mut chunked) = (None, false);
    loop {
        let header = line(from).await?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok(),
            "transfer-encoding" => chunked = true,
            "x-postrider" => said = format!("{said} {}", value.trim()),
            _ => {}
        }
    }
    let whole = match length {
        Some(length) if !chunked => take(from, length, body).await,
        _ if chunked => chunks(from, body).await,
        _ => Some(()),
    };
    Some(format!("{said}, {}", if whole.is_some() { "whole" } else { "cut" }))
}

async fn chunks(from: &mut (impl AsyncBufRead + Unpin), body: &mut Vec<u8>) -> Option<()> {
    loop {
        let length = u64::from_str_radix(&line(from).await?, 16).ok()?;
        take(from, length, body).await?;
        line(from).await?;
        if length == 0 {
            return Some(());
        }
    }
}

async fn take(from: &mut (impl AsyncBufRead + Unpin), length: u64, body: &mut Vec<u8>) -> Option<()> {
    let mut left = length;
    while left > 0 {
        let came = from.fill_buf().await.ok().filter(|came| !came.is_empty())?;
        let taken = came.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        body.extend(came.iter().take(taken.min(MOST_KEPT - body.len())));
        from.consume(taken);
        left -= taken as u64;
    }
    Some(())
}

/// A line without its end.
async fn line(from: &mut (impl AsyncBufRead + Unpin)) -> Option<String> {
    let mut line = String::new();
    if from.read_line(&mut line).await.ok()? == 0 {
        return None;
    }
    Some(line.trim_end().to_owned())
}
