//! Opening: the lock, the key, the database, its tables, and the proof that key and database belong together.

use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::MigrateError;
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor as _};
use url::Url;

use super::config::Database;
use super::keys::Keys;
use super::live_leases::LiveLeases;
use super::lock::Lock;
use super::seal::{is_sealed, ledger_key, master_keys};
use super::server::Server;
use super::store::Store;
use super::writer::{Opening, Writer};
use super::{Config, Ledger, LedgerError};
use crate::file_error::FileAction;
use crate::submission::Clock;

/// Connections that only read: listings and status pages beside the one writer.
const READERS: u32 = 4;
/// Connections of one host to a server that only read.
const CONNECTIONS: u32 = 8;
/// What each connection to SQLite begins with: how long it waits for SQLite's own locks (a checkpoint, a backup by another tool), in ms.
/// Full: a commit is on disk before it is answered; the commit intent stands on this. Recursive triggers, so that `INSERT OR REPLACE`
/// meets the triggers that refuse deletion. What is deleted is overwritten: a key that is forgotten is gone. Temporary tables stay in memory: nothing is written beside the database. Of the database
/// 500 KiB are kept in memory: the system keeps the whole file at hand anyway, and SQLite's own 2,000 make the host larger by 10 MiB for
/// nothing that can be measured.
const SQLITE: &str =
    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -500;";
/// What each connection to a server begins with: a host that stands still in the middle of a write, or is cut off from the server there, has the lock
/// of all writers. The server ends its transaction after this time, so that no other host's leases run out for it.
const SERVER: &str = "SET idle_in_transaction_session_timeout = '5s'";
/// How long a read waits for its turn before it fails.
const TURN_TIMEOUT: Duration = Duration::from_secs(30);
/// How a transaction on a server begins, with the one lock that all writers of this ledger take ("post"), whichever host they are of.
const BEGIN_ON_SERVER: &str = "BEGIN; SELECT pg_advisory_xact_lock(1886352244); SAVEPOINT one";

impl Ledger {
    /// Opens the ledger, making it, and on a first start its key, where there is none. Of a file, one process at a time.
    pub async fn open(config: &Config, clock: Clock) -> Result<Self, LedgerError> {
        sqlx::any::install_default_drivers();
        let (opening, lock) = match &config.database {
            Database::Sqlite(file) => {
                make_folder(file)?;
                let lock = Lock::take(file)?;
                // Made before the database, so that a crash in between leaves a key without a database, never the other way round.
                master_keys(config, file.exists())?;
                make_file(file)?;
                let options = of_file(file, "rw")?;
                let database = config.database.clone();
                let begin = "BEGIN IMMEDIATE; SAVEPOINT one";
                (Opening { database, server: None, options, prepare: SQLITE, begin }, Some(lock))
            }
            Database::Postgres(address) => (of_server(address)?, None),
        };
        let mut writer = opening.connect().await?;
        migrate(&mut writer, &config.database).await?;
        let readers = readers(&config.database, &opening).await?;
        let ring = master_keys(config, is_sealed(&mut writer).await?)?;
        let ledger_key = ledger_key(&mut writer, &ring, config).await?;
        let keys = Keys::new(config.key_file.clone(), ring, ledger_key);
        let writer = Writer::new(opening, writer);
        let live_leases = LiveLeases::new(clock.clone());
        let settling = config.settling;
        Ok(Self::new(Store {
            writer,
            readers,
            keys,
            clock,
            settling,
            live_leases,
            is_file: lock.is_some(),
            host: OnceLock::new(),
            _lock: lock,
        }))
    }
}

fn of_server(address: &str) -> Result<Opening, LedgerError> {
    let (database, server) = (Database::Postgres(address.to_owned()), Some(Arc::new(Server::at(address)?)));
    Ok(Opening { database, server, options: address.parse()?, prepare: SERVER, begin: BEGIN_ON_SERVER })
}

fn of_file(file: &Path, mode: &str) -> Result<AnyConnectOptions, LedgerError> {
    let file = std::path::absolute(file).map_err(FileAction::Open.failed(file))?;
    // Absolute paths have an address.
    let address =
        Url::from_file_path(&file).map_err(|()| FileAction::Open.failed(&file)(ErrorKind::InvalidFilename.into()))?;
    Ok(format!("sqlite://{}?mode={mode}", address.path()).parse()?)
}

/// Those that read beside the writer.
async fn readers(database: &Database, opening: &Opening) -> Result<AnyPool, LedgerError> {
    let pool = AnyPoolOptions::new().acquire_timeout(TURN_TIMEOUT);
    Ok(match database {
        Database::Postgres(_) => {
            let server = opening.server.clone();
            pool.max_connections(CONNECTIONS)
                .after_connect(move |_, _| {
                    let server = server.clone();
                    Box::pin(async move {
                        server.iter().for_each(|server| server.watch());
                        Ok(())
                    })
                })
                .connect_with(opening.options.clone())
                .await?
        }
        Database::Sqlite(file) => {
            pool.max_connections(READERS)
                // Connections to a local file do not go stale.
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .after_connect(|connection, _| Box::pin(async move { connection.execute(SQLITE).await.map(drop) }))
                .connect_with(of_file(file, "ro")?)
                .await?
        }
    })
}

/// Brings the tables to this version. There is no way back from a newer one.
async fn migrate(writer: &mut AnyConnection, database: &Database) -> Result<(), LedgerError> {
    let steps = match database {
        Database::Sqlite(_) => sqlx::migrate!("src/ledger/migrations/sqlite"),
        Database::Postgres(_) => sqlx::migrate!("src/ledger/migrations/postgres"),
    };
    steps.run(writer).await.map_err(|error| match error {
        MigrateError::VersionMissing(step) => LedgerError::Newer { database: database.clone(), step },
        other => other.into(),
    })
}

impl Database {
    /// Looks whether a server answers. Changes nothing; of a file there is nobody to ask.
    pub async fn is_reached(&self) -> Result<(), LedgerError> {
        sqlx::any::install_default_drivers();
        let Self::Postgres(address) = self else { return Ok(()) };
        Ok(of_server(address)?.connect().await?.close().await?)
    }
}

fn make_folder(file: &Path) -> Result<(), LedgerError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| FileAction::Create.failed(folder)(error).into()),
        _ => Ok(()),
    }
}

/// Made here and not by SQLite, so that it, and the log that takes its mode, are their owner's alone.
fn make_file(file: &Path) -> Result<(), LedgerError> {
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(file)
        .map(drop)
        .map_err(|error| FileAction::Open.failed(file)(error).into())
}
