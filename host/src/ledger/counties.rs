//! Counties that are held (their work waits, unburnt) and how often in a row their sites were not what plugins expect.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{Row as _, SqliteConnection};

use super::rows::{count, moment, opened_text, stored};
use super::{Ledger, LedgerError, Who};
use crate::sealing::Place;
use crate::submission::CountyCode;

/// A county whose work waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// Since when.
    pub since: Timestamp,
    /// Why, in words.
    pub why: String,
}

impl Ledger {
    /// Holds a county: nothing of it can be claimed until it is released. One that is held already keeps its first reason.
    pub async fn hold_county(&self, county: &CountyCode, why: &str) -> Result<(), LedgerError> {
        let now = self.clock().now();
        let mut tx = self.begin().await?;
        let held = sqlx::query(
            "INSERT INTO counties (county, held_since, why) VALUES (?1, ?2, ?3)
             ON CONFLICT (county) DO UPDATE SET held_since = ?2, why = ?3 WHERE held_since IS NULL",
        )
        .bind(county.as_str())
        .bind(stored(now))
        .bind(self.sealing_key().seal(hold_place(county), why.as_bytes()))
        .execute(&mut *tx)
        .await?;
        if held.rows_affected() == 1 {
            self.note(&mut tx, county, now, "held", &Who::host("postrider"), why).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Lets a held county's work go on, and forgets its drift. Gives whether it was held.
    pub async fn release_county(&self, county: &CountyCode, who: &Who, why: &str) -> Result<bool, LedgerError> {
        let now = self.clock().now();
        let mut tx = self.begin().await?;
        let released = sqlx::query(
            "UPDATE counties SET held_since = NULL, why = NULL WHERE county = ? AND held_since IS NOT NULL",
        )
        .bind(county.as_str())
        .execute(&mut *tx)
        .await?;
        let was_held = released.rows_affected() == 1;
        if was_held {
            self.note(&mut tx, county, now, "released", who, why).await?;
        }
        sqlx::query("UPDATE counties SET drift = 0 WHERE county = ?").bind(county.as_str()).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(was_held)
    }

    /// Whether a county is held.
    pub async fn county_hold(&self, county: &CountyCode) -> Result<Option<Hold>, LedgerError> {
        let row = sqlx::query("SELECT held_since, why FROM counties WHERE county = ? AND held_since IS NOT NULL")
            .bind(county.as_str())
            .fetch_optional(self.readers())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Hold {
            since: moment(&row, "held_since")?,
            why: opened_text(self.sealing_key(), hold_place(county), row.try_get("why")?)?,
        }))
    }

    /// Counts one more drift in a row and gives how many there are.
    pub async fn count_drift(&self, county: &CountyCode) -> Result<u32, LedgerError> {
        let row = sqlx::query(
            "INSERT INTO counties (county, drift) VALUES (?, 1) ON CONFLICT (county) DO UPDATE SET drift = drift + 1
             RETURNING drift",
        )
        .bind(county.as_str())
        .fetch_one(self.writer())
        .await?;
        count(&row, "drift")
    }

    /// The site was what the plugin expects: the count begins anew.
    pub async fn reset_drift(&self, county: &CountyCode) -> Result<(), LedgerError> {
        sqlx::query("UPDATE counties SET drift = 0 WHERE county = ? AND drift <> 0")
            .bind(county.as_str())
            .execute(self.writer())
            .await?;
        Ok(())
    }

    async fn note(
        &self,
        db: &mut SqliteConnection,
        county: &CountyCode,
        at: Timestamp,
        what: &'static str,
        who: &Who,
        why: &str,
    ) -> Result<(), LedgerError> {
        let row = format!("{county}/{}", stored(at));
        let place = Place { table: "county_history", row: &row, column: "why" };
        sqlx::query("INSERT INTO county_history (county, at, what, role, name, why) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(county.as_str())
            .bind(stored(at))
            .bind(what)
            .bind(who.role.name())
            .bind(&who.name)
            .bind(self.sealing_key().seal(place, why.as_bytes()))
            .execute(db)
            .await?;
        Ok(())
    }
}

fn hold_place(county: &CountyCode) -> Place<'_> {
    Place { table: "counties", row: county.as_str(), column: "why" }
}
