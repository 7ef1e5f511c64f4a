//! The limit of open files, which a process may raise for itself.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Open files that are enough for thousands of loaded plugins: each holds one.
const WANTED_OPEN_FILES: u64 = 65_536;

/// Raises the soft limit of open files as far as the hard one allows.
pub(super) fn raise_limit() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(WANTED_OPEN_FILES, |most| most.min(WANTED_OPEN_FILES));
    if limit.current.is_some_and(|current| current < wanted)
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum })
    {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
}
