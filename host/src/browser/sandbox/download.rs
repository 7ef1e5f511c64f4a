//! Files that a browser kept in its sandbox's folder for downloads, seen from outside. Whatever a county sent is hostile: it is
//! counted and carried, and never opened.

use std::io;
use std::path::{Path, PathBuf};

/// Files looked at; a page that sends more sends nothing that was asked for.
const MOST_FILES: usize = 64;
/// Endings of a file that the browsers are still writing.
const UNFINISHED: [&str; 3] = ["part", "crdownload", "tmp"];

/// The folder that a sandbox sees as its own for downloads.
pub(in crate::browser) struct Downloads {
    outside: PathBuf,
}

impl Downloads {
    pub(super) fn new(outside: PathBuf) -> Downloads {
        Downloads { outside }
    }

    /// The files that are whole; none while one is on its way.
    pub(in crate::browser) fn whole(&self) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.outside)?.take(MOST_FILES) {
            let entry = entry?;
            let path = entry.path();
            if is_unfinished(&path) {
                return Ok(Vec::new());
            }
            // Firefox lays an empty file where the whole one will be. A link would lead out of the sandbox.
            let metadata = entry.metadata()?;
            if metadata.is_file() && metadata.len() > 0 {
                files.push(path);
            }
        }
        Ok(files)
    }

    /// Removes what is there.
    pub(in crate::browser) fn clear(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.outside)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                std::fs::remove_dir_all(entry.path())?;
            } else {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn is_unfinished(path: &Path) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| UNFINISHED.contains(&ending))
}
