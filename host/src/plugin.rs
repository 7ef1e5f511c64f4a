//! The counties' components: what a manifest says, what a component may import, which release serves, and how one call of
//! one release runs in a store of its own.
//!
//! WIT types stop here: `v1` turns them into the host's own, and nothing above or below names them. Never decides what an
//! outcome means for an application: that is the scheduler's.

mod access;
mod artefact;
mod call;
mod code;
mod commit;
mod compiled;
mod compiler;
mod config;
mod engine;
mod fault;
mod fingerprint;
mod guest;
mod inspect;
mod log;
mod manifest;
mod marked_file;
mod registry;
mod release;
#[cfg(test)]
mod sample;
mod settings;
mod threads;
mod ticks;
mod trap;
mod v1;
mod wasi;

pub use crate::kept_files::Place;
pub use access::{Attachment, full_mask};
pub use call::{CallReport, Job};
pub use code::NoCode;
pub use commit::{CommitHandles, CommitLatch, CommitProgress};
pub use compiler::{SUBCOMMAND as COMPILE_SUBCOMMAND, run as compile_component};
pub use config::Config;
pub use engine::Engine;
pub use fault::Fault;
pub use inspect::{MAX_COMPONENT_BYTES, Refusal};
pub use log::LogLine;
pub use manifest::Manifest;
pub use registry::{CountiesRefused, Dropped, Folders, InstallError, Installed, OnHold, Quarantined, Registry};
pub use release::Release;
