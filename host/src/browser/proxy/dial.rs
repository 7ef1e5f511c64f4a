//! Finds and connects to a county's server. The operator's table comes first; what only DNS knows may not lead to this
//! machine or its network, or a county's name would be a way around the network policy.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};

use super::public_address::is_public;
use crate::browser::network_policy::NetworkPolicy;
use crate::browser::origin::Origin;

/// To look a name up and connect. A server that takes longer is down.
const LONGEST_DIAL: Duration = Duration::from_secs(10);

/// A connection to an origin. The error is fit to be shown: it names no address.
pub(super) async fn dial(policy: &NetworkPolicy, origin: &Origin) -> Result<TcpStream, String> {
    match tokio::time::timeout(LONGEST_DIAL, connect(policy, origin)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no connection within {} s", LONGEST_DIAL.as_secs())),
    }
}

async fn connect(policy: &NetworkPolicy, origin: &Origin) -> io::Result<TcpStream> {
    let stream = match policy.resolve.get(&origin.host) {
        Some(address) => TcpStream::connect(address).await?,
        None => {
            let host = origin.host.trim_start_matches('[').trim_end_matches(']');
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

/// A name that is misspelt, or one that ops have to say the address of.
fn unresolved(host: &str, why: &str) -> io::Error {
    io::Error::other(format!(
        "the name {host} {why}: correct it in the manifest's `origins`, or say where it is by `resolve` of its [[county]]"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_nowhere_is_named_with_the_key_that_mends_it() {
        let failure =
            async |origin: &str| dial(&NetworkPolicy::default(), &origin.parse().unwrap()).await.err().unwrap();
        let remedy = "correct it in the manifest's `origins`, or say where it is by `resolve` of its [[county]]";
        let home = failure("http://localhost:9").await;
        assert_eq!(home, format!("the name localhost leads to no public address: {remedy}"));
        let unknown = failure("http://nobody.invalid").await;
        assert_eq!(unknown, format!("the name nobody.invalid is not known to DNS: {remedy}"));
    }
}
