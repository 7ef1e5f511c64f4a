//! Finds and connects to a county's server, and makes sure that it is the county's where the origin is https. The operator's
//! table comes first; what only DNS knows may not lead to this machine or its network, or a county's name would be a way around
//! the network policy. It never takes a certificate that is not right.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

use super::certificate_problem;
use super::county_stream::CountyStream;
use super::public_address::is_public;
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::origin::{Origin, Scheme};
use crate::browser::tls_options::TlsOptions;

/// To look a name up and connect. A server that takes longer is down.
const LONGEST_DIAL: Duration = Duration::from_secs(10);
/// For the TLS handshake after it: with the dial less than a page may take to load, so that the reason is still heard.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(8);

/// A connection to an origin. The error is fit to be shown: it names no address.
pub(super) async fn dial(policy: &NetworkPolicy, origin: &Origin) -> Result<CountyStream, String> {
    let stream = match tokio::time::timeout(LONGEST_DIAL, connect(policy, origin)).await {
        Ok(connected) => connected.map_err(|error| error.to_string())?,
        Err(_) => return Err(format!("no connection within {} s", LONGEST_DIAL.as_secs())),
    };
    match origin.scheme {
        Scheme::Http => Ok(CountyStream::plain(stream)),
        Scheme::Https => secure(&policy.tls, stream, origin, LONGEST_HANDSHAKE).await,
    }
}

/// The TLS handshake, for `limit` at most.
async fn secure(
    options: &TlsOptions,
    stream: TcpStream,
    origin: &Origin,
    limit: Duration,
) -> Result<CountyStream, String> {
    let Some(config) = options.config() else { return Err(certificate_problem::no_authorities()) };
    let name = ServerName::try_from(bare(&origin.host).to_owned()).map_err(|_| {
        format!("no certificate can be for the name {}: correct it in the manifest's `origins`", origin.host)
    })?;
    match tokio::time::timeout(limit, TlsConnector::from(config).connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(CountyStream::secured(stream)),
        Ok(Err(error)) => Err(certificate_problem::of(&error)
            .unwrap_or_else(|| format!("its server ended the connection during the TLS handshake ({})", error.kind()))),
        Err(_) => Err(format!("its server did not finish the TLS handshake within {} s", limit.as_secs())),
    }
}

async fn connect(policy: &NetworkPolicy, origin: &Origin) -> io::Result<TcpStream> {
    let stream = match policy.resolve.get(&origin.host) {
        Some(address) => TcpStream::connect(address).await?,
        None => {
            let host = bare(&origin.host);
            let found = lookup_host((host, origin.port)).await.map_err(|_| unresolved(host, "is not known to DNS"))?;
            let found: Vec<SocketAddr> = found.filter(|found| is_public(found.ip())).collect();
            if found.is_empty() {
                return Err(unresolved(host, "leads to no public address"));
            }
            TcpStream::connect(found.as_slice()).await?
        }
    };
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// A name that is misspelt, or one that ops have to say the address of.
fn unresolved(host: &str, why: &str) -> io::Error {
    io::Error::other(format!(
        "the name {host} {why}: correct it in the manifest's `origins`, or say where it is by `resolve` of its [[county]]"
    ))
}

#[cfg(test)]
mod tests;
