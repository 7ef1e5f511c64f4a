//! A file or folder that could not be worked on: which, what was tried, why, and what to do about it. One type for every module
//! that touches the disk. It never holds what is in the file.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What was tried with a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAction {
    /// Its owner, size or permissions.
    Inspect,
    /// What is in it: a file's bytes, or a folder's entries.
    Read,
    /// Bytes into it, and onto the disk.
    Write,
    /// Making it, and the folders above it.
    Create,
    /// Opening it, to read or to write.
    Open,
    /// Taking its lock.
    Lock,
    /// Removing it.
    Remove,
}

impl FileAction {
    /// For `map_err`: an error of this action on this path.
    pub fn failed(self, path: &Path) -> impl Fn(io::Error) -> FileError + use<'_> {
        move |cause| FileError { action: self, path: path.to_owned(), cause }
    }

    fn participle(self) -> &'static str {
        match self {
            FileAction::Inspect => "looked at",
            FileAction::Read => "read",
            FileAction::Write => "written",
            FileAction::Create => "created",
            FileAction::Open => "opened",
            FileAction::Lock => "locked",
            FileAction::Remove => "removed",
        }
    }
}

/// The file system refused. The machine's setup is to blame, or whoever named the path.
#[derive(Debug, thiserror::Error)]
pub struct FileError {
    action: FileAction,
    path: PathBuf,
    /// Not a `source`: the message says it already.
    cause: io::Error,
}

impl FileError {
    /// The file or folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the system answered.
    pub fn kind(&self) -> io::ErrorKind {
        self.cause.kind()
    }

    /// Why, for a message that names the path itself: the system's text without its number, or what was wrong with the file.
    pub fn reason(&self) -> String {
        let reason = self.cause.to_string();
        reason.split(" (os error ").next().unwrap_or_default().to_owned()
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be {}: {}", self.path.display(), self.action.participle(), self.reason())?;
        match remedy(self.cause.kind()) {
            Some(remedy) => write!(f, "; {remedy}"),
            None => Ok(()),
        }
    }
}

fn remedy(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::NotFound => Some("check the path"),
        io::ErrorKind::PermissionDenied => Some("give the user that runs this program the right to do so"),
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
            Some("a folder stands where a file should, or a file where a folder should")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some("make room on its disk"),
        io::ErrorKind::ReadOnlyFilesystem => Some("name a path on a disk that can be written to"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_the_path_the_cause_and_the_remedy() {
        let missing = Path::new("/nowhere/postrider.toml");
        let error = std::fs::read(missing).map_err(FileAction::Read.failed(missing)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "/nowhere/postrider.toml cannot be read: No such file or directory; check the path"
        );
        let own = FileAction::Write.failed(missing)(io::Error::other("it is too large"));
        assert_eq!(own.to_string(), "/nowhere/postrider.toml cannot be written: it is too large");
    }
}
