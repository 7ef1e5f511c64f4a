//! What makes a county's server trusted over https, and what this host shows it: the platform's authorities, those that a
//! county's configuration adds, a client certificate. Parsed once, at the start; it connects to nothing and never prints a key.

use std::fmt;
use std::sync::{Arc, LazyLock};

use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

/// What every connection of ours offers and takes by ALPN: each request is read as HTTP/1.1.
pub(super) const HTTP_1_1: &[u8] = b"http/1.1";
/// TLS sessions that one application's proxy can take up again: a few for each of its county's origins.
const MOST_SESSIONS: usize = 32;

/// The authorities of this machine; read once, when the first county is connected to over https.
static PLATFORM_ROOTS: LazyLock<Vec<CertificateDer<'static>>> =
    LazyLock::new(|| rustls_native_certs::load_native_certs().certs);
/// For the counties that add nothing to them.
static PLATFORM_ONLY: LazyLock<Option<Arc<ClientConfig>>> =
    LazyLock::new(|| client_config(Vec::new(), Vec::new(), None).ok().map(Arc::new));

/// What makes a county's server trusted over https, and what this host shows it. The default trusts the platform's authorities
/// and shows nothing.
#[derive(Clone, Default)]
pub struct TlsOptions(Option<Arc<ClientConfig>>);

/// A client certificate with its chain, and its key; both in PEM.
#[derive(Clone, Copy)]
pub struct ClientCertificate<'a> {
    /// The certificate first, then those that lead to its authority.
    pub chain: &'a [u8],
    /// PKCS#8, PKCS#1 or SEC1, not encrypted.
    pub key: &'a [u8],
}

/// Why a county's TLS files cannot be used. `Display` names the key of the configuration that is to be corrected, and no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTls {
    /// The file of further authorities.
    #[error("`tls.roots` {0}")]
    Roots(String),
    /// The client certificate's file.
    #[error("`tls.client_certificate` {0}")]
    Certificate(String),
    /// The client certificate's key.
    #[error("`tls.client_key` {0}")]
    Key(String),
}

impl TlsOptions {
    /// `roots` is PEM: certificates that are trusted beside the platform's, whether they are roots or not, and lists of revoked
    /// ones (RFC 5280), which are then looked into.
    pub fn new(roots: Option<&[u8]>, client: Option<ClientCertificate<'_>>) -> Result<TlsOptions, InvalidTls> {
        let (mut trusted, mut revoked) = (Vec::new(), Vec::new());
        if let Some(pem) = roots {
            let bad = |_| InvalidTls::Roots("is no file in PEM, or a certificate in it is cut short".to_owned());
            trusted = CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(bad)?;
            revoked = CertificateRevocationListDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(bad)?;
            if trusted.is_empty() {
                return Err(InvalidTls::Roots(
                    "holds no certificate: it must be PEM (-----BEGIN CERTIFICATE-----)".into(),
                ));
            }
        }
        if trusted.is_empty() && client.is_none() {
            return Ok(TlsOptions::default());
        }
        client_config(trusted, revoked, client).map(|config| TlsOptions(Some(Arc::new(config))))
    }

    /// The same, with a memory of TLS sessions of its own: what a county's server recognises one application by, it cannot
    /// recognise the next one by.
    pub(super) fn for_application(&self) -> TlsOptions {
        let config = self.config().map(|shared| {
            let mut config = ClientConfig::clone(&shared);
            config.resumption = Resumption::in_memory_sessions(MOST_SESSIONS);
            Arc::new(config)
        });
        TlsOptions(config)
    }

    /// Whether it trusts no authority at all: neither this machine nor the configuration names one.
    pub fn trusts_nobody(&self) -> bool {
        self.config().is_none()
    }

    /// None where this machine knows no authority and the county's configuration names none.
    pub(super) fn config(&self) -> Option<Arc<ClientConfig>> {
        self.0.clone().or_else(|| PLATFORM_ONLY.clone())
    }

    /// Whether this machine knows any authority by itself.
    pub(super) fn platform_has_roots() -> bool {
        !PLATFORM_ROOTS.is_empty()
    }
}

/// A key may be in it.
impl fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "TlsOptions(its own)" } else { "TlsOptions(the platform's)" })
    }
}

/// The one provider of cryptography, for both ends of the proxy.
pub(super) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| Arc::new(ring::default_provider()));
    Arc::clone(&PROVIDER)
}

fn client_config(
    trusted: Vec<CertificateDer<'static>>,
    revoked: Vec<CertificateRevocationListDer<'static>>,
    client: Option<ClientCertificate<'_>>,
) -> Result<ClientConfig, InvalidTls> {
    let mut roots = RootCertStore::empty();
    for certificate in trusted {
        let unread = |error| InvalidTls::Roots(format!("holds a certificate that cannot be read ({error})"));
        roots.add(certificate).map_err(unread)?;
    }
    // What the platform has beside certificates is not the county's to mend.
    roots.add_parsable_certificates(PLATFORM_ROOTS.iter().cloned());
    let unusable = |error: &dyn fmt::Display| InvalidTls::Roots(format!("cannot be used ({error})"));
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .with_crls(revoked)
        .allow_unknown_revocation_status()
        .build()
        .map_err(|error| unusable(&error))?;
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?
        .with_webpki_verifier(verifier);
    let mut config = match client {
        None => config.with_no_client_auth(),
        Some(ClientCertificate { chain, key }) => {
            let chain: Vec<_> = CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(|_| {
                InvalidTls::Certificate("is no file in PEM, or a certificate in it is cut short".into())
            })?;
            if chain.is_empty() {
                let none = "holds no certificate: it must be PEM (-----BEGIN CERTIFICATE-----)";
                return Err(InvalidTls::Certificate(none.to_owned()));
            }
            let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| {
                InvalidTls::Key("holds no key: it must be PEM (-----BEGIN PRIVATE KEY-----), not encrypted".to_owned())
            })?;
            config.with_client_auth_cert(chain, key).map_err(|error| match error {
                rustls::Error::InconsistentKeys(_) => {
                    InvalidTls::Key("is not the key of the certificate in `tls.client_certificate`".to_owned())
                }
                rustls::Error::InvalidCertificate(_) => {
                    InvalidTls::Certificate("holds a certificate that cannot be read".to_owned())
                }
                _ => InvalidTls::Key(
                    "holds a key of a kind that cannot be used: RSA, ECDSA (P-256, P-384) and Ed25519 can".into(),
                ),
            })?
        }
    };
    config.alpn_protocols = vec![HTTP_1_1.to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests;
