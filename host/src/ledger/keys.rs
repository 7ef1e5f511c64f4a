//! The keys of an open ledger: the master keys of its file, the ledger's own key, and those of applications, each wrapped by a master key.
//! None is kept but the first two: an application's is opened where it is used, so that nothing holds one that was forgotten.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::LedgerError;
use super::rows::damaged;
use crate::sealing::{KeyId, KeyRing, SealedColumn, SealingKey};
use crate::submission::ApplicationId;

/// The keys that a ledger works with.
pub(super) struct Keys {
    file: PathBuf,
    held: Mutex<Held>,
    ledger: SealingKey,
}

/// The master keys that are held, and of which state of the file they are.
struct Held {
    ring: KeyRing,
    seen: Option<Stamp>,
}

/// By what it shows that a file was written.
type Stamp = (i64, i64, u64, u64);

/// An application's key as its row holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrappedKey {
    pub(super) by: KeyId,
    pub(super) wrapped: Vec<u8>,
}

impl WrappedKey {
    /// From the columns of a row that may have none: what came in before applications had keys is sealed under the ledger's.
    pub(super) fn read(row: &AnyRow) -> Result<Option<Self>, LedgerError> {
        let (by, wrapped): (Option<String>, Option<Vec<u8>>) = (row.try_get("key_id")?, row.try_get("wrapped")?);
        match (by, wrapped) {
            (Some(by), Some(wrapped)) => Ok(Some(Self { by: KeyId::written(by), wrapped })),
            (None, None) => Ok(None),
            _ => Err(damaged("application_keys")),
        }
    }
}

impl Keys {
    pub(super) fn new(file: PathBuf, ring: KeyRing, ledger: SealingKey) -> Self {
        Self { file, held: Mutex::new(Held { ring, seen: None }), ledger }
    }

    /// The ledger's own: of what is a county's or a release's, of digests and marks, and of what came in before applications had keys.
    pub(super) fn ledger(&self) -> &SealingKey {
        &self.ledger
    }

    pub(super) fn ring(&self) -> KeyRing {
        self.held().ring.clone()
    }

    /// The key that seals what is an application's.
    pub(super) fn of(&self, id: ApplicationId, wrapped: Option<&WrappedKey>) -> Result<SealingKey, LedgerError> {
        let Some(WrappedKey { by, wrapped }) = wrapped else { return Ok(self.ledger.clone()) };
        let row = id.to_string();
        let place = wrapped_column(&row);
        self.master(by)?.unwrapped(place, wrapped).map_err(|_| damaged(place.to_string()))
    }

    /// Wraps an application's key.
    pub(super) fn wrap(&self, by: &KeyId, id: ApplicationId, key: &SealingKey) -> Result<Vec<u8>, LedgerError> {
        Ok(self.master(by)?.wrap(wrapped_column(&id.to_string()), key))
    }

    /// A master key: one that is held, or that stands in the file by now.
    pub(super) fn master(&self, id: &KeyId) -> Result<SealingKey, LedgerError> {
        if let Some(key) = self.held().ring.get(id) {
            return Ok(key.clone());
        }
        let ring = KeyRing::load(&self.file).map_err(LedgerError::Key)?;
        ring.get(id).cloned().ok_or_else(|| self.not_held(id))
    }

    /// Reads the file again, and holds what stands there now, if that opens all that there is.
    pub(super) async fn read_again(&self, db: &mut AnyConnection) -> Result<KeyRing, LedgerError> {
        let seen = self.stamp();
        let ring = KeyRing::load(&self.file).map_err(LedgerError::Key)?;
        let missing = in_use(db).await?.into_iter().find(|id| ring.get(id).is_none());
        let mut held = self.held();
        held.seen = seen;
        if let Some(id) = missing {
            return Err(self.not_held(&id));
        }
        held.ring = ring.clone();
        Ok(ring)
    }

    /// Reads the file again where it was written. A file that cannot be used, or lacks a key, changes nothing for a host that runs.
    pub(super) async fn follow_file(&self, db: &mut AnyConnection) -> Result<(), LedgerError> {
        let stamp = self.stamp();
        if stamp == self.held().seen {
            return Ok(());
        }
        let before = self.ring().ids();
        match self.read_again(db).await {
            Err(error) if error.is_of_the_database() => return Err(error),
            Err(error) => {
                tracing::error!(%error, "the key file cannot be used as it is; this host goes on with the keys that it has, and would not start again");
            }
            Ok(ring) if ring.ids() == before => {}
            Ok(ring) => tracing::info!(newest = %ring.newest().id(), "the key file holds other keys than before"),
        }
        self.held().seen = stamp;
        Ok(())
    }

    pub(super) fn not_held(&self, id: &KeyId) -> LedgerError {
        LedgerError::KeyNotHeld { id: id.clone(), key_file: self.file.clone() }
    }

    fn stamp(&self) -> Option<Stamp> {
        let of = |file: Metadata| (file.mtime(), file.mtime_nsec(), file.size(), file.ino());
        std::fs::metadata(&self.file).ok().map(of)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The master key that wraps the ledger's own, and with it whatever is new.
pub(super) async fn current(db: &mut AnyConnection) -> Result<KeyId, LedgerError> {
    let row = sqlx::query("SELECT key_id FROM seal").fetch_one(db).await?;
    Ok(KeyId::written(row.try_get::<String, _>("key_id")?))
}

/// Every master key that wraps something.
pub(super) async fn in_use(db: &mut AnyConnection) -> Result<Vec<KeyId>, LedgerError> {
    let rows = sqlx::query(
        "SELECT key_id FROM seal WHERE key_id IS NOT NULL UNION SELECT DISTINCT key_id FROM application_keys",
    )
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| Ok(KeyId::written(row.try_get::<String, _>("key_id")?))).collect()
}

/// Where the wrapped key of an application stands.
pub(super) fn wrapped_column(id: &str) -> SealedColumn<'_> {
    SealedColumn { table: "application_keys", row: id, column: "wrapped" }
}
