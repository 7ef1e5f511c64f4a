//! What the ledger needs to open: where its two files are, and how long a doubt settles. Reads nothing itself.

use std::path::PathBuf;
use std::time::Duration;

/// The ledger's place on disk, and its patience.
#[derive(Debug, Clone)]
pub struct Config {
    /// The SQLite database. Its lock and its log stand beside it. A local disk: SQLite's locks do not hold on network ones.
    pub file: PathBuf,
    /// The key everything personal is sealed with: 32 random bytes in hexadecimal, readable by its owner only. Kept apart from
    /// the database and its backups; without it nothing sealed can be read again.
    pub key_file: PathBuf,
    /// Between a commit and the question whether the county has it, and between two questions that it answered with "none": what
    /// was sent may still be on its way. The ledger's own, because every writer of a doubt has to keep to it, recovery included.
    pub settling: Duration,
}
