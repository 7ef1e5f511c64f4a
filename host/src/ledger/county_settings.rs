//! Counties that are set by command: their settings as somebody sent them, sealed, for every host that shares the ledger. Who set or
//! removed one, and why, stands in the county's history.

use jiff::Timestamp;
use sqlx::Row as _;

use super::rows::{moment, opened_text, parsed, stored, who};
use super::{Ledger, LedgerError, Who};
use crate::sealing::SealedColumn;
use crate::submission::CountyCode;

/// A county that was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountySetting {
    pub county: CountyCode,
    /// What was sent; none where it is damaged.
    pub text: Option<String>,
    pub who: Who,
    pub at: Timestamp,
    /// Which change of the county's history it is: another one is another text.
    pub change: i64,
}

impl Ledger {
    /// The latest change of any county's settings, by which hosts see that there is one; 0 where there never was any.
    pub async fn latest_county_setting(&self) -> Result<i64, LedgerError> {
        let row =
            sqlx::query("SELECT coalesce(max(seq), 0) AS latest FROM county_history WHERE what IN ('set', 'removed')")
                .fetch_one(self.readers())
                .await?;
        Ok(row.try_get("latest")?)
    }

    /// Every county that is set, by its code.
    pub async fn county_settings(&self) -> Result<Vec<CountySetting>, LedgerError> {
        let rows = sqlx::query("SELECT county, text, role, name, at, change FROM county_settings ORDER BY county")
            .fetch_all(self.readers())
            .await?;
        let mut settings = Vec::new();
        for row in &rows {
            let county: CountyCode = parsed(row, "county")?;
            settings.push(CountySetting {
                text: opened_text(self.ledger_key(), text_column(&county), row.try_get("text")?).ok(),
                who: who(row)?,
                at: moment(row, "at")?,
                change: row.try_get("change")?,
                county,
            });
        }
        Ok(settings)
    }

    /// Sets a county, in the place of what it was set to before.
    pub async fn set_county(&self, county: &CountyCode, text: &str, who: &Who, why: &str) -> Result<(), LedgerError> {
        let (mut tx, now) = (self.begin().await?, self.now());
        self.note(&mut tx, county, now, "set", who, why).await?;
        sqlx::query(
            "INSERT INTO county_settings (county, text, role, name, at, change)
             VALUES ($1, $2, $3, $4, $5, (SELECT max(seq) FROM county_history WHERE what IN ('set', 'removed')))
             ON CONFLICT (county) DO UPDATE SET text = excluded.text, role = excluded.role, name = excluded.name,
                at = excluded.at, change = excluded.change",
        )
        .bind(county.as_str())
        .bind(self.ledger_key().seal(text_column(county), text.as_bytes()))
        .bind(who.role.into_str())
        .bind(&who.name)
        .bind(stored(now))
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// Takes what a county was set to away. Gives whether it was set.
    pub async fn remove_county(&self, county: &CountyCode, who: &Who, why: &str) -> Result<bool, LedgerError> {
        let mut tx = self.begin().await?;
        let removed = sqlx::query("DELETE FROM county_settings WHERE county = $1")
            .bind(county.as_str())
            .execute(&mut *tx)
            .await?;
        let was_set = removed.rows_affected() == 1;
        if was_set {
            self.note(&mut tx, county, self.now(), "removed", who, why).await?;
        }
        tx.commit().await?;
        Ok(was_set)
    }
}

fn text_column(county: &CountyCode) -> SealedColumn<'_> {
    SealedColumn { table: "county_settings", row: county.as_str(), column: "text" }
}
