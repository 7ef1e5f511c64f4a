//! One session's way out: an HTTP proxy on a UNIX socket, the only one that its sandbox has. It lets the policy's origins
//! through, keeps the submit gate, and notes how the county answered. Each application has a proxy of its own behind the
//! session's one socket. It sends nothing twice but a read that nobody answered, never takes a county's certificate that is not
//! right, and never logs an address's path.
//!
//! `listener` accepts connections, `serve` reads requests off them, `tunnel` ends TLS with a leaf of the host's own `authority`
//! and has what is inside served likewise. `forward` carries each request to the county, which `upstream` asks, over what `dial`
//! connected; `socket` carries what WebSockets say. `under_way` knows which requests a page still waits for.

mod application_proxy;
mod authority;
mod body;
mod budget;
mod certificate_problem;
mod connections;
mod county_stream;
mod dial;
mod early_answer;
#[cfg(test)]
mod early_answers_tests;
mod early_connection;
mod effect;
mod exchange;
mod forward;
mod framing;
mod gate;
mod headers;
#[cfg(test)]
mod hostile_county;
mod lent_body;
mod listener;
mod metered;
mod observations;
mod public_address;
mod request_body;
mod request_log;
mod responses;
mod serve;
mod shared_reads;
mod socket;
#[cfg(test)]
mod test_county;
#[cfg(test)]
mod test_exchange;
#[cfg(test)]
mod tests;
mod tunnel;
mod under_way;
mod unfit_answers;
mod upstream;

pub(super) use application_proxy::ApplicationProxy;
pub(super) use authority::Authority;
pub(super) use early_connection::EarlyConnection;
pub(super) use listener::{ProxyListener, ProxySocket};
