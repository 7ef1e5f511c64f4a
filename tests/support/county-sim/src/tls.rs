//! https for the counties: an authority of the simulation's own, made at its start, and one certificate for all of them. Its key
//! stays in memory; whoever is to trust the counties is given its certificate.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
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
    pem: String,
}

impl Identity {
    /// A new authority, and a certificate of it for every county's name and for this machine.
    pub(crate) fn new() -> std::io::Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Simulated counties");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().map_err(other)?;
        let pem = params.self_signed(&key).map_err(other)?.pem();
        let issuer = Issuer::new(params, key);

        let names: Vec<String> = County::ALL.iter().map(|county| format!("{county}.test")).collect();
        let mut leaf = CertificateParams::new(names).map_err(other)?;
        leaf.subject_alt_names.push(SanType::IpAddress(Ipv4Addr::LOCALHOST.into()));
        leaf.distinguished_name.push(DnType::CommonName, "A simulated county");
        let key = KeyPair::generate().map_err(other)?;
        let certificate = leaf.signed_by(&key, &issuer).map_err(other)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.into()], key)
            .map_err(other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), pem })
    }

    /// The authority's certificate, in PEM.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
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

fn other(error: impl std::error::Error + Send + Sync + 'static) -> std::io::Error {
    std::io::Error::other(error)
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
