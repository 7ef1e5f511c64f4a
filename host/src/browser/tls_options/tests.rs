//! Which files a county's configuration may name, and what is said of the others.

use rcgen::{CertificateParams, KeyPair};

use super::*;

fn certificate(key: &KeyPair) -> String {
    CertificateParams::new(vec!["worker.test".to_owned()]).unwrap().self_signed(key).unwrap().pem()
}

#[test]
fn a_file_that_is_wrong_is_named_by_its_key() {
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let (chain, key) = (certificate(&key), key.serialize_pem());
    #[track_caller]
    fn check(roots: Option<&str>, client: Option<(&str, &str)>, expect: &str) {
        let client = client.map(|(chain, key)| ClientCertificate { chain: chain.as_bytes(), key: key.as_bytes() });
        let said =
            TlsOptions::new(roots.map(str::as_bytes), client).map_or_else(|error| error.to_string(), |_| "fine".into());
        assert_eq!(said, expect);
    }
    check(None, None, "fine");
    check(Some(&chain), Some((&chain, &key)), "fine");
    let none = "holds no certificate: it must be PEM (-----BEGIN CERTIFICATE-----)";
    check(Some("data = 'd'"), None, &format!("`tls.roots` {none}"));
    check(Some(&key), None, &format!("`tls.roots` {none}"));
    let cut = "is no file in PEM, or a certificate in it is cut short";
    check(Some(&chain[..chain.len() / 2]), None, &format!("`tls.roots` {cut}"));
    let scrambled = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    check(
        Some(scrambled),
        None,
        "`tls.roots` holds a certificate that cannot be read (invalid peer certificate: BadEncoding)",
    );
    check(None, Some((&key, &key)), &format!("`tls.client_certificate` {none}"));
    check(
        None,
        Some((&chain, &chain)),
        "`tls.client_key` holds no key: it must be PEM (-----BEGIN PRIVATE KEY-----), not encrypted",
    );
    check(
        None,
        Some((&chain, &other.serialize_pem())),
        "`tls.client_key` is not the key of the certificate in `tls.client_certificate`",
    );
}

#[test]
fn no_key_is_printed() {
    let key = KeyPair::generate().unwrap();
    let (chain, pem) = (certificate(&key), key.serialize_pem());
    let client = ClientCertificate { chain: chain.as_bytes(), key: pem.as_bytes() };
    let options = TlsOptions::new(None, Some(client)).unwrap();
    assert_eq!(format!("{options:?}"), "TlsOptions(its own)");
}
