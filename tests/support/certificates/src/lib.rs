//! An authority for tests' counties, and what a server may show that it signed: a certificate that is right, every kind that is wrong, and
//! what else a test changes. Keys stay in memory. It listens nowhere: each server does that in its own way.

#![allow(clippy::unwrap_used, reason = "a certificate that cannot be made fails its test")]

use std::sync::Arc;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PublicKeyData as _, date_time_ymd,
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

/// An authority whose certificate clients trust. Each has the same name, but for those between.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
}

/// What a server shows: a certificate, those above it, and the key.
pub struct Leaf {
    certificate: Certificate,
    above: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

impl Default for Authority {
    fn default() -> Authority {
        let params = signing("A county's authority");
        let key = KeyPair::generate().unwrap();
        let own = params.self_signed(&key).unwrap();
        Authority::new(params, key, own)
    }
}

impl Authority {
    /// Another one, for which this one vouches.
    pub fn between(&self) -> Authority {
        let params = signing("Between");
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &self.issuer).unwrap();
        Authority::new(params, key, own)
    }

    /// Its own certificate in PEM, as a client's configuration takes it.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The same in DER.
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// By which it signs, also a list of revoked certificates.
    pub fn issuer(&self) -> &Issuer<'static, KeyPair> {
        &self.issuer
    }

    /// A certificate that is right for a server of these names and addresses, but for what is changed.
    pub fn leaf(&self, hosts: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let mut params = right(hosts);
        change(&mut params);
        Leaf::new(&params, &self.issuer)
    }

    /// What a server of these hosts shows.
    pub fn server(&self, hosts: &[&str], shown: Shown) -> Arc<ServerConfig> {
        let leaf = match shown {
            Shown::Right => self.leaf(hosts, |_| ()),
            Shown::Expired => self.leaf(hosts, |params| params.not_after = date_time_ymd(2001, 1, 1)),
            Shown::NotYetValid => self.leaf(hosts, |params| params.not_before = date_time_ymd(2099, 1, 1)),
            Shown::OtherName => self.leaf(&["birch.test"], |_| ()),
            Shown::NoName => self.leaf(&[], |_| ()),
            Shown::NotForServers => self.leaf(hosts, |params| {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
            }),
            Shown::UnknownIssuer => Authority::default().leaf(hosts, |_| ()),
            Shown::SelfSigned => {
                let key = KeyPair::generate().unwrap();
                Leaf { certificate: right(hosts).self_signed(&key).unwrap(), above: Vec::new(), key }
            }
            Shown::BrokenChain => self.between().leaf(hosts, |_| ()),
            Shown::SignedByNoAuthority => {
                let mut between = signing("No authority");
                between.is_ca = IsCa::ExplicitNoCa;
                let key = KeyPair::generate().unwrap();
                let above = between.signed_by(&key, &self.issuer).unwrap();
                Leaf { above: vec![above.into()], ..Leaf::new(&right(hosts), &Issuer::new(between, key)) }
            }
        };
        leaf.server()
    }

    fn new(params: CertificateParams, key: KeyPair, own: Certificate) -> Authority {
        Authority { issuer: Issuer::new(params, key), pem: own.pem(), certificate: own.into() }
    }
}

impl Leaf {
    fn new(params: &CertificateParams, issuer: &Issuer<'static, KeyPair>) -> Leaf {
        let key = KeyPair::generate().unwrap();
        Leaf { certificate: params.signed_by(&key, issuer).unwrap(), above: Vec::new(), key }
    }

    /// A server that shows it, and speaks HTTP/1.1.
    pub fn server(&self) -> Arc<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain(), self.key())
            .unwrap();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Arc::new(config)
    }

    /// The certificate, and those above it.
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        std::iter::once(self.certificate.der()).chain(&self.above).cloned().collect()
    }

    /// The certificate alone, in PEM.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Its private key.
    pub fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()))
    }

    /// The same in PEM.
    pub fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    /// Its public key, as certificates hold it (RFC 5280, 4.1: `SubjectPublicKeyInfo`).
    pub fn public_key(&self) -> Vec<u8> {
        self.key.subject_public_key_info()
    }
}

/// For a server of these names and addresses.
fn right(hosts: &[&str]) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = lasting(CertificateParams::new(hosts).unwrap(), "A county");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

fn signing(name: &str) -> CertificateParams {
    let mut params = lasting(CertificateParams::default(), name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
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
