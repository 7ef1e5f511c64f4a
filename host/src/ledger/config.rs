//! What the ledger needs to open: where its database and its key are, and how long a doubt settles. Reads nothing itself.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// The ledger's place, and its patience.
#[derive(Debug, Clone)]
pub struct Config {
    pub database: Database,
    /// The key everything personal is sealed with: 32 random bytes in hexadecimal, readable by its owner only. Kept apart from
    /// the database and its backups; without it nothing sealed can be read again.
    pub key_file: PathBuf,
    /// Between a commit and the question whether the county has it, and between two questions that it answered with "none": what
    /// was sent may still be on its way. The ledger's own, because every writer of a doubt has to keep to it, recovery included.
    pub settling: Duration,
}

/// Where the tables are.
#[derive(Clone)]
pub enum Database {
    /// One host's: a file of SQLite's. Its lock and its log stand beside it. A local disk: SQLite's locks do not hold on network ones.
    Sqlite(PathBuf),
    /// Several hosts': a server of PostgreSQL's, as `postgres://user@host/database`.
    Postgres(String),
}

/// Its name for errors, without what an address may hold of a password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => file.display().fmt(f),
            Self::Postgres(address) => {
                let place = address.rsplit_once('@').map_or(address.as_str(), |(_, place)| place);
                write!(f, "postgres://{}", place.trim_start_matches("postgres://"))
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
