//! Why a configuration file cannot be used: where in it, and what would be right.
#![warn(missing_docs)]

use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::counties::InvalidCounties;
use crate::file_error::FileError;
use crate::kept_files::InvalidPlace;
use crate::ledger::InvalidAddress;

/// Why a configuration file cannot be used. Never quotes a line: passwords stand in it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("the configuration {0}")]
    Unreadable(FileError),
    /// Not TOML, a key missing, unknown or of the wrong kind.
    #[error("the configuration {}, line {line}: {message}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where.
        line: usize,
        /// What.
        message: String,
    },
    /// A number that makes no sense.
    #[error("the configuration {}: `{key}` must be {} to {}, not {found}", path.display(), range.start(), range.end())]
    OutOfRange {
        /// The file.
        path: PathBuf,
        /// Which key.
        key: String,
        /// What it may be.
        range: RangeInclusive<u32>,
        /// What it is.
        found: u32,
    },
    /// The ledger's database.
    #[error("the configuration {}: {problem}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What is wrong with its address.
        problem: InvalidAddress,
    },
    /// Where what hosts share is kept.
    #[error("the configuration {}: {problem}", path.display())]
    Shared {
        /// The file.
        path: PathBuf,
        /// What is wrong with which key.
        problem: InvalidPlace,
    },
    /// The counties that stand in it.
    #[error("the configuration {}: {problem}", path.display())]
    Counties {
        /// The file.
        path: PathBuf,
        /// What is wrong with which.
        problem: InvalidCounties,
    },
}
