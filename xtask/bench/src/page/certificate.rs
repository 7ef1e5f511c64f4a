//! What the site is trusted by over https: an authority and a certificate of its own, and TLS before its page.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PublicKeyData as _};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(super) struct Certificate {
    /// The authority's, in PEM.
    pub(super) authority: String,
    /// The same in DER, in base64.
    pub(super) authority_base64: String,
    /// The SHA-256 of the site's public key, in base64.
    pub(super) key_hash: String,
    config: Arc<ServerConfig>,
}

impl Certificate {
    pub(super) fn new(host: &str) -> Result<Certificate> {
        let mut of_authority = CertificateParams::default();
        of_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().context("no key")?;
        let authority = of_authority.self_signed(&authority_key).context("no authority")?;
        let key = KeyPair::generate().context("no key")?;
        let issuer = Issuer::new(of_authority, authority_key);
        let own = CertificateParams::new(vec![host.to_owned()])
            .and_then(|params| params.signed_by(&key, &issuer))
            .context("no certificate")?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .context("no TLS")?
            .with_no_client_auth()
            .with_single_cert(
                vec![own.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .context("no TLS with this certificate")?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Certificate {
            authority: authority.pem(),
            authority_base64: STANDARD.encode(authority.der()),
            key_hash: STANDARD.encode(Sha256::digest(key.subject_public_key_info())),
            config: Arc::new(config),
        })
    }

    /// Ends TLS and hands what is inside to the site.
    pub(super) async fn before(
        &self,
        site: SocketAddr,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Result<SocketAddr> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("TLS has no port")?;
        let address = listener.local_addr().context("TLS has no address")?;
        let (tracker, stop, acceptor) = (tasks.clone(), stop.clone(), TlsAcceptor::from(Arc::clone(&self.config)));
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
