//! What the ledger needs to open: where its database and its key are, and how long a doubt settles. Reads nothing itself.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

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

/// An address that is no server's. Not said back: a password may stand in it.
#[derive(Debug, thiserror::Error)]
#[error(
    "`database` is not the address of a PostgreSQL server: write postgres://user@host/database; without it, the ledger is a file in `data`"
)]
pub struct InvalidAddress;

impl Database {
    /// A server by its address. A password is better kept in the file that `PGPASSFILE` names than in it.
    pub fn server(address: &str) -> Result<Self, InvalidAddress> {
        let parsed = Url::parse(address).map_err(|_| InvalidAddress)?;
        let named = matches!(parsed.scheme(), "postgres" | "postgresql");
        if named { Ok(Self::Postgres(address.to_owned())) } else { Err(InvalidAddress) }
    }
}

/// Its name for errors, without what an address may hold of a user and a password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => file.display().fmt(f),
            Self::Postgres(address) => match Url::parse(address) {
                Ok(url) => write!(f, "postgres://{}{}", url.host_str().unwrap_or("localhost"), url.path()),
                Err(_) => f.write_str("postgres://"),
            },
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_without_its_user_and_password() {
        let named = |address: &str| Database::server(address).unwrap().to_string();
        assert_eq!(named("postgres://postrider:s3cret@db.internal:5433/rides"), "postgres://db.internal/rides");
        assert_eq!(named("postgresql:///rides?host=/run/postgresql&password=s3cret"), "postgres://localhost/rides");
    }

    #[test]
    fn what_is_no_servers_address_is_not_said_back() {
        for address in ["", "ledger.sqlite", "mysql://u:s3cret@db/x", "postgres//u:s3cret@db/x"] {
            let problem = Database::server(address).unwrap_err().to_string();
            assert!(problem.starts_with("`database` is not the address") && !problem.contains("s3cret"), "{problem}");
        }
    }
}
