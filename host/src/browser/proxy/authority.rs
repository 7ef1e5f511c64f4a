//! The host's own certificate authority, made anew at each start. Its keys lie in memory alone, never on a disk; the browsers of
//! this host trust it, and nobody else does. It signs a leaf for each origin that is asked for, and never asks who may be.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData as _, SerialNumber, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};

use crate::browser::tls_options::{HTTP_1_1, provider};

/// First and last year of every certificate: whatever this machine's clock says or is set to while the host runs, they are valid,
/// so none is ever renewed. Their keys end with the process.
const VALID: (i32, i32) = (2000, 2100);
/// Hosts whose leafs are kept. There are some for each county; past this many all are signed anew.
const MOST_LEAFS: usize = 4096;

/// The authority's own; the leafs' follow.
const FIRST_SERIAL: u64 = 1;

/// The host's own certificate authority.
pub(in crate::browser) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
    /// One key for all leafs, so that a browser elsewhere can be given its hash at its start.
    leaf_key: KeyPair,
    /// Browsers refuse two certificates of one authority with the same number.
    next_serial: AtomicU64,
    leafs: Mutex<BTreeMap<String, Arc<ServerConfig>>>,
}

/// A certificate could not be made. The host's doing.
#[derive(Debug, thiserror::Error)]
pub(in crate::browser) enum AuthorityError {
    #[error("a certificate for the session's browser cannot be made ({0})")]
    Signing(#[from] rcgen::Error),
    #[error("a certificate for the session's browser cannot be used ({0})")]
    Unusable(#[from] rustls::Error),
}

impl Authority {
    pub(in crate::browser) fn new() -> Result<Authority, AuthorityError> {
        // A name of its own for each start: what a browser knew of an earlier one must not be taken for this one.
        let name = format!("Postrider, this run {:016x}", rand::random::<u64>());
        let mut params = lasting(CertificateParams::default(), &name, FIRST_SERIAL);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?;
        Ok(Authority {
            pem: certificate.pem(),
            certificate: certificate.into(),
            issuer: Issuer::new(params, key),
            leaf_key: KeyPair::generate()?,
            next_serial: AtomicU64::new(FIRST_SERIAL + 1),
            leafs: Mutex::default(),
        })
    }

    /// Its certificate, for Firefox's policy.
    pub(in crate::browser) fn pem(&self) -> &str {
        &self.pem
    }

    /// The same as Chromium's policy takes it: DER in base64.
    pub(in crate::browser) fn base64(&self) -> String {
        STANDARD.encode(&self.certificate)
    }

    /// The SHA-256 of the leafs' public key, in base64 (RFC 7469, 2.4), by which a Chromium elsewhere knows them.
    pub(in crate::browser) fn leaf_key_hash(&self) -> String {
        STANDARD.encode(Sha256::digest(self.leaf_key.subject_public_key_info()))
    }

    /// What a server of this name or address is to present.
    pub(super) fn server_config(&self, host: &str) -> Result<Arc<ServerConfig>, AuthorityError> {
        let mut leafs = self.leafs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = leafs.get(host) {
            return Ok(Arc::clone(known));
        }
        let config = Arc::new(self.sign(host)?);
        if leafs.len() == MOST_LEAFS {
            leafs.clear();
        }
        leafs.insert(host.to_owned(), Arc::clone(&config));
        Ok(config)
    }

    fn sign(&self, host: &str) -> Result<ServerConfig, AuthorityError> {
        let name = host.trim_start_matches('[').trim_end_matches(']');
        let serial = self.next_serial.fetch_add(1, Ordering::Relaxed);
        let mut params = lasting(CertificateParams::new(vec![name.to_owned()])?, "Postrider, for a county", serial);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let leaf = params.signed_by(&self.leaf_key, &self.issuer)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.leaf_key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.into(), self.certificate.clone()], key)?;
        config.alpn_protocols = vec![HTTP_1_1.to_vec()];
        Ok(config)
    }
}

/// Valid for as long as any host runs.
fn lasting(mut params: CertificateParams, name: &str, serial: u64) -> CertificateParams {
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from(serial));
    let (first, last) = VALID;
    params.not_before = date_time_ymd(first, 1, 1);
    params.not_after = date_time_ymd(last, 1, 1);
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_one_leaf_and_all_leafs_one_key() {
        let authority = Authority::new().unwrap();
        let leaf = authority.server_config("alder.test").unwrap();
        assert!(Arc::ptr_eq(&leaf, &authority.server_config("alder.test").unwrap()));
        assert!(!Arc::ptr_eq(&leaf, &authority.server_config("birch.test").unwrap()));
        for address in ["127.0.0.1", "[::1]"] {
            assert!(authority.server_config(address).is_ok(), "{address}");
        }
        assert_eq!(STANDARD.decode(authority.leaf_key_hash()).unwrap().len(), 32);
        assert_ne!(authority.leaf_key_hash(), Authority::new().unwrap().leaf_key_hash());
    }
}
