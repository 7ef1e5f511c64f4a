//! The hosts that share a ledger: each has a name of its own, and one process at a time that goes by it.

use sqlx::Row as _;

use super::rows::stored;
use super::{Ledger, LedgerError, Recovered};
use crate::sealing::KeyId;

/// Which process of a host this is: the latest one is the one that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// Grows with every start of the host.
    pub incarnation: i64,
    /// What its earlier processes had left behind.
    pub recovered: Recovered,
}

impl Ledger {
    /// Begins a process of a host: what its earlier ones were at work on is taken back, as they are gone, or soon will be.
    pub async fn join(&self, host: &str) -> Result<Joined, LedgerError> {
        let now = self.now();
        let mut tx = self.begin().await?;
        let row = sqlx::query(
            "INSERT INTO hosts (name, incarnation, started_at, seen_at, version, keys) VALUES ($1, 1, $2, $2, $3, $4)
             ON CONFLICT (name) DO UPDATE
                SET incarnation = hosts.incarnation + 1, started_at = $2, seen_at = $2, version = $3, keys = $4
             RETURNING incarnation",
        )
        .bind(host)
        .bind(stored(now))
        .bind(env!("CARGO_PKG_VERSION"))
        .bind(self.held_keys())
        .fetch_one(&mut *tx)
        .await?;
        let incarnation = row.try_get("incarnation")?;
        let _ = self.host().set(host.to_owned());
        Ok(Joined { incarnation, recovered: self.take_back_from(tx, now, host).await? })
    }

    /// Says that this process of a host lives, and which master keys it holds, and hears whether it still may. The key file is read again
    /// where it was written.
    pub async fn stay(&self, host: &str, incarnation: i64) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        self.keys().follow_file(&mut tx).await?;
        let now = self.lease_now(&mut tx).await?;
        let seen = sqlx::query("UPDATE hosts SET seen_at = $1, keys = $4 WHERE name = $2 AND incarnation = $3")
            .bind(stored(now))
            .bind(host)
            .bind(incarnation)
            .bind(self.held_keys())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if seen.rows_affected() == 1 { Ok(()) } else { Err(LedgerError::Superseded { host: host.to_owned() }) }
    }

    /// The master keys that this host holds, as others read it.
    fn held_keys(&self) -> String {
        let ids = self.keys().ring().ids();
        ids.iter().map(KeyId::as_str).collect::<Vec<_>>().join(" ")
    }
}
