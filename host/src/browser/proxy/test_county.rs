//! For tests: counties' servers on this machine's loopback, with and without real TLS, and what leads to them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use wrong_servers::Authority;

use crate::browser::network_policy::NetworkPolicy;
use crate::browser::tls_options::TlsOptions;

/// The name under which a test's county stands.
pub(super) const HOST: &str = "alder.test";

/// What leads to a county that presents a certificate of this authority.
pub(super) fn policy_for(authority: &Authority, address: SocketAddr) -> NetworkPolicy {
    let origins = ["http", "https"].map(|scheme| format!("{scheme}://{HOST}").parse().unwrap());
    NetworkPolicy {
        origins: origins.to_vec(),
        resolve: [(HOST.to_owned(), address)].into(),
        tls: TlsOptions::new(Some(authority.pem().as_bytes()), None).unwrap(),
        ..NetworkPolicy::default()
    }
}

/// A county that does this with each connection.
pub(super) async fn county<F: Future<Output = ()> + Send + 'static>(
    each: impl Fn(TcpStream) -> F + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    #[allow(clippy::disallowed_methods, reason = "a test's county ends with the test's runtime")]
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(each(stream));
        }
    });
    address
}

/// A county over TLS that does this with each connection.
pub(super) async fn secure_county<F: Future<Output = ()> + Send + 'static>(
    config: Arc<ServerConfig>,
    each: impl Fn(TlsStream<TcpStream>) -> F + Clone + Send + Sync + 'static,
) -> SocketAddr {
    let acceptor = TlsAcceptor::from(config);
    county(move |stream| {
        let (acceptor, each) = (acceptor.clone(), each.clone());
        async move {
            // A client that does not like the certificate ends the handshake.
            if let Ok(stream) = acceptor.accept(stream).await {
                each(stream).await;
            }
        }
    })
    .await
}

/// What a county was asked, one text for each request.
#[derive(Clone, Default)]
pub(super) struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    pub(super) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(super) fn last(&self) -> String {
        self.all().pop().unwrap_or_default()
    }
}

/// Reads one request, notes it, answers it and ends; opens a socket at `/socket` that repeats what it hears.
pub(super) async fn answer_one<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, asked: Asked) -> Option<()> {
    let request = read_message(&mut stream).await?;
    asked.0.lock().unwrap().push(request.clone());
    let mut words = request.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    let head = match (method, path) {
        ("GET", "/busy") => "503 Busy\r\nretry-after: 120",
        ("GET", "/socket") => {
            "101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
             sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        }
        ("GET", "/wrong-socket") => {
            "101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
             sec-websocket-accept: AAAALMBiTxaQ9kYGzzhZRbK+xOo="
        }
        _ => "200 OK\r\ncontent-length: 2\r\n\r\nhi",
    };
    stream.write_all(format!("HTTP/1.1 {head}\r\n\r\n").as_bytes()).await.ok()?;
    if path == "/socket" {
        let mut heard = [0; 64];
        loop {
            let bytes = stream.read(&mut heard).await.ok().filter(|bytes| *bytes > 0)?;
            stream.write_all(&heard[..bytes]).await.ok()?;
            stream.flush().await.ok()?;
        }
    }
    stream.shutdown().await.ok()
}

/// A request or an answer with the body that its length announces.
pub(super) async fn read_message<S: AsyncRead + Unpin>(stream: &mut S) -> Option<String> {
    let mut message = Vec::new();
    let head = loop {
        message.push(stream.read_u8().await.ok()?);
        if message.ends_with(b"\r\n\r\n") {
            break String::from_utf8_lossy(&message).to_lowercase();
        }
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some(String::from_utf8_lossy(&[message, body].concat()).into_owned())
}

/// Writes these bytes once something came, and waits until the other side ends.
pub(super) async fn answer_with(mut stream: TcpStream, bytes: &'static [u8]) {
    let mut read = [0; 4096];
    let _ = stream.read(&mut read).await;
    let _ = stream.write_all(bytes).await;
    while stream.read(&mut read).await.is_ok_and(|read| read > 0) {}
}
