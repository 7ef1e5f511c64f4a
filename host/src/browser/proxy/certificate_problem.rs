//! What went wrong between this host and a county's server over TLS, in words: what, who is to blame, what to do. Pure. It never
//! quotes more of a certificate than its names and days.

use std::io;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error, PeerIncompatible};

use crate::browser::tls_options::TlsOptions;

/// Names of a certificate that are said, and characters of each.
const MOST_NAMES: usize = 3;
const MOST_NAME_CHARACTERS: usize = 80;

/// In words, where TLS is the cause.
pub(super) fn of(error: &io::Error) -> Option<String> {
    let error = error.get_ref()?.downcast_ref::<Error>()?;
    Some(words(error))
}

/// Nobody vouches for any server.
pub(super) fn no_authorities() -> String {
    "this machine knows no certificate authorities: apt-get install ca-certificates, or name the county's by `tls.roots` of its \
     [[county]]"
        .to_owned()
}

fn words(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(problem) => certificate(problem),
        Error::NoCertificatesPresented => format!("its server shows no certificate: {COUNTY_MENDS}"),
        Error::AlertReceived(alert) => refused(*alert),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        ) => older_version(),
        Error::PeerIncompatible(what) => {
            format!("its server offers nothing in TLS that is safe enough ({what:?}): {COUNTY_MENDS}")
        }
        Error::InvalidMessage(_) => {
            "its server does not speak TLS there: correct scheme or port in the manifest's `origins`, \
             or wait until the county has mended it"
                .to_owned()
        }
        Error::DecryptError => {
            format!("a message of its server does not open, as if it was changed on its way: {COUNTY_MENDS}")
        }
        other => format!("the TLS connection to its server failed ({other}): {COUNTY_MENDS}"),
    }
}

const COUNTY_MENDS: &str = "the county has to mend it";

fn older_version() -> String {
    format!("its server speaks only a TLS version older than 1.2, which is not safe: {COUNTY_MENDS}")
}

fn certificate(problem: &CertificateError) -> String {
    match problem {
        CertificateError::ExpiredContext { time, not_after } => format!(
            "its server's certificate expired on {}: the county has to renew it; if it is not {} today, set this machine's clock",
            day(*not_after),
            day(*time)
        ),
        CertificateError::Expired => format!("its server's certificate has expired: {COUNTY_MENDS}"),
        CertificateError::NotValidYetContext { time, not_before } => format!(
            "its server's certificate is not valid before {}: {COUNTY_MENDS}; if it is not {} today, set this machine's clock",
            day(*not_before),
            day(*time)
        ),
        CertificateError::NotValidYet => format!("its server's certificate is not valid yet: {COUNTY_MENDS}"),
        CertificateError::NotValidForNameContext { presented, .. } => format!(
            "its server's certificate is for another name, {}: {COUNTY_MENDS}, or the manifest's `origins` name the wrong host",
            names(presented)
        ),
        CertificateError::NotValidForName => {
            format!(
                "its server's certificate is for another name: {COUNTY_MENDS}, or the manifest's `origins` name the wrong host"
            )
        }
        CertificateError::UnknownIssuer if !TlsOptions::platform_has_roots() => no_authorities(),
        CertificateError::UnknownIssuer => format!(
            "its server's certificate has an unknown issuer: {COUNTY_MENDS} if a certificate between is left out; until then, or if the \
             county has an authority of its own, name the missing certificate by `tls.roots` of its [[county]]"
        ),
        CertificateError::Revoked => format!("its server's certificate was revoked by its issuer: {COUNTY_MENDS}"),
        CertificateError::BadSignature => format!(
            "a bad signature: its server's certificate is not signed by whom it names, or its server does not hold its key. Somebody \
             may stand in between, or {COUNTY_MENDS}"
        ),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            format!("its server's certificate is not for servers: {COUNTY_MENDS}")
        }
        other => format!("its server's certificate cannot be used ({}): {COUNTY_MENDS}", kind(other)),
    }
}

/// The first word of what the library says: what follows may hold bytes of the certificate.
fn kind(problem: &CertificateError) -> String {
    let text = format!("{problem:?}");
    text.chars().take_while(char::is_ascii_alphanumeric).take(MOST_NAME_CHARACTERS).collect()
}

/// What its server says of us.
fn refused(alert: AlertDescription) -> String {
    let said = format!("{alert:?}");
    match alert {
        AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity => older_version(),
        AlertDescription::CertificateRequired => {
            "its server wants a client certificate: name one by `tls.client_certificate` and `tls.client_key` of its [[county]]".to_owned()
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied => format!(
            "its server refuses the client certificate ({said}): correct `tls.client_certificate` of its [[county]], or name one"
        ),
        AlertDescription::UnrecognisedName => format!(
            "its server does not know this name: {COUNTY_MENDS}, or the manifest's `origins` name the wrong host"
        ),
        _ => format!(
            "its server refused the TLS handshake ({said}): {COUNTY_MENDS}, or it wants a client certificate, \
             `tls.client_certificate` of its [[county]]"
        ),
    }
}

fn day(time: UnixTime) -> String {
    let second = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(second)
        .map_or_else(|_| "a day out of reach".to_owned(), |at| at.to_zoned(TimeZone::UTC).date().to_string())
}

/// Names as certificates have them; the library writes `DnsName("alder.test")`. They are a server's own words, so only what a
/// name may hold is repeated.
fn names(presented: &[String]) -> String {
    let clean = |name: &String| {
        let name = name.split_once('(').map_or(name.as_str(), |(_, inner)| inner);
        let is_of_a_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '*' | ':' | '_');
        let name: String = name.chars().filter(is_of_a_name).take(MOST_NAME_CHARACTERS).collect();
        format!("`{name}`")
    };
    if presented.is_empty() {
        return "which it does not say".to_owned();
    }
    let mut said: Vec<String> = presented.iter().take(MOST_NAMES).map(clean).collect();
    if presented.len() > MOST_NAMES {
        said.push(format!("and {} more", presented.len() - MOST_NAMES));
    }
    said.join(", ")
}
