//! What is kept: applications, every move they ever made, who may work on them, which plugin serves which county.
//!
//! A move is a compare-and-set on state and fence, allowed by [`State::after`](crate::submission::State::after) and, a second
//! time, by the database itself; it stands in a history that nothing can change. No transaction is ever open while anything but
//! the database is waited for, and nothing personal is written unsealed.

mod arrivals;
mod attempts;
mod claims;
mod config;
mod counties;
mod decisions;
mod doubts;
mod error;
mod leases;
mod living;
mod lock;
mod moves;
mod opening;
mod pages;
mod records;
mod recovery;
mod releases;
mod rows;
mod stopped;
mod words;
mod work;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::sealing::SealingKey;
use crate::submission::Clock;

pub use crate::evidence::EvidenceRef;
pub use arrivals::MAX_BODY;
pub use claims::Claimant;
pub use config::Config;
pub use counties::{Hold, Met};
pub use decisions::Decision;
pub use doubts::Asked;
pub use error::LedgerError;
pub use leases::{Claim, Conclusion, CredentialOffer, Lease, Mark, Offer, Recovered};
pub use records::{
    Acknowledgement, AttemptRecord, Check, Duplicates, Filter, IdempotencyKey, MAX_IDEMPOTENCY_KEY, MAX_LISTED, Move,
    NewApplication, Recognised, Record, Role, Urgent, Who, Work,
};
pub use releases::{ReleaseEvent, ReleaseMove, ReleaseRow};
pub use words::Word;

/// A handle on the one ledger; clones share it.
#[derive(Clone)]
pub struct Ledger(Arc<Parts>);

struct Parts {
    /// One connection: SQLite has one writer, and waiting here is fair where waiting in SQLite is not.
    writer: SqlitePool,
    readers: SqlitePool,
    key: SealingKey,
    clock: Clock,
    settling: Duration,
    /// The leases that work of this process holds.
    living: living::Living,
    _lock: lock::Lock,
}

impl Ledger {
    /// Opens the ledger, making it, and on a first start its key, where there is none. One process at a time.
    pub async fn open(config: &Config, clock: Clock) -> Result<Self, LedgerError> {
        opening::open(config, clock).await.map(|parts| Self(Arc::new(parts)))
    }

    /// Writes what SQLite still has in its log into the database and lets go of both. For an orderly stop; a killed host loses
    /// nothing either.
    pub async fn close(&self) {
        self.0.readers.close().await;
        self.0.writer.close().await;
    }

    /// The digest of a body under the ledger's key, for [`NewApplication::body_digest`].
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

    fn clock(&self) -> &Clock {
        &self.0.clock
    }

    fn settling(&self) -> Duration {
        self.0.settling
    }

    fn readers(&self) -> &SqlitePool {
        &self.0.readers
    }

    /// For writes of one statement, which are transactions of their own.
    fn writer(&self) -> &SqlitePool {
        &self.0.writer
    }

    /// A transaction that has the write lock from its beginning, so that what it reads stays true until it commits. Rolled
    /// back when it is dropped.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, LedgerError> {
        Ok(self.0.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}
