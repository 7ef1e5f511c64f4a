//! Which plugin served which county, when, and who said so: rows that are only ever added.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::holds::HeldFor;
use super::rows::{count, damaged, moment, opened_text, parsed, stored, who};
use super::{Ledger, LedgerError, MAX_LISTED, Who, counted};
use crate::sealing::SealedColumn;
use crate::submission::{CountyCode, PluginDigest};

/// What happened to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum ReleaseMove {
    /// Verified, compiled and kept; serves nothing yet.
    Installed,
    /// Serves its county from now on.
    Activated,
    /// Serves its county again: it is the one gone back to.
    RolledBack,
    /// Its faults took it out of service.
    Quarantined,
}

/// One step of a release.
#[derive(Debug, Clone)]
pub struct ReleaseEvent {
    pub county: CountyCode,
    pub digest: PluginDigest,
    /// Its version, from the manifest.
    pub version: String,
    pub what: ReleaseMove,
    pub who: Who,
    pub why: String,
    /// Its manifest; null where none could be read.
    pub manifest: Value,
}

/// One step of a release, as kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleaseRow {
    /// Position among all steps of all counties.
    pub seq: u64,
    pub at: Timestamp,
    pub county: CountyCode,
    pub digest: PluginDigest,
    pub version: String,
    pub what: ReleaseMove,
    pub who: Who,
    pub why: String,
    pub manifest: Value,
}

impl Ledger {
    /// Adds a step to a county's releases, with what it brings: a release that is put in place has a new chance, and one that is
    /// quarantined leaves nothing to work with, so that its county is held. What else a release brings that begins to serve:
    /// [`take_over`](Ledger::take_over), [`serve_again`](Ledger::serve_again).
    pub async fn record_release(&self, event: ReleaseEvent) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        self.record_move(&mut tx, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn record_move(&self, db: &mut AnyConnection, event: &ReleaseEvent) -> Result<(), LedgerError> {
        let at = stored(self.now());
        match event.what {
            ReleaseMove::Activated | ReleaseMove::RolledBack => {
                counted::forget_faults(db, &event.digest).await?;
            }
            ReleaseMove::Quarantined => self.hold(db, &event.county, &HeldFor::Release, &event.why).await?,
            ReleaseMove::Installed => {}
        }
        let row = row_key(&event.county, &event.digest, at);
        sqlx::query(
            "INSERT INTO releases (county, at, digest, version, what, role, name, why, manifest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(event.county.as_str())
        .bind(at)
        .bind(event.digest.as_str())
        .bind(&event.version)
        .bind(event.what.into_str())
        .bind(event.who.role.into_str())
        .bind(&event.who.name)
        .bind(self.ledger_key().seal(why_column(&row), event.why.as_bytes()))
        .bind(event.manifest.to_string())
        .execute(db)
        .await?;
        Ok(())
    }

    /// A county's steps, or everyone's, oldest first.
    pub async fn releases(&self, county: Option<&CountyCode>) -> Result<Vec<ReleaseRow>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM releases WHERE $1 IS NULL OR county = $1 ORDER BY seq")
            .bind(county.map(CountyCode::as_str))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| self.read_release(row)).collect()
    }

    /// A county's last steps, at most [`MAX_LISTED`], oldest first.
    pub async fn latest_releases(&self, county: &CountyCode) -> Result<Vec<ReleaseRow>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM releases WHERE county = $1 ORDER BY seq DESC LIMIT $2")
            .bind(county.as_str())
            .bind(i64::from(MAX_LISTED))
            .fetch_all(self.readers())
            .await?;
        rows.iter().rev().map(|row| self.read_release(row)).collect()
    }

    fn read_release(&self, row: &AnyRow) -> Result<ReleaseRow, LedgerError> {
        let county: CountyCode = parsed(row, "county")?;
        let digest: PluginDigest = parsed(row, "digest")?;
        let place = row_key(&county, &digest, row.try_get("at")?);
        Ok(ReleaseRow {
            seq: u64::from(count(row, "seq")?),
            at: moment(row, "at")?,
            version: row.try_get("version")?,
            what: row.try_get::<&str, _>("what")?.parse().map_err(|_| damaged("releases.what"))?,
            who: who(row)?,
            why: opened_text(self.ledger_key(), why_column(&place), row.try_get("why")?)?,
            manifest: serde_json::from_str(row.try_get("manifest")?).map_err(|_| damaged("releases.manifest"))?,
            county,
            digest,
        })
    }
}

fn row_key(county: &CountyCode, digest: &PluginDigest, at: i64) -> String {
    format!("{county}/{digest}/{at}")
}

fn why_column(row: &str) -> SealedColumn<'_> {
    SealedColumn { table: "releases", row, column: "why" }
}
