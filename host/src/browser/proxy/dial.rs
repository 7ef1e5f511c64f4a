//! Finds and connects to a county's server. The operator's table comes first; what only DNS knows may not lead to this
//! machine or its network, or a county's name would be a way around the network policy.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};

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

/// Neither this machine nor a network of its own, nor a way to one by translation (RFC 6890 and its registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !SPECIAL_V4.iter().any(|(net, bits)| same_net(v4.to_bits(), net.to_bits(), 32 - bits)),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public(IpAddr::V4(v4)),
            // Only these are given out for the internet; what else lies among them is listed.
            None => {
                same_net(v6.to_bits(), GLOBAL_V6.to_bits(), 128 - 3)
                    && !SPECIAL_V6.iter().any(|(net, bits)| same_net(v6.to_bits(), net.to_bits(), 128 - bits))
            }
        },
    }
}

/// Whether two addresses differ in their last `free` bits alone.
fn same_net<T>(one: T, other: T, free: u32) -> bool
where
    T: std::ops::BitXor<Output = T> + std::ops::Shr<u32, Output = T> + Default + PartialEq,
{
    (one ^ other) >> free == T::default()
}

/// What is no address of the internet's, and the bits of its prefix.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    // This network, this machine.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Private, shared by a carrier's customers, link-local.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Protocols' own (DS-Lite, NAT64 discovery), 6to4 relays, AS112 and AMT, benchmarks.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Documentation.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved, broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Global unicast, a prefix of three bits.
const GLOBAL_V6: Ipv6Addr = Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0);

/// Within it, what is none. NAT64, discard-only, unique-local, link-local and multicast addresses lie outside.
const SPECIAL_V6: [(Ipv6Addr, u32); 5] = [
    // Protocols' own: Teredo, benchmarks, ORCHID among them.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4: an IPv4 address in it, whichever.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    // AS112.
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_nowhere_is_named_with_the_key_that_mends_it() {
        let said = async |origin: &str| dial(&NetworkPolicy::default(), &origin.parse().unwrap()).await.err().unwrap();
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
        for public in [
            "93.184.215.14",
            "9.255.255.255",
            "100.63.255.255",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.1",
            "223.255.255.254",
            "2606:2800:21f:cb07::1",
            "2001:4860:4860::8888",
            "2a00:1450::1",
            "::ffff:93.184.215.14",
        ] {
            check(public, true);
        }
        for home in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            check(home, false);
        }
        for home in [
            "::",
            "::1",
            "::127.0.0.1",
            "::93.184.215.14",
            "::ffff:127.0.0.1",
            "::ffff:10.1.2.3",
            "::ffff:0:10.1.2.3",
            "64:ff9b::10.1.2.3",
            "64:ff9b::93.184.215.14",
            "64:ff9b:1::10.1.2.3",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:5db8:d70e::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            check(home, false);
        }
    }
}
