//! Finds and connects to a county's server. The operator's table comes first; what only DNS knows may not lead to this
//! machine or its network, or a county's name would be a way around the wall.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};

use crate::browser::wall::{Origin, Wall};

/// To look a name up and connect. A server that takes longer is down.
const LONGEST_DIAL: Duration = Duration::from_secs(10);

/// A connection to an origin. The error is fit to be shown: it names no address.
pub(super) async fn dial(wall: &Wall, origin: &Origin) -> Result<TcpStream, String> {
    match tokio::time::timeout(LONGEST_DIAL, connect(wall, origin)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no connection within {} s", LONGEST_DIAL.as_secs())),
    }
}

async fn connect(wall: &Wall, origin: &Origin) -> io::Result<TcpStream> {
    let stream = match wall.resolve.get(&origin.host) {
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

/// Neither this machine nor a network of its own (RFC 6890 and its registry).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4() {
            // Mapped and compatible addresses, `::1` and `::` among them.
            Some(v4) => is_public_v4(v4) && v6.to_ipv4_mapped().is_some(),
            None => !(v6.is_multicast() || v6.is_unique_local() || v6.is_unicast_link_local()),
        },
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, ..] = v4.octets();
    let shared = a == 100 && (64..128).contains(&b);
    !(v4.is_loopback()
        || v4.is_private()
        || v4.is_link_local()
        || v4.is_multicast()
        || v4.is_broadcast()
        || a == 0
        || shared
        || a >= 240)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_nowhere_is_named_with_the_key_that_mends_it() {
        let said = async |origin: &str| dial(&Wall::default(), &origin.parse().unwrap()).await.err().unwrap();
        let remedy = "correct it in the manifest's `origins`, or say where it is by `resolve` of its [[county]]";
        let home = said("http://localhost:9").await;
        assert_eq!(home, format!("the name localhost leads to no public address: {remedy}"));
        let unknown = said("http://nobody.invalid").await;
        assert_eq!(unknown, format!("the name nobody.invalid is not known to DNS: {remedy}"));
    }

    #[test]
    fn dns_may_not_lead_home() {
        #[track_caller]
        fn check(address: &str, expect: bool) {
            assert_eq!(is_public(address.parse().unwrap()), expect, "{address}");
        }
        check("93.184.215.14", true);
        check("2606:2800:21f:cb07::1", true);
        check("::ffff:93.184.215.14", true);
        for home in ["127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"] {
            check(home, false);
        }
        for home in ["::1", "::", "::ffff:127.0.0.1", "::127.0.0.1", "fe80::1", "fd00::1", "ff02::1"] {
            check(home, false);
        }
    }
}
