//! One session's way out: an HTTP proxy on a UNIX socket, the only one that its sandbox has. It lets the policy's origins
//! through, keeps the submit gate, and notes how the county answered. Each application has a proxy of its own behind the
//! session's one socket. It never tries a request twice, never looks into `https`, and never logs an address's path.
//!
//! `listener` accepts connections, `serve` reads requests off them, `forward` and `tunnel` carry them to the county.

mod application_proxy;
mod budget;
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
mod tunnel;

pub(super) use application_proxy::ApplicationProxy;
pub(super) use listener::{ProxyListener, ProxySocket};
