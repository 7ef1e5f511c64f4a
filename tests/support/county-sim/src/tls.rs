//! https for the counties: an authority of the simulation's own, made at its start, and one certificate for all of them. Its key
//! stays in memory; whoever is to trust the counties is given its certificate.

use std::net::SocketAddr;

use axum::serve::Listener;
use certificates::{Authority, Shown};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::county::County;

/// Connections whose handshake is done and which wait to be served, at most.
const WAITING: usize = 64;

/// What the counties' servers show, and what makes it trusted.
pub(crate) struct Identity {
    acceptor: TlsAcceptor,
    authority: Authority,
}

impl Identity {
    /// A new authority, and a certificate of it for every county's name and for this machine.
    pub(crate) fn new() -> Self {
        let authority = Authority::default();
        let names: Vec<String> = County::ALL.iter().map(|county| format!("{county}.test")).collect();
        let hosts: Vec<&str> = names.iter().map(String::as_str).chain(["127.0.0.1"]).collect();
        Self { acceptor: TlsAcceptor::from(authority.server(&hosts, Shown::Right)), authority }
    }

    /// The authority's certificate, in PEM.
    pub(crate) fn pem(&self) -> &str {
        self.authority.pem()
    }

    /// A listener whose connections are through with their handshake. Each has a task of its own: a slow one holds nobody up.
    pub(crate) fn listen(&self, tcp: TcpListener, tasks: &TaskTracker, stop: &CancellationToken) -> TlsListener {
        let (ready, connections) = mpsc::channel(WAITING);
        let address = tcp.local_addr();
        let (acceptor, stop, handshakes) = (self.acceptor.clone(), stop.clone(), tasks.clone());
        tasks.spawn(stop.clone().run_until_cancelled_owned(async move {
            while let Ok((stream, from)) = tcp.accept().await {
                let (acceptor, ready) = (acceptor.clone(), ready.clone());
                handshakes.spawn(stop.clone().run_until_cancelled_owned(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        // Nobody takes it when the site has stopped.
                        let _ = ready.send((stream, from)).await;
                    }
                }));
            }
        }));
        TlsListener { connections, address }
    }
}

/// Connections that speak TLS already.
pub(crate) struct TlsListener {
    connections: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: std::io::Result<SocketAddr>,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.connections.recv().await {
            Some(connection) => connection,
            // The site has stopped.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.address.as_ref().copied().map_err(|error| error.kind().into())
    }
}
