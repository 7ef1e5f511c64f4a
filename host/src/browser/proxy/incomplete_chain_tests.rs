//! A county whose server leaves out the certificate between its own and its authority's: it is said with what mends it, and what
//! is said does mend it.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::dial::dial;
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::tls_options::{TlsOptions, provider};

const HOST: &str = "alder.test";

fn signing(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// Why a county cannot be connected to that shows this, where this is trusted; none where it can.
async fn refused(shown: &Arc<ServerConfig>, trusted: &str) -> Option<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let policy = NetworkPolicy {
        resolve: [(HOST.to_owned(), listener.local_addr().unwrap())].into(),
        tls: TlsOptions::new(Some(trusted.as_bytes()), None).unwrap(),
        ..NetworkPolicy::default()
    };
    let shows = async {
        let (stream, _) = listener.accept().await.unwrap();
        // A client that does not like the certificate ends the handshake.
        TlsAcceptor::from(Arc::clone(shown)).accept(stream).await.ok()
    };
    let origin = format!("https://{HOST}").parse().unwrap();
    let (_county, dialled) = tokio::join!(shows, dial(&policy, &origin));
    dialled.err()
}

#[tokio::test]
async fn a_certificate_left_out_is_said_and_can_be_named() {
    let [root_key, between_key, key] = [(); 3].map(|()| KeyPair::generate().unwrap());
    let (root, between) = (signing("Alder's root"), signing("Between"));
    let root_pem = root.self_signed(&root_key).unwrap().pem();
    let between_pem = between.signed_by(&between_key, &Issuer::new(root, root_key)).unwrap().pem();
    let leaf = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &Issuer::new(between, between_key)).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        // The one between is not among them.
        .with_single_cert(vec![leaf.into()], key)
        .unwrap();
    let shown = Arc::new(config);
    assert_eq!(
        refused(&shown, &root_pem).await.unwrap(),
        "its server's certificate has an unknown issuer: the county has to mend it if a certificate between is left out; until \
         then, or if the county has an authority of its own, name the missing certificate by `tls.roots` of its [[county]]"
    );
    assert_eq!(refused(&shown, &between_pem).await, None);
}
