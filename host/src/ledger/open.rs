//! Opening: the lock, the key, the database, its tables, and the proof that key and database belong together.

use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Row as _, SqlitePool};

use super::live_leases::LiveLeases;
use super::lock::Lock;
use super::store::Store;
use super::{Config, Ledger, LedgerError};
use crate::file_error::FileAction;
use crate::sealing::{SealedColumn, SealingError, SealingKey};
use crate::submission::Clock;

/// Connections that only read: listings and status pages beside the one writer.
const READERS: u32 = 4;
/// How long a connection waits for SQLite's own locks (a checkpoint, a backup by another tool).
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Pages of the database that each connection keeps in memory, in KiB. The system keeps the whole file at hand anyway; SQLite's
/// own default (2,000) would make the host larger by 10 MiB for nothing that can be measured.
const CACHE_KIB: u32 = 500;
/// How long an operation waits for its turn at the writer before it fails.
const TURN_TIMEOUT: Duration = Duration::from_secs(30);
/// Where the proof of the key stands, and what it says.
const PROOF_PLACE: SealedColumn<'static> = SealedColumn { table: "seal", row: "1", column: "proof" };
const PROOF: &[u8] = b"postrider";

impl Ledger {
    /// Opens the ledger, making it, and on a first start its key, where there is none. One process at a time.
    pub async fn open(config: &Config, clock: Clock) -> Result<Self, LedgerError> {
        make_folder(&config.file)?;
        let lock = Lock::take(&config.file)?;
        let key = key(config)?;
        make_file(&config.file)?;
        let options = SqliteConnectOptions::new()
            .filename(&config.file)
            .journal_mode(SqliteJournalMode::Wal)
            // Full: a commit is on disk before it is answered. The commit intent stands on this.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            // So that `INSERT OR REPLACE` meets the triggers that refuse deletion.
            .pragma("recursive_triggers", "ON")
            // Temporary tables stay in memory: nothing is written beside the database.
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", format!("-{CACHE_KIB}"));
        let writer = pool(1).connect_with(options.clone()).await?;
        sqlx::migrate!("src/ledger/migrations").run(&writer).await?;
        prove(&writer, &key, config).await?;
        let readers = pool(READERS).connect_with(options.read_only(true)).await?;
        let live_leases = LiveLeases::new(clock.clone());
        let settling = config.settling;
        Ok(Self::new(Store { writer, readers, key, clock, settling, live_leases, _lock: lock }))
    }
}

/// The key: read where there is one, made only on a first start.
fn key(config: &Config) -> Result<SealingKey, LedgerError> {
    match SealingKey::load(&config.key_file) {
        Err(SealingError::NoKey { .. }) if config.file.exists() => {
            Err(LedgerError::KeyMissing { file: config.file.clone(), key_file: config.key_file.clone() })
        }
        // Made before the database, so that a crash in between leaves a key without a database, never the other way round.
        Err(SealingError::NoKey { .. }) => SealingKey::create(&config.key_file).map_err(LedgerError::Key),
        other => other.map_err(LedgerError::Key),
    }
}

/// Checks that the database was made with this key; on a first start, writes down that it is.
async fn prove(writer: &SqlitePool, key: &SealingKey, config: &Config) -> Result<(), LedgerError> {
    let Some(row) = sqlx::query("SELECT proof FROM seal").fetch_optional(writer).await? else {
        sqlx::query("INSERT INTO seal (only, proof) VALUES (1, ?)")
            .bind(key.seal(PROOF_PLACE, PROOF))
            .execute(writer)
            .await?;
        return Ok(());
    };
    match key.open(PROOF_PLACE, row.try_get("proof")?) {
        Ok(proof) if *proof == PROOF => Ok(()),
        _ => Err(LedgerError::WrongKey { file: config.file.clone(), key_file: config.key_file.clone() }),
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(TURN_TIMEOUT)
        // Connections to a local file do not go stale.
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
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
