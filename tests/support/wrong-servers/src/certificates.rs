//! An authority of the test's own, and what a server may show that it signed: one certificate that is right, and every kind that is
//! wrong.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing is.
    Right,
    /// Its last day was in 2001.
    Expired,
    /// Its first day is in 2099.
    NotYetValid,
    /// It is for `birch.test`.
    OtherName,
    /// It names no host at all.
    NoName,
    /// Another authority of the same name signed it.
    UnknownIssuer,
    /// Nobody did but itself.
    SelfSigned,
    /// The authority signed the one that signed it, and that one is not shown.
    BrokenChain,
    /// It may sign mails.
    NotForServers,
    /// The one that signed it may not sign.
    SignedByNoAuthority,
}

/// An authority whose certificate clients trust.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Default for Authority {
    fn default() -> Authority {
        let params = signing("A test's authority");
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Authority { issuer: Issuer::new(params, key), pem }
    }
}

impl Authority {
    /// Its own certificate, as a client's configuration takes it.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// What a server of these hosts shows.
    pub fn server(&self, hosts: &[&str], shown: Shown) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let hosts: Vec<String> = match shown {
            Shown::OtherName => vec!["birch.test".to_owned()],
            Shown::NoName => Vec::new(),
            _ => hosts.iter().map(|host| (*host).to_owned()).collect(),
        };
        let mut leaf = lasting(CertificateParams::new(hosts).unwrap(), "A county");
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        match shown {
            Shown::Expired => leaf.not_after = date_time_ymd(2001, 1, 1),
            Shown::NotYetValid => leaf.not_before = date_time_ymd(2099, 1, 1),
            Shown::NotForServers => leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection],
            _ => {}
        }
        let between_key = KeyPair::generate().unwrap();
        let certificate = match shown {
            Shown::UnknownIssuer => leaf.signed_by(&key, &Authority::default().issuer),
            Shown::SelfSigned => leaf.self_signed(&key),
            Shown::BrokenChain => leaf.signed_by(&key, &Issuer::new(signing("Between"), between_key)),
            Shown::SignedByNoAuthority => {
                let mut between = signing("No authority");
                between.is_ca = IsCa::ExplicitNoCa;
                let shown = between.signed_by(&between_key, &self.issuer).unwrap();
                let leaf = leaf.signed_by(&key, &Issuer::new(between, between_key)).unwrap();
                return config(vec![leaf.into(), shown.into()], &key);
            }
            _ => leaf.signed_by(&key, &self.issuer),
        };
        config(vec![certificate.unwrap().into()], &key)
    }
}

fn config(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    Arc::new(config)
}

fn signing(name: &str) -> CertificateParams {
    let mut params = lasting(CertificateParams::default(), name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// Valid whatever this machine's clock says.
fn lasting(mut params: CertificateParams, name: &str) -> CertificateParams {
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2100, 1, 1);
    params
}
