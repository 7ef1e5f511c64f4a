//! The forms that a county's applications were delivered by, sealed, and the suspicion that its site has changed since.

use sqlx::Row as _;

use super::rows::{moment, opened, opened_text, stored};
use super::{Hold, Ledger, LedgerError};
use crate::sealing::SealedColumn;
use crate::submission::CountyCode;

/// Forms kept of one county; the ones not seen for longest go.
const MOST_PAGES: i64 = 200;

impl Ledger {
    /// Keeps the forms of a delivery, and drops the suspicion that there was. Each is a text of the caller's own.
    pub async fn learn_pages(&self, county: &CountyCode, pages: &[String]) -> Result<(), LedgerError> {
        let now = stored(self.now());
        let mut tx = self.begin().await?;
        for page in pages {
            let digest = self.sealing_key().digest("page", page.as_bytes());
            let row = row(county, &digest);
            let sealed = self.sealing_key().seal(place(&row), page.as_bytes());
            sqlx::query(
                "INSERT INTO pages (county, digest, page, seen_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (county, digest) DO UPDATE SET seen_at = ?4",
            )
            .bind(county.as_str())
            .bind(digest.to_vec())
            .bind(sealed)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query(
            "DELETE FROM pages WHERE county = ?1 AND digest NOT IN
             (SELECT digest FROM pages WHERE county = ?1 ORDER BY seen_at DESC LIMIT ?2)",
        )
        .bind(county.as_str())
        .bind(MOST_PAGES)
        .execute(&mut *tx)
        .await?;
        sqlx::query("UPDATE counties SET suspected_since = NULL, suspicion = NULL WHERE county = ?")
            .bind(county.as_str())
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Every form that a county's applications were delivered by.
    pub async fn pages(&self, county: &CountyCode) -> Result<Vec<String>, LedgerError> {
        let rows = sqlx::query("SELECT digest, page FROM pages WHERE county = ? ORDER BY seen_at DESC")
            .bind(county.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|found| {
                let row = row(county, found.try_get::<&[u8], _>("digest")?);
                let page = opened(self.sealing_key(), place(&row), found.try_get("page")?)?;
                Ok(String::from_utf8_lossy(&page).into_owned())
            })
            .collect()
    }

    /// Writes down that a county's site is not what it was. The first suspicion stands until something is delivered.
    pub async fn suspect_drift(&self, county: &CountyCode, why: &str) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO counties (county, suspected_since, suspicion) VALUES (?1, ?2, ?3)
             ON CONFLICT (county) DO UPDATE SET suspected_since = ?2, suspicion = ?3 WHERE suspected_since IS NULL",
        )
        .bind(county.as_str())
        .bind(stored(self.now()))
        .bind(self.sealing_key().seal(suspicion_column(county), why.as_bytes()))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Since when a county's site is suspected to have changed, and in what.
    pub async fn suspected_drift(&self, county: &CountyCode) -> Result<Option<Hold>, LedgerError> {
        let row = sqlx::query(
            "SELECT suspected_since, suspicion FROM counties WHERE county = ? AND suspected_since IS NOT NULL",
        )
        .bind(county.as_str())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Hold {
            since: moment(&row, "suspected_since")?,
            why: opened_text(self.sealing_key(), suspicion_column(county), row.try_get("suspicion")?)?,
        }))
    }
}

fn row(county: &CountyCode, digest: &[u8]) -> String {
    format!("{county}/{}", hex::encode(digest))
}

fn place(row: &str) -> SealedColumn<'_> {
    SealedColumn { table: "pages", row, column: "page" }
}

fn suspicion_column(county: &CountyCode) -> SealedColumn<'_> {
    SealedColumn { table: "counties", row: county.as_str(), column: "suspicion" }
}
