//! The files that go to a browser and come from it, whether it shares folders with the host or is sent them. What a county sent
//! is hostile: it is counted and carried, and never opened.

mod archive;
mod downloads;
mod uploads;

pub(super) use archive::{archived, packed, unpack, unpackable_names};
pub(super) use downloads::Downloads;
pub use downloads::Kept;
pub(super) use uploads::Uploads;

/// Where files go to the browser, and where they come from it.
pub(super) enum Files {
    /// Folders that it shares with the host.
    Shared(Uploads, Downloads),
    /// By commands of the remote end; what comes is kept here.
    Sent(Downloads),
}
