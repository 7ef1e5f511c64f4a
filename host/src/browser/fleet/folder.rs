//! The fleet's folder in the scratch folder, locked for as long as the process lives, and the count of sessions that are in it.
//! Folders of hosts that were killed are removed: copies of documents may lie in them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use crate::browser::config::{Config, LONGEST_SCRATCH};
use crate::browser::error::BrowserError;
use crate::scratch::{self, ScratchError};

/// The file whose lock says that a fleet's folder is in use.
const LOCK: &str = "lock";

pub(super) struct FleetFolder {
    path: PathBuf,
    _lock: File,
    next: AtomicU32,
    live: AtomicUsize,
}

impl FleetFolder {
    pub(super) fn make(config: &Config) -> Result<FleetFolder, BrowserError> {
        let scratch = config.scratch_folder();
        let unusable = |error: &dyn std::fmt::Display| BrowserError::Missing {
            what: format!("the browsers' scratch folder {} cannot be used: {error}", scratch.display()),
            fix: "set `scratch` under [browser] to a folder with a short path that is this user's alone".to_owned(),
        };
        // From the root: the path goes into a sandbox, which has a working folder of its own.
        let scratch = std::path::absolute(&scratch).map_err(|error| unusable(&error))?;
        if scratch.as_os_str().len() > LONGEST_SCRATCH {
            return Err(unusable(&format!("its path is longer than {LONGEST_SCRATCH} bytes")));
        }
        scratch::ensure_private_folder(&scratch).map_err(|error| match error {
            ScratchError::File(error) => unusable(&error.reason()),
            error => unusable(&error),
        })?;
        let scratch_entries = fs::read_dir(&scratch).map_err(|error| unusable(&error))?;
        for left in scratch_entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("fleet-"))
        {
            sweep(&left.path());
        }
        let pid = std::process::id();
        let mut number = 0_u32;
        loop {
            let path = scratch.join(format!("fleet-{pid}-{number}"));
            match claim(&path) {
                Ok(lock) => {
                    let (next, live) = (AtomicU32::new(1), AtomicUsize::new(0));
                    return Ok(FleetFolder { path, _lock: lock, next, live });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(unusable(&error)),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the next session's folder is to be made.
    pub(super) fn next_session(&self) -> PathBuf {
        self.path.join(self.next.fetch_add(1, Ordering::Relaxed).to_string())
    }

    /// Counts a session until its processes are gone.
    pub(super) fn enter(self: &Arc<Self>) -> LiveSession {
        self.live.fetch_add(1, Ordering::Relaxed);
        LiveSession(Arc::clone(self))
    }

    pub(super) fn live(&self) -> usize {
        self.live.load(Ordering::Relaxed)
    }
}

impl Drop for FleetFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A session that counts as live; the folder stays for as long as there is one.
pub(super) struct LiveSession(Arc<FleetFolder>);

impl Drop for LiveSession {
    fn drop(&mut self) {
        self.0.live.fetch_sub(1, Ordering::Relaxed);
    }
}

fn claim(path: &Path) -> io::Result<File> {
    scratch::make_folder(path)?;
    let lock = File::create_new(path.join(LOCK))?;
    // Taken already: a sweeper was quicker and is about to remove the folder.
    lock.try_lock().map_err(|_| io::ErrorKind::AlreadyExists)?;
    Ok(lock)
}

/// Removes the folder of a host that was killed.
fn sweep(path: &Path) {
    if let Ok(lock) = File::open(path.join(LOCK))
        && lock.try_lock().is_ok()
    {
        let _ = fs::remove_dir_all(path);
    }
}
