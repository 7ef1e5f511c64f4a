//! The site's door: one port for http and https, told apart by a connection's first byte, so that a name leads to both.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use wrong_servers::{Authority, Shown};

/// The first byte of a TLS handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

pub(crate) struct BothSchemes {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl BothSchemes {
    /// With a certificate of the authority's for these hosts.
    pub(crate) async fn open(authority: &Authority, hosts: &[&str]) -> BothSchemes {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        BothSchemes { listener, acceptor: TlsAcceptor::from(authority.server(hosts, Shown::Right)) }
    }

    async fn connected(&self) -> io::Result<(Either<TcpStream, TlsStream<TcpStream>>, SocketAddr)> {
        let (stream, from) = self.listener.accept().await?;
        let mut first = [0];
        stream.peek(&mut first).await?;
        let stream = if first == [HANDSHAKE] {
            Either::Right(self.acceptor.accept(stream).await?)
        } else {
            Either::Left(stream)
        };
        Ok((stream, from))
    }
}

impl Listener for BothSchemes {
    type Io = Either<TcpStream, TlsStream<TcpStream>>;
    type Addr = SocketAddr;

    /// One after the other: the only client is the session's proxy, which speaks at once.
    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            if let Ok(connected) = self.connected().await {
                return connected;
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
