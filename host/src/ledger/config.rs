//! Where the ledger's two files are. Reads nothing itself.

use std::path::PathBuf;

use serde::Deserialize;

/// The ledger's place on disk.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The SQLite database. Its lock and its log stand beside it. A local disk: SQLite's locks do not hold on network ones.
    pub file: PathBuf,
    /// The key everything personal is sealed with: 32 random bytes in hexadecimal, readable by its owner only. Kept apart from
    /// the database and its backups; without it nothing sealed can be read again.
    pub key_file: PathBuf,
}
