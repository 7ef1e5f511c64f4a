//! The forms that each release is known to work, sealed, and the suspicion that a county's site has changed since.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sqlx::{AnyConnection, Row as _};

use super::rows::{damaged, flag, moment, opened, opened_text, parsed, stored};
use super::{Hold, Ledger, LedgerError, Who};
use crate::sealing::SealedColumn;
use crate::submission::{CountyCode, PluginDigest};

/// Most bytes of one release's forms, unpacked.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Releases of one county whose forms are kept; of those before, the ones that changed longest ago go.
const MOST_RELEASES: i64 = 10;

/// The forms that are kept for a release, as a text of the caller's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptForms {
    /// Its own.
    Own(String),
    /// It has none, and never served: those of the release that serves the county, or served it last.
    OfReleaseBefore(String),
    /// It has none, although it served: those of the county's release that changed last.
    OfAnother(String),
    /// What a version of the host kept that learnt from deliveries, a text for each form. None where nothing is known.
    Learnt(Vec<String>),
}

impl Ledger {
    /// The forms that a release is known to work.
    pub async fn forms(&self, county: &CountyCode, plugin: &PluginDigest) -> Result<KeptForms, LedgerError> {
        let mut db = self.readers().acquire().await?;
        self.kept_forms(&mut db, county, plugin).await
    }

    /// Changes the forms that a release is known to work: `change` is given what is kept, and gives what to keep from now on, if that
    /// is another text. No two changes of one county meet.
    pub async fn change_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        change: impl FnOnce(KeptForms) -> Option<String>,
    ) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let kept = self.kept_forms(&mut tx, county, plugin).await?;
        if let Some(text) = change(kept) {
            self.keep_forms(&mut tx, county, plugin, &text).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Changes the forms as somebody accepts some of them, and says so in the county's history. `accept` gives how many, and what to
    /// keep; nothing changes where it accepts none.
    pub async fn accept_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        (who, why): (&Who, &str),
        accept: impl FnOnce(KeptForms) -> (usize, String),
    ) -> Result<usize, LedgerError> {
        let mut tx = self.begin().await?;
        let (accepted, text) = accept(self.kept_forms(&mut tx, county, plugin).await?);
        if accepted > 0 {
            self.keep_forms(&mut tx, county, plugin, &text).await?;
            let why = format!("forms of its site that were accepted: {accepted}; {why}");
            self.note(&mut tx, county, self.now(), "accepted", who, &why).await?;
        }
        tx.commit().await?;
        Ok(accepted)
    }

    /// Gives a release that begins to serve forms of its own, once, where it has none: from then on no other release's change them.
    pub(super) async fn give_forms(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        plugin: &PluginDigest,
        forms: impl FnOnce(KeptForms) -> String,
    ) -> Result<(), LedgerError> {
        match self.kept_forms(db, county, plugin).await? {
            KeptForms::Own(_) => Ok(()),
            kept => self.keep_forms(db, county, plugin, &forms(kept)).await,
        }
    }

    async fn keep_forms(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        plugin: &PluginDigest,
        text: &str,
    ) -> Result<(), LedgerError> {
        if text.len() > MOST_BYTES {
            return Err(LedgerError::TooLarge {
                what: "what is known of the county's forms",
                size: text.len(),
                limit: MOST_BYTES,
            });
        }
        let row = row(county, plugin);
        let sealed = self.ledger_key().seal(place(&row), &packed(text)?);
        sqlx::query(
            "INSERT INTO known_forms (county, plugin, forms, changed_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (county, plugin) DO UPDATE SET forms = $3, changed_at = $4",
        )
        .bind(county.as_str())
        .bind(plugin.as_str())
        .bind(sealed)
        .bind(stored(self.now()))
        .execute(&mut *db)
        .await?;
        sqlx::query(
            "DELETE FROM known_forms WHERE county = $1 AND plugin NOT IN
             (SELECT plugin FROM known_forms WHERE county = $1 ORDER BY changed_at DESC LIMIT $2)",
        )
        .bind(county.as_str())
        .bind(MOST_RELEASES)
        .execute(&mut *db)
        .await?;
        sqlx::query("DELETE FROM pages WHERE county = $1").bind(county.as_str()).execute(db).await?;
        Ok(())
    }

    async fn kept_forms(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        plugin: &PluginDigest,
    ) -> Result<KeptForms, LedgerError> {
        let row = sqlx::query(
            "WITH served AS (SELECT digest, seq FROM releases WHERE county = $1 AND what IN ('activated', 'rolled_back'))
             SELECT plugin, forms, EXISTS (SELECT 1 FROM served WHERE digest = $2) AS has_served FROM known_forms WHERE county = $1
             ORDER BY CASE WHEN plugin = $2 THEN 0
                WHEN NOT EXISTS (SELECT 1 FROM served WHERE digest = $2)
                    AND plugin = (SELECT digest FROM served ORDER BY seq DESC LIMIT 1) THEN 1
                ELSE 2 END, changed_at DESC LIMIT 1",
        )
        .bind(county.as_str())
        .bind(plugin.as_str())
        .fetch_optional(&mut *db)
        .await?;
        let Some(found) = row else { return Ok(KeptForms::Learnt(self.learnt(db, county).await?)) };
        let of: String = found.try_get("plugin")?;
        let name = format!("{county}/{of}");
        let text = unpacked(&opened(self.ledger_key(), place(&name), found.try_get("forms")?)?)?;
        Ok(match (of == plugin.as_str(), flag(&found, "has_served")?) {
            (true, _) => KeptForms::Own(text),
            (false, false) => KeptForms::OfReleaseBefore(text),
            (false, true) => KeptForms::OfAnother(text),
        })
    }

    /// What a version of the host kept that learnt from deliveries.
    async fn learnt(&self, db: &mut AnyConnection, county: &CountyCode) -> Result<Vec<String>, LedgerError> {
        let rows = sqlx::query("SELECT digest, page FROM pages WHERE county = $1 ORDER BY seen_at DESC")
            .bind(county.as_str())
            .fetch_all(db)
            .await?;
        rows.iter()
            .map(|found| {
                let row = format!("{county}/{}", hex::encode(found.try_get::<&[u8], _>("digest")?));
                let place = SealedColumn { table: "pages", row: &row, column: "page" };
                let page = opened(self.ledger_key(), place, found.try_get("page")?)?;
                Ok(String::from_utf8_lossy(&page).into_owned())
            })
            .collect()
    }

    /// Writes down that a county's site is not what it was: the latest list stands, since the first.
    pub async fn suspect_drift(&self, county: &CountyCode, why: &str) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO counties (county, suspected_since, suspicion) VALUES ($1, $2, $3)
             ON CONFLICT (county) DO UPDATE SET suspected_since = coalesce(counties.suspected_since, $2), suspicion = $3",
        )
        .bind(county.as_str())
        .bind(stored(self.now()))
        .bind(self.ledger_key().seal(suspicion_column(county), why.as_bytes()))
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// A county's site is what its release is known to fit.
    pub async fn forget_suspicion(&self, county: &CountyCode) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE counties SET suspected_since = NULL, suspicion = NULL WHERE county = $1")
            .bind(county.as_str())
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// Which counties' sites are suspected to have changed, since when, and in what.
    pub async fn suspected_drifts(&self) -> Result<BTreeMap<CountyCode, Hold>, LedgerError> {
        let rows =
            sqlx::query("SELECT county, suspected_since, suspicion FROM counties WHERE suspected_since IS NOT NULL")
                .fetch_all(self.readers())
                .await?;
        let mut suspected = BTreeMap::new();
        for row in &rows {
            let county: CountyCode = parsed(row, "county")?;
            let why = opened_text(self.ledger_key(), suspicion_column(&county), row.try_get("suspicion")?)?;
            suspected.insert(county, Hold { since: moment(row, "suspected_since")?, why });
        }
        Ok(suspected)
    }
}

/// Forms say the same again and again: packed they take a tenth.
fn packed(text: &str) -> Result<Vec<u8>, LedgerError> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).and_then(|()| packer.finish()).map_err(|_| damaged("known_forms.forms"))
}

fn unpacked(bytes: &[u8]) -> Result<String, LedgerError> {
    let mut text = String::new();
    let read = DeflateDecoder::new(bytes).take(MOST_BYTES as u64).read_to_string(&mut text);
    read.map(|_| text).map_err(|_| damaged("known_forms.forms"))
}

fn row(county: &CountyCode, plugin: &PluginDigest) -> String {
    format!("{county}/{}", plugin.as_str())
}

fn place(row: &str) -> SealedColumn<'_> {
    SealedColumn { table: "known_forms", row, column: "forms" }
}

fn suspicion_column(county: &CountyCode) -> SealedColumn<'_> {
    SealedColumn { table: "counties", row: county.as_str(), column: "suspicion" }
}
