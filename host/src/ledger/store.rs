//! The handle that every part of the ledger is written on: the database's connections, the keys, the clock. No SQL here.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyPool};

use super::LedgerError;
use super::keys::{Keys, WrappedKey};
use super::live_leases::LiveLeases;
use super::lock::Lock;
use super::rows::moment;
use super::snapshot::Snapshot;
use super::writer::{Write, Writer};
use crate::sealing::SealingKey;
use crate::submission::{ApplicationId, Clock};

/// What SQLite does at an orderly end.
const CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// A handle on the one ledger; clones share it.
#[derive(Clone)]
pub struct Ledger(Arc<Store>);

/// What an open ledger consists of.
pub(super) struct Store {
    /// SQLite has one, and waiting here is fair where waiting in SQLite is not; a server's writers would wait for each other there.
    pub(super) writer: Writer,
    pub(super) readers: AnyPool,
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    pub(super) settling: Duration,
    /// The leases that work of this process holds.
    pub(super) live_leases: LiveLeases,
    /// Of a file.
    pub(super) is_file: bool,
    /// The name of this process's host, once it has one.
    pub(super) host: OnceLock<String>,
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
        self.0.writer.between(if self.is_file() { CHECKPOINT } else { "SELECT 1" }).await;
    }

    /// The digest of a body under the ledger's key, for [`NewApplication::body_digest`](super::NewApplication::body_digest).
    pub fn digest(&self, body: &[u8]) -> [u8; 32] {
        self.ledger_key().digest("application body", body)
    }

    /// The ledger's own key: of what is a county's or a release's, and of marks. What is an application's has a key of its own.
    pub fn ledger_key(&self) -> &SealingKey {
        self.0.keys.ledger()
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The key of an application, from the columns of a row of `application_keys` that may have none.
    pub(super) fn key_in(&self, id: ApplicationId, row: &AnyRow) -> Result<SealingKey, LedgerError> {
        self.keys().of(id, WrappedKey::read(row)?.as_ref())
    }

    /// The key of an application as this transaction sees it.
    pub(super) fn key_of(&self, application: &Snapshot) -> Result<SealingKey, LedgerError> {
        self.keys().of(application.id, application.key.as_ref())
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

    pub(super) fn host(&self) -> &OnceLock<String> {
        &self.0.host
    }

    pub(super) fn writer(&self) -> &Writer {
        &self.0.writer
    }

    /// A write that nobody else writes beside, so that what it reads stays true until it is kept. Taken back when it is dropped.
    pub(super) async fn begin(&self) -> Result<Write, LedgerError> {
        self.0.writer.begin().await
    }
}
