//! Which addresses are the internet's. What only DNS knows may not lead to this machine or its network. Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Neither this machine nor a network of its own, nor a way to one by translation (RFC 6890 and its registries).
pub(super) fn is_public(address: IpAddr) -> bool {
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
mod tests;
