//! The handle that every part of the ledger is written on: the database's connections, the key, the clock. No SQL here.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Any, AnyConnection, AnyPool, Transaction};

use super::LedgerError;
use super::live_leases::LiveLeases;
use super::lock::Lock;
use super::rows::moment;
use crate::sealing::SealingKey;
use crate::submission::Clock;

/// The lock of a server that each writer of this ledger takes, whichever host it is of.
const WRITERS: i64 = 0x706f_7374;

/// A handle on the one ledger; clones share it.
#[derive(Clone)]
pub struct Ledger(Arc<Store>);

/// What an open ledger consists of.
pub(super) struct Store {
    /// One connection: SQLite has one writer, and waiting here is fair where waiting in SQLite is not.
    pub(super) writer: AnyPool,
    pub(super) readers: AnyPool,
    pub(super) key: SealingKey,
    pub(super) clock: Clock,
    pub(super) settling: Duration,
    /// The leases that work of this process holds.
    pub(super) live_leases: LiveLeases,
    /// Of a file.
    pub(super) is_file: bool,
    pub(super) _lock: Option<Lock>,
}

impl Ledger {
    pub(super) fn new(store: Store) -> Self {
        Self(Arc::new(store))
    }

    /// Writes what SQLite still has in its log into the database and lets go of both. For an orderly stop; a killed host loses
    /// nothing either.
    pub async fn close(&self) {
        self.0.readers.close().await;
        self.0.writer.close().await;
    }

    /// The digest of a body under the ledger's key, for [`NewApplication::body_digest`](super::NewApplication::body_digest).
    pub fn digest(&self, body: &[u8]) -> [u8; 32] {
        self.0.key.digest("application body", body)
    }

    /// The key that seals evidence as well.
    pub fn sealing_key(&self) -> &SealingKey {
        &self.0.key
    }

    /// The moment that it writes beside what happens now.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The moment that leases are counted by: a server's own, so that no host's clock takes another's work from it. Of a file one process
    /// knows, and that one counts by the time that passes.
    pub(super) async fn lease_now(&self, db: &mut AnyConnection) -> Result<Timestamp, LedgerError> {
        if self.is_file() || !matches!(self.0.clock, Clock::System) {
            return Ok(self.now());
        }
        let row = sqlx::query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS moment")
            .fetch_one(db)
            .await?;
        moment(&row, "moment")
    }

    /// Whether other hosts may write it too.
    pub fn is_shared(&self) -> bool {
        !self.is_file()
    }

    pub(super) fn is_file(&self) -> bool {
        self.0.is_file
    }

    pub(super) fn settling(&self) -> Duration {
        self.0.settling
    }

    pub(super) fn live_leases(&self) -> &LiveLeases {
        &self.0.live_leases
    }

    pub(super) fn readers(&self) -> &AnyPool {
        &self.0.readers
    }

    /// For writes of one statement, which are transactions of their own.
    pub(super) fn writer(&self) -> &AnyPool {
        &self.0.writer
    }

    /// A transaction that has the write lock from its beginning, so that what it reads stays true until it commits. Rolled
    /// back when it is dropped.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, LedgerError> {
        if self.0.is_file {
            return Ok(self.0.writer.begin_with("BEGIN IMMEDIATE").await?);
        }
        let mut tx = self.0.writer.begin().await?;
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(WRITERS).execute(&mut *tx).await?;
        Ok(tx)
    }
}
