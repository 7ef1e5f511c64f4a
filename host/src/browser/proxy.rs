//! One session's way out: an HTTP proxy on a UNIX socket, the only one that its sandbox has. It lets the policy's origins
//! through, keeps the submit gate, and notes how the county answered. Each application has a proxy of its own behind the
//! session's one socket. It never tries a request twice, never takes a county's certificate that is not right, and never logs an
//! address's path.
//!
//! `listener` accepts connections, `serve` reads requests off them, `tunnel` ends TLS with a leaf of the host's own `authority`
//! and has what is inside served likewise, `forward` carries each request to the county, over what `dial` connected, and `socket` what WebSockets say.

mod application_proxy;
mod authority;
mod budget;
mod certificate_problem;
mod county_stream;
mod dial;
mod effect;
mod forward;
mod gate;
mod headers;
mod listener;
mod metered;
mod observations;
mod public_address;
mod responses;
mod serve;
mod socket;
#[cfg(test)]
mod test_county;
#[cfg(test)]
mod tests;
mod tunnel;

pub(super) use application_proxy::ApplicationProxy;
pub(super) use authority::Authority;
pub(super) use listener::{ProxyListener, ProxySocket};
