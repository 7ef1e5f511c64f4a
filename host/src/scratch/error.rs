//! Why a folder is not fit for documents in plain text.

use std::path::PathBuf;

use crate::file_error::FileError;

/// A folder that documents cannot be trusted to. The machine's setup is to blame.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// It cannot be made or looked at.
    #[error(transparent)]
    File(#[from] FileError),
    /// Whoever made a link could turn it elsewhere later.
    #[error("{} is no folder of its own but a file or a symbolic link: remove it, or name another folder", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// Its owner can read and swap what lies in it.
    #[error("{} belongs to user {owner}, and this is user {this}: remove it, or name another folder", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who this is.
        this: u32,
    },
    /// Others can swap what lies in it.
    #[error("others than its owner may write to {} (mode {mode:o}): chmod 700 it", path.display())]
    Exposed {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}
