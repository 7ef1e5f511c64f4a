//! What a county's settings refer to outside of them, and who may refer to what.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// A variable of the host's environment, as the command line reads it.
pub type Variables = fn(&str) -> Option<String>;

/// Where references lead.
#[derive(Debug, Clone)]
pub struct Places {
    /// The configuration's own folder: relative paths begin here.
    pub base: PathBuf,
    /// The folder that files of secrets lie in to which a county may refer that is set by command.
    pub secrets: PathBuf,
    /// The environment.
    pub variables: Variables,
}

/// Who wrote a county's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Whoever may write this host's files: they may refer to all that this host can read.
    Files,
    /// Whoever holds a token: only to what was laid out for counties. Else the host's own keys could be sent to a site of their choice.
    Command,
}

/// What changes when a file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    size: u64,
    inode: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl FileStamp {
    /// Of the file that a path leads to; none where there is none, or it cannot be looked at.
    pub fn of(path: &Path) -> Option<Self> {
        let met = std::fs::metadata(path).ok()?;
        Some(Self {
            size: met.size(),
            inode: met.ino(),
            modified: (met.mtime(), met.mtime_nsec()),
            changed: (met.ctime(), met.ctime_nsec()),
        })
    }
}
