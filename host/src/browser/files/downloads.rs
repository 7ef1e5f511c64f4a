//! Files that a browser kept in its folder for downloads, seen from outside. Whatever a county sent is hostile: it is counted and
//! carried, and never opened.

use std::io;
use std::path::{Path, PathBuf};

use crate::scratch;

/// Files looked at; a page that sends more sends nothing that was asked for.
const MOST_FILES: usize = 64;
/// Endings of a file that the browsers are still writing.
const UNFINISHED: [&str; 3] = ["part", "crdownload", "tmp"];

/// What a browser kept of what pages sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Files that are whole.
    pub whole: Vec<PathBuf>,
    /// One more is on its way.
    pub coming: bool,
    /// How much of the largest that is on its way is there.
    pub coming_bytes: u64,
}

/// The folder that holds them, outside the sandbox.
pub(in crate::browser) struct Downloads {
    outside: PathBuf,
}

impl Downloads {
    /// Of a folder that is there already.
    pub(in crate::browser) fn new(outside: PathBuf) -> Downloads {
        Downloads { outside }
    }

    /// Makes the folder as well.
    pub(in crate::browser) fn make(outside: PathBuf) -> io::Result<Downloads> {
        scratch::make_folder(&outside)?;
        Ok(Downloads::new(outside))
    }

    /// What is there now.
    pub(in crate::browser) fn look(&self) -> io::Result<Kept> {
        let mut kept = Kept::default();
        for entry in std::fs::read_dir(&self.outside)?.take(MOST_FILES) {
            let entry = entry?;
            let path = entry.path();
            // A link would lead out of the sandbox.
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                // Renamed just now, which is how a file becomes whole.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    kept.coming = true;
                    continue;
                }
                Err(error) => return Err(error),
            };
            if is_unfinished(&path) {
                kept.coming = true;
                kept.coming_bytes = kept.coming_bytes.max(metadata.len());
            } else if metadata.is_file() && metadata.len() > 0 {
                // Not an empty one: while a file is on its way, Firefox puts one where the whole one will be.
                kept.whole.push(path);
            }
        }
        Ok(kept)
    }

    /// Whether a file of this name is there, and more than the empty one that stands where Firefox puts the whole one.
    pub(in crate::browser) fn has(&self, name: &str) -> bool {
        std::fs::metadata(self.outside.join(name)).is_ok_and(|file| file.len() > 0)
    }

    /// Puts a file there that came another way.
    pub(in crate::browser) fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        scratch::write_file(&self.outside.join(name), bytes)
    }

    /// Whether a name is one of a file that a browser is still writing.
    pub(in crate::browser) fn unfinished(name: &str) -> bool {
        is_unfinished(Path::new(name))
    }

    /// Removes what is not whole. What cannot be removed goes with the session.
    pub(in crate::browser) fn drop_unfinished(&self) {
        for entry in std::fs::read_dir(&self.outside).into_iter().flatten().flatten() {
            if is_unfinished(&entry.path()) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
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
    // Chromium begins with a hidden file.
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    hidden || path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| UNFINISHED.contains(&ending))
}
