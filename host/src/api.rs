//! The HTTP surface under `/v1`: who asks, whether they may, and what the host answers.
//!
//! Decides nothing about applications. Every failure is a problem document (RFC 9457); none holds a value of an
//! applicant's, and neither bodies nor query strings are logged.

mod access;
mod applications;
mod body;
mod case;
mod cases;
mod config;
mod counties;
mod county_calendar;
mod disclosure;
mod evidence;
mod extract;
mod forecast;
mod forms;
mod health;
mod keys;
mod memory;
mod metrics;
mod middleware;
mod plugins;
mod problem;
mod reason;
mod rehearsals;
mod review;
mod router;
mod server;
mod standing;
mod state;

#[cfg(test)]
mod tests;

pub use access::Tokens;
pub use config::{Config, ConfigError, DEFAULT_LISTEN, Role, Token};
pub use metrics::{count_recorded, install_metrics};
pub use router::router;
pub use server::{Limits, serve};
pub use standing::commands_after_hold;
pub use state::Handles;
