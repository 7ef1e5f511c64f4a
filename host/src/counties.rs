//! The counties that this host serves, as they are now. Their settings change while it runs: whoever asks gets a county as one value,
//! and keeps it for as long as it works with it.
//!
//! Below it: how a text becomes counties, and what stands in files of their own, secrets and certificates. Where the texts come from, and
//! when one takes another's place, [`county_sources`](crate::county_sources) says.

mod bounded_file;
mod calendar_file;
mod references;
mod resolve;
mod secrets;
mod served;
mod tls;
mod written;

pub use references::{FileStamp, Places, Trust, Variables};
pub use resolve::Resolved;
pub use served::{Counties, ServedCounty};
pub use written::{InvalidCounties, MAX_COUNTIES, Written, line_of};
