//! Counties that are held: their work waits, without using up attempts, until somebody lets it go on. Who held and
//! released one is kept for good.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{Row as _, SqliteConnection};

use super::counted::{Counted, forget};
use super::rows::{moment, opened_text, stored};
use super::{Ledger, LedgerError, Who};
use crate::sealing::SealedColumn;
use crate::submission::CountyCode;

/// A county whose work waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hold {
    pub since: Timestamp,
    pub why: String,
}

impl Ledger {
    /// Holds a county: nothing of it can be claimed until it is released. One that is held already keeps its first reason.
    pub async fn hold_county(&self, county: &CountyCode, why: &str) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, county, why).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn hold(
        &self,
        db: &mut SqliteConnection,
        county: &CountyCode,
        why: &str,
    ) -> Result<(), LedgerError> {
        let now = self.now();
        let held = sqlx::query(
            "INSERT INTO counties (county, held_since, why) VALUES (?1, ?2, ?3)
             ON CONFLICT (county) DO UPDATE SET held_since = ?2, why = ?3 WHERE held_since IS NULL",
        )
        .bind(county.as_str())
        .bind(stored(now))
        .bind(self.sealing_key().seal(hold_column(county), why.as_bytes()))
        .execute(&mut *db)
        .await?;
        if held.rows_affected() == 1 {
            self.note(db, county, now, "held", &Who::host("postrider"), why).await?;
        }
        Ok(())
    }

    /// Lets a held county's work go on, and forgets its drift. Gives whether it was held.
    pub async fn release_county(&self, county: &CountyCode, who: &Who, why: &str) -> Result<bool, LedgerError> {
        let now = self.now();
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
        forget(&mut tx, Counted::Drift, county.as_str()).await?;
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
            why: opened_text(self.sealing_key(), hold_column(county), row.try_get("why")?)?,
        }))
    }

    /// Somebody accepted forms of a county's site.
    pub async fn note_accepted(
        &self,
        county: &CountyCode,
        forms: usize,
        who: &Who,
        why: &str,
    ) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let why = format!("{forms} forms of its site were accepted: {why}");
        self.note(&mut tx, county, self.now(), "accepted", who, &why).await?;
        tx.commit().await?;
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
        let place = SealedColumn { table: "county_history", row: &row, column: "why" };
        sqlx::query("INSERT INTO county_history (county, at, what, role, name, why) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(county.as_str())
            .bind(stored(at))
            .bind(what)
            .bind(who.role.into_str())
            .bind(&who.name)
            .bind(self.sealing_key().seal(place, why.as_bytes()))
            .execute(db)
            .await?;
        Ok(())
    }
}

pub(super) fn hold_column(county: &CountyCode) -> SealedColumn<'_> {
    SealedColumn { table: "counties", row: county.as_str(), column: "why" }
}
