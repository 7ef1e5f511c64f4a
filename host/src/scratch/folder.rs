//! A folder that goes with the value that stands for it, however the work on it ended.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::private::make_folder;

/// A folder that lives as long as this value.
#[derive(Debug)]
pub struct ScratchFolder(PathBuf);

impl ScratchFolder {
    /// Makes it; it must not be there yet.
    pub fn make(path: PathBuf) -> io::Result<Self> {
        make_folder(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // In place, not as a task: a task that the end of the host cuts off would leave documents behind.
        if let Err(error) = fs::remove_dir_all(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a scratch folder could not be removed; the next start removes it");
        }
    }
}
