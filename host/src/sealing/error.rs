//! Why something could not be sealed or opened. Never says what a value was.

use std::path::PathBuf;

use crate::file_error::FileError;

/// Most keys of a key file.
pub(super) const MAX_KEYS: usize = 16;

/// A key that could not be used, or something that did not open with it.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// There is no such file.
    #[error("there is no key at {}", file.display())]
    NoKey { file: PathBuf },
    /// The file holds something else.
    #[error("{} does not hold a key: it should be a line of 64 hexadecimal digits for each, at most {MAX_KEYS}", file.display())]
    NotAKey { file: PathBuf },
    /// It has no room for another one.
    #[error("{} holds {MAX_KEYS} keys, and no more fit: remove those that `postrider key list` says wrap nothing", file.display())]
    TooManyKeys { file: PathBuf },
    /// Others than its owner can read the key.
    #[error("the key {} can be read by others than its owner (mode {mode:o}): chmod 600 it", file.display())]
    Exposed { file: PathBuf, mode: u32 },
    #[error(transparent)]
    File(#[from] FileError),
    /// Sealed with another key, for another place, or damaged.
    #[error("what is kept at {place} does not open with this key")]
    DoesNotOpen { place: String },
}
