//! Servers that each do one thing wrong, down to the byte, and remember what they were asked. Plain threads and no HTTP library: they
//! share nothing with what they test. They judge nothing.
//!
//! `server` listens, `connection` reads requests and says bytes, `answers` are the wrong things that follow a request; over https
//! the crate `certificates` makes what a server shows, and `handshakes` are what one does that never gets to a request.

#![allow(clippy::unwrap_used, reason = "a test's server that cannot listen fails its test")]

pub mod answers;
pub mod handshakes;

mod connection;
mod server;

pub use certificates::{Authority, Leaf, Shown};
pub use connection::{Connection, Request};
pub use handshakes::Handshake;
pub use server::Server;

/// What a server does once it has read a request's headers. When it returns the connection is closed; none of it where the
/// other side has gone.
pub type Answer = fn(&mut Connection, &Request) -> Option<()>;
