//! Which release serves a county, as its history says.

use std::collections::BTreeMap;

use sqlx::Row as _;

use super::rows::parsed;
use super::{Ledger, LedgerError};
use crate::submission::{CountyCode, PluginDigest};

impl Ledger {
    /// The release that serves a county: the last activated or gone back to, unless it was quarantined since.
    pub async fn active_release(&self, county: &CountyCode) -> Result<Option<PluginDigest>, LedgerError> {
        active(self.readers(), county).await
    }

    /// The number of the latest event of any county's releases; 0 where there was none.
    pub async fn latest_release_event(&self) -> Result<i64, LedgerError> {
        let row = sqlx::query("SELECT coalesce(max(seq), 0) AS latest FROM releases").fetch_one(self.readers()).await?;
        Ok(row.try_get("latest")?)
    }

    /// The release that serves each county that has one.
    pub async fn active_releases(&self) -> Result<BTreeMap<CountyCode, PluginDigest>, LedgerError> {
        let rows = sqlx::query(
            "SELECT r.county, r.digest FROM releases r
             JOIN (SELECT county, max(seq) AS seq FROM releases WHERE what IN ('activated', 'rolled_back') GROUP BY county) s
                ON s.seq = r.seq
             WHERE NOT EXISTS (SELECT 1 FROM releases x WHERE x.county = r.county AND x.digest = r.digest AND x.seq > r.seq
                               AND x.what = 'quarantined')",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| Ok((parsed(row, "county")?, parsed(row, "digest")?))).collect()
    }
}

/// The release that serves county `$1`.
pub(super) const SERVING: &str = "SELECT r.digest FROM releases r
     WHERE r.seq = (SELECT max(s.seq) FROM releases s WHERE s.county = $1 AND s.what IN ('activated', 'rolled_back'))
       AND NOT EXISTS (SELECT 1 FROM releases x WHERE x.county = r.county AND x.digest = r.digest AND x.seq > r.seq
                       AND x.what = 'quarantined')";

/// The release that serves a county, as the database that is asked knows it.
pub(super) async fn active(
    db: impl sqlx::AnyExecutor<'_>,
    county: &CountyCode,
) -> Result<Option<PluginDigest>, LedgerError> {
    let row = sqlx::query(SERVING).bind(county.as_str()).fetch_optional(db).await?;
    row.map(|row| parsed(&row, "digest")).transpose()
}
