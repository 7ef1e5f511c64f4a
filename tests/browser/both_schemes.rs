//! The site's door: one port for http and https, told apart by a connection's first byte, so that a name leads to both.

use std::io;
use std::net::SocketAddr;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;
use wrong_servers::{Authority, Shown};

/// The first byte of a TLS handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

type Connection = (Either<TcpStream, TlsStream<TcpStream>>, SocketAddr);

pub(crate) struct BothSchemes {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    /// Connections that have not said yet what they speak: a browser, or the proxy, makes some before it has a use for them.
    silent: JoinSet<io::Result<Connection>>,
}

impl BothSchemes {
    /// With a certificate of the authority's for these hosts.
    pub(crate) async fn open(authority: &Authority, hosts: &[&str]) -> BothSchemes {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let acceptor = TlsAcceptor::from(authority.server(hosts, Shown::Right));
        BothSchemes { listener, acceptor, silent: JoinSet::new() }
    }
}

async fn by_first_byte(stream: TcpStream, from: SocketAddr, acceptor: TlsAcceptor) -> io::Result<Connection> {
    let mut first = [0];
    stream.peek(&mut first).await?;
    let stream =
        if first == [HANDSHAKE] { Either::Right(acceptor.accept(stream).await?) } else { Either::Left(stream) };
    Ok((stream, from))
}

impl Listener for BothSchemes {
    type Io = Either<TcpStream, TlsStream<TcpStream>>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            tokio::select! {
                Ok((stream, from)) = self.listener.accept() => {
                    self.silent.spawn(by_first_byte(stream, from, self.acceptor.clone()));
                }
                Some(spoken) = self.silent.join_next() => {
                    if let Ok(Ok(connection)) = spoken {
                        return connection;
                    }
                }
                else => tokio::task::yield_now().await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}
