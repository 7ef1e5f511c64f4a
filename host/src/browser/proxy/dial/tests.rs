//! Where a connection leads, and every way in which a county's TLS can be wrong, by real handshakes.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{CertificateRevocationListParams, ExtendedKeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wrong_servers::{Authority, Leaf};

use super::*;
use crate::browser::proxy::test_county::{HOST, answer_with, county, policy_for, secure_county};
use crate::browser::tls_options::{ClientCertificate, provider};

#[tokio::test]
async fn a_name_that_leads_nowhere_is_named_with_the_key_that_mends_it() {
    let failure = async |origin: &str| dial(&NetworkPolicy::default(), &origin.parse().unwrap()).await.err().unwrap();
    let remedy = "correct it in the manifest's `origins`, or say where it is by `resolve` of its [[county]]";
    let home = failure("http://localhost:9").await;
    assert_eq!(home, format!("the name localhost leads to no public address: {remedy}"));
    let unknown = failure("https://nobody.invalid").await;
    assert_eq!(unknown, format!("the name nobody.invalid is not known to DNS: {remedy}"));
}

/// What a dial to this county says: `fine`, once a byte came through, or why not.
async fn said(policy: &NetworkPolicy) -> String {
    let mut stream = match dial(policy, &"https://alder.test".parse().unwrap()).await {
        Ok(stream) => stream,
        Err(reason) => return reason,
    };
    match stream.read_u8().await {
        Ok(_) => "fine".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// A county that presents this, and says one byte.
async fn presenting(config: Arc<ServerConfig>) -> SocketAddr {
    secure_county(config, async |mut stream| {
        let _ = stream.write_u8(b'!').await;
        let _ = stream.shutdown().await;
    })
    .await
}

async fn said_of(authority: &Authority, leaf: &Leaf) -> String {
    said(&policy_for(authority, presenting(leaf.server()).await)).await
}

/// What is said of it does mend it.
#[tokio::test]
async fn a_certificate_left_out_of_the_chain_is_said_and_can_be_named() {
    let authority = Authority::default();
    let between = authority.between();
    let alone = between.leaf(&[HOST], |_| ());
    assert_eq!(
        said_of(&authority, &alone).await,
        "its server's certificate has an unknown issuer: the county has to mend it if a certificate between is left out; until \
         then, or if the county has an authority of its own, name the missing certificate by `tls.roots` of its [[county]]"
    );
    assert_eq!(said_of(&between, &alone).await, "fine");
}

#[tokio::test]
async fn each_wrong_certificate_is_named() {
    let authority = Authority::default();
    assert_eq!(said_of(&authority, &authority.leaf(&[HOST], |_| ())).await, "fine");

    let expired = authority.leaf(&[HOST], |params| params.not_after = date_time_ymd(2024, 3, 2));
    let reason = said_of(&authority, &expired).await;
    assert!(
        reason.starts_with("its server's certificate expired on 2024-03-02: the county has to renew it"),
        "{reason}"
    );

    let early = authority.leaf(&[HOST], |params| params.not_before = date_time_ymd(2099, 3, 2));
    let reason = said_of(&authority, &early).await;
    assert!(
        reason.starts_with("its server's certificate is not valid before 2099-03-02: the county has to"),
        "{reason}"
    );

    let other = authority.leaf(&[HOST], |params| {
        let names = ["birch.test", "*.birch.test", "cedar.test", "dogwood.test"];
        params.subject_alt_names = names.map(|name| rcgen::SanType::DnsName(name.try_into().unwrap())).to_vec();
    });
    assert_eq!(
        said_of(&authority, &other).await,
        "its server's certificate is for another name, `birch.test`, `*.birch.test`, `cedar.test`, and 1 more: the county has to \
         mend it, or the manifest's `origins` name the wrong host"
    );

    // The same name and another key: nobody this host knows signed it.
    let stranger = Authority::default();
    let mut unknown = policy_for(&authority, presenting(authority.leaf(&[HOST], |_| ()).server()).await);
    unknown.tls = TlsOptions::default();
    let reason = said(&unknown).await;
    assert!(
        reason.starts_with("its server's certificate has an unknown issuer: the county has to mend it if"),
        "{reason}"
    );
    assert!(reason.contains("`tls.roots` of its [[county]]"), "{reason}");

    let forged = said_of(&authority, &stranger.leaf(&[HOST], |_| ())).await;
    assert!(forged.starts_with("a bad signature: its server's certificate is not signed by whom it names"), "{forged}");

    let for_clients = authority.leaf(&[HOST], |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let reason = said_of(&authority, &for_clients).await;
    assert_eq!(reason, "its server's certificate is not for servers: the county has to mend it");
}

#[tokio::test]
async fn a_certificate_on_a_list_of_revoked_ones_is_refused() {
    let authority = Authority::default();
    let leaf = authority.leaf(&[HOST], |params| params.serial_number = Some(SerialNumber::from(7)));
    let revoked = CertificateRevocationListParams {
        this_update: date_time_ymd(2024, 1, 1),
        next_update: date_time_ymd(2099, 1, 1),
        crl_number: 1.into(),
        issuing_distribution_point: None,
        revoked_certs: vec![RevokedCertParams {
            serial_number: 7.into(),
            revocation_time: date_time_ymd(2024, 1, 1),
            reason_code: None,
            invalidity_date: None,
        }],
        key_identifier_method: rcgen::KeyIdMethod::Sha256,
    };
    let revoked = revoked.signed_by(authority.issuer()).unwrap().pem().unwrap();
    let mut policy = policy_for(&authority, presenting(leaf.server()).await);
    policy.tls = TlsOptions::new(Some(format!("{}{revoked}", authority.pem()).as_bytes()), None).unwrap();
    assert_eq!(said(&policy).await, "its server's certificate was revoked by its issuer: the county has to mend it");
}

#[tokio::test]
async fn a_county_that_wants_a_client_certificate_is_shown_it() {
    let authority = Authority::default();
    let mut roots = RootCertStore::empty();
    let trusted = TlsOptions::new(Some(authority.pem().as_bytes()), None).unwrap();
    roots.add(authority.der().clone()).unwrap();
    for versions in [rustls::ALL_VERSIONS, &[&rustls::version::TLS12]] {
        let leaf = authority.leaf(&[HOST], |_| ());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots.clone()), provider()).build().unwrap();
        let config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(versions)
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_single_cert(leaf.chain(), leaf.key())
            .unwrap();
        let mut policy = policy_for(&authority, presenting(Arc::new(config)).await);
        policy.tls = trusted.clone();
        let reason = said(&policy).await;
        assert!(reason.contains("`tls.client_certificate`"), "{reason}");
        let ours = authority.leaf(&[HOST], |params| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        });
        let (chain, key) = (ours.pem(), ours.key_pem());
        let client = ClientCertificate { chain: chain.as_bytes(), key: key.as_bytes() };
        policy.tls = TlsOptions::new(Some(authority.pem().as_bytes()), Some(client)).unwrap();
        assert_eq!(said(&policy).await, "fine");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_of_ours_is_named() {
    let authority = Authority::default();
    let check = async |bytes: &'static [u8], expect: &str| {
        let address = county(move |stream| answer_with(stream, bytes)).await;
        let reason = said(&policy_for(&authority, address)).await;
        assert!(reason.starts_with(expect), "{reason}");
    };
    let older = "its server speaks only a TLS version older than 1.2, which is not safe: the county has to mend it";
    check(b"\x15\x03\x01\x00\x02\x02\x46", older).await;
    // A ServerHello of TLS 1.0 (RFC 2246, 7.4.1.3): version, random, no session, a cipher, no compression.
    let mut hello = b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01".to_vec();
    hello.extend([7; 32]);
    hello.extend(b"\x00\x00\x2f\x00");
    check(hello.leak(), older).await;
    check(b"\x15\x03\x03\x00\x02\x02\x28", "its server refused the TLS handshake (HandshakeFailure): the county").await;
    check(b"\x15\x03\x03\x00\x02\x02\x70", "its server does not know this name: the county has to mend it, or").await;
    check(b"HTTP/1.1 400 Bad Request\r\n\r\n", "its server does not speak TLS there: correct scheme or port").await;
    let gone = county(async |stream| drop(stream)).await;
    let reason = said(&policy_for(&authority, gone)).await;
    assert!(reason.starts_with("its server ended the connection during the TLS handshake"), "{reason}");
}

#[tokio::test]
async fn a_stalled_handshake_ends() {
    let authority = Authority::default();
    let address = county(|stream| answer_with(stream, b"\x16\x03\x03")).await;
    let policy = policy_for(&authority, address);
    let stream = TcpStream::connect(address).await.unwrap();
    let origin = "https://alder.test".parse().unwrap();
    let limit = Duration::from_secs(1);
    let stalled = tokio::time::timeout(Duration::from_secs(9), secure(&policy.tls, stream, &origin, limit)).await;
    let reason = stalled.unwrap().err().unwrap();
    assert_eq!(reason, "its server did not finish the TLS handshake within 1 s");
}

#[tokio::test]
async fn an_answer_ends_with_the_connection_whether_tls_says_farewell_or_not() {
    let authority = Authority::default();
    let rude = secure_county(authority.leaf(&[HOST], |_| ()).server(), async |mut stream| {
        let _ = stream.write_all(b"whole").await;
        let _ = stream.flush().await;
        // The connection ends beneath TLS.
    })
    .await;
    let mut stream = dial(&policy_for(&authority, rude), &"https://alder.test".parse().unwrap()).await.unwrap();
    let mut read = String::new();
    stream.read_to_string(&mut read).await.unwrap();
    assert_eq!(read, "whole");
}

/// What a county's server recognises an application by, by TLS itself, it does not see again.
#[tokio::test]
async fn the_next_application_takes_up_no_session_of_the_one_before() {
    let authority = Authority::default();
    let address = secure_county(authority.leaf(&[HOST], |_| ()).server(), async |mut stream| {
        let kind = stream.get_ref().1.handshake_kind();
        let resumed = kind == Some(rustls::HandshakeKind::Resumed);
        let _ = stream.write_u8(if resumed { b'y' } else { b'n' }).await;
        let _ = stream.shutdown().await;
    })
    .await;
    let policy = policy_for(&authority, address);
    let resumed = async |policy: &NetworkPolicy| {
        let mut stream = dial(policy, &"https://alder.test".parse().unwrap()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let first = NetworkPolicy { tls: policy.tls.for_application(), ..policy.clone() };
    assert_eq!(resumed(&first).await, "n");
    assert_eq!(resumed(&first).await, "y", "within one application it is quicker");
    let second = NetworkPolicy { tls: policy.tls.for_application(), ..policy.clone() };
    assert_eq!(resumed(&second).await, "n");
}
