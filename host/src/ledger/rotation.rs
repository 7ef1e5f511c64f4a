//! Rotation: everything that a master key wraps is wrapped by the newest one of the key file. Nothing that is sealed changes: neither
//! what applications say nor any digest or mark.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use sqlx::{AnyConnection, Row as _};

use super::keys::{self, WrappedKey};
use super::rows::{count, parsed, stored};
use super::seal::LEDGER_KEY;
use super::{Ledger, LedgerError};
use crate::sealing::KeyId;
use crate::submission::ApplicationId;

/// Keys of applications that are wrapped anew in one write: who else writes has their turn after so many.
const BATCH: u32 = 100;
/// Batches of one call.
const BATCHES: u32 = 20;
/// A host that has not said for so long that it lives is taken for one that does not.
const LIVES: Duration = Duration::from_secs(60);

/// How far a rotation came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rotated {
    /// What wraps everything that is new, and in the end everything.
    pub key: String,
    /// Keys of applications that were wrapped anew.
    pub rewrapped: u64,
    /// Those that an earlier key still wraps: rotate again.
    pub left: u64,
}

/// A master key, as it stands in the key file of the host that was asked, and in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyStanding {
    pub id: String,
    /// It wraps the ledger's own key, and the keys of what comes in now.
    pub is_current: bool,
    /// It is the last one of the key file: a rotation makes it the current one.
    pub is_newest: bool,
    /// How many applications' keys it wraps.
    pub application_keys: u64,
    /// Other hosts that run and do not hold it.
    pub lacking: Vec<String>,
}

impl Ledger {
    /// Wraps what it can in a bounded time by the newest key of the key file, which is read again for it. Refused while a host that runs
    /// does not hold that key. Called again, it goes on where it ended, also after it was cut off.
    pub async fn rotate(&self) -> Result<Rotated, LedgerError> {
        self.rotate_some(BATCHES).await
    }

    pub(super) async fn rotate_some(&self, batches: u32) -> Result<Rotated, LedgerError> {
        let mut tx = self.begin().await?;
        let ring = self.keys().read_again(&mut tx).await?;
        let (newest, id) = (ring.newest(), ring.newest().id());
        if let Some((host, _)) = self.other_hosts(&mut tx).await?.into_iter().find(|(_, held)| !held.contains(&id)) {
            return Err(LedgerError::KeyNotWithHost { id, host });
        }
        if keys::current(&mut tx).await? != id {
            sqlx::query("UPDATE seal SET key_id = $1, wrapped = $2")
                .bind(id.as_str())
                .bind(newest.wrap(LEDGER_KEY, self.ledger_key()))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        let mut rewrapped = 0;
        for _ in 0..batches {
            match self.rewrap(&id).await? {
                0 => break,
                some => rewrapped += some,
            }
        }
        let counts = self.application_keys().await?;
        let left = counts.iter().filter(|(by, _)| **by != id).map(|(_, keys)| keys).sum();
        Ok(Rotated { key: id.to_string(), rewrapped, left })
    }

    /// Wraps some keys of applications that another one wraps by this one. Gives how many.
    async fn rewrap(&self, to: &KeyId) -> Result<u64, LedgerError> {
        let mut tx = self.begin().await?;
        let Some(from) = keys::in_use(&mut tx).await?.into_iter().find(|id| id != to) else { return Ok(0) };
        let rows = sqlx::query("SELECT application, key_id, wrapped FROM application_keys WHERE key_id = $1 LIMIT $2")
            .bind(from.as_str())
            .bind(i64::from(BATCH))
            .fetch_all(&mut *tx)
            .await?;
        for row in &rows {
            let id: ApplicationId = parsed(row, "application")?;
            let key = self.keys().of(id, WrappedKey::read(row)?.as_ref())?;
            sqlx::query("UPDATE application_keys SET key_id = $1, wrapped = $2 WHERE application = $3")
                .bind(to.as_str())
                .bind(self.keys().wrap(to, id, &key)?)
                .bind(id.to_string())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(rows.len() as u64)
    }

    /// The master keys of the key file, oldest first, as it stands now.
    pub async fn master_keys(&self) -> Result<Vec<KeyStanding>, LedgerError> {
        let mut tx = self.begin().await?;
        let ring = self.keys().read_again(&mut tx).await?;
        let (current, hosts) = (keys::current(&mut tx).await?, self.other_hosts(&mut tx).await?);
        tx.commit().await?;
        let (newest, counts) = (ring.newest().id(), self.application_keys().await?);
        let standing = |id: KeyId| KeyStanding {
            is_current: id == current,
            is_newest: id == newest,
            application_keys: counts.get(&id).copied().unwrap_or_default(),
            lacking: hosts.iter().filter(|(_, held)| !held.contains(&id)).map(|(host, _)| host.clone()).collect(),
            id: id.to_string(),
        };
        Ok(ring.ids().into_iter().map(standing).collect())
    }

    /// How many keys of applications each master key wraps.
    async fn application_keys(&self) -> Result<BTreeMap<KeyId, u64>, LedgerError> {
        let rows = sqlx::query("SELECT key_id, count(*) AS n FROM application_keys GROUP BY key_id")
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok((KeyId::written(row.try_get::<String, _>("key_id")?), u64::from(count(row, "n")?))))
            .collect()
    }

    /// The other hosts that run, each with the master keys that it holds. Of a file there is none.
    async fn other_hosts(&self, db: &mut AnyConnection) -> Result<Vec<(String, Vec<KeyId>)>, LedgerError> {
        if self.is_file() {
            return Ok(Vec::new());
        }
        let since = stored(self.lease_now(&mut *db).await?)
            .saturating_sub(i64::try_from(LIVES.as_millis()).unwrap_or(i64::MAX));
        let rows = sqlx::query("SELECT name, keys FROM hosts WHERE seen_at > $1 AND name <> $2 ORDER BY name")
            .bind(since)
            .bind(self.host().get().map_or("", String::as_str))
            .fetch_all(db)
            .await?;
        rows.iter()
            .map(|row| {
                let keys = row.try_get::<Option<String>, _>("keys")?.unwrap_or_default();
                Ok((row.try_get("name")?, keys.split_whitespace().map(KeyId::written).collect()))
            })
            .collect()
    }
}
