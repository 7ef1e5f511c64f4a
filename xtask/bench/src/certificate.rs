//! What a benchmark's site is trusted by over https: an authority and a certificate of its own, and TLS before its pages.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use certificates::Authority;
use sha2::{Digest as _, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) struct Certificate {
    /// The authority's, in PEM.
    pub(crate) authority: String,
    /// The same in DER, in base64.
    pub(crate) authority_base64: String,
    /// The SHA-256 of the site's public key, in base64.
    pub(crate) key_hash: String,
    acceptor: TlsAcceptor,
}

impl Certificate {
    /// For a site of these names and addresses.
    pub(crate) fn new(hosts: &[&str]) -> Certificate {
        let authority = Authority::default();
        let own = authority.leaf(hosts, |_| ());
        Certificate {
            authority: authority.pem().to_owned(),
            authority_base64: STANDARD.encode(authority.der()),
            key_hash: STANDARD.encode(Sha256::digest(own.public_key())),
            acceptor: TlsAcceptor::from(own.server()),
        }
    }

    /// Ends TLS and hands what is inside to the site.
    pub(crate) async fn before(
        &self,
        site: SocketAddr,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Result<SocketAddr> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("TLS has no port")?;
        let address = listener.local_addr().context("TLS has no address")?;
        let (tracker, stop, acceptor) = (tasks.clone(), stop.clone(), self.acceptor.clone());
        tasks.spawn(async move {
            loop {
                let accepted = tokio::select! {
                    () = stop.cancelled() => return,
                    accepted = listener.accept() => accepted,
                };
                let Ok((from, _)) = accepted else { continue };
                let (acceptor, stop) = (acceptor.clone(), stop.clone());
                tracker.spawn(async move {
                    let carried = async {
                        from.set_nodelay(true)?;
                        let mut from = acceptor.accept(from).await?;
                        let mut to = TcpStream::connect(site).await?;
                        to.set_nodelay(true)?;
                        tokio::io::copy_bidirectional(&mut from, &mut to).await
                    };
                    tokio::select! {
                        () = stop.cancelled() => {}
                        _ = carried => {}
                    }
                });
            }
        });
        Ok(address)
    }
}
