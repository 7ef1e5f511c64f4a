//! Counties that are held (their work waits, unburnt), and in how many applications in a row their sites were not what plugins
//! expect, or a release was at fault: applications, because one that comes again and again says nothing about the others.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{Row as _, SqliteConnection};

use super::rows::{count, moment, opened_text, stored};
use super::{Ledger, LedgerError, Who};
use crate::sealing::Place;
use crate::submission::{ApplicationId, CountyCode, PluginDigest};

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
            why: opened_text(self.sealing_key(), hold_place(county), row.try_get("why")?)?,
        }))
    }

    /// Counts a drift and gives in how many applications in a row the county's site was not what its plugin expects.
    pub async fn count_drift(&self, county: &CountyCode, application: ApplicationId) -> Result<u32, LedgerError> {
        self.count_application(Counted::Drift, county.as_str(), application).await
    }

    /// The site was what the plugin expects: the count begins anew.
    pub async fn reset_drift(&self, county: &CountyCode) -> Result<(), LedgerError> {
        let mut db = self.writer().acquire().await?;
        forget(&mut db, Counted::Drift, county.as_str()).await
    }

    /// Counts a fault and gives in how many applications in a row the release was at fault.
    pub async fn count_fault(&self, plugin: &PluginDigest, application: ApplicationId) -> Result<u32, LedgerError> {
        self.count_application(Counted::Fault, plugin.as_str(), application).await
    }

    /// The release worked: the count begins anew.
    pub async fn reset_faults(&self, plugin: &PluginDigest) -> Result<(), LedgerError> {
        let mut db = self.writer().acquire().await?;
        forget(&mut db, Counted::Fault, plugin.as_str()).await
    }

    async fn count_application(
        &self,
        what: Counted,
        whose: &str,
        application: ApplicationId,
    ) -> Result<u32, LedgerError> {
        let mut tx = self.begin().await?;
        sqlx::query("INSERT INTO counted (what, whose, application) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(what.name())
            .bind(whose)
            .bind(application.to_string())
            .execute(&mut *tx)
            .await?;
        let row = sqlx::query("SELECT count(*) AS n FROM counted WHERE what = ? AND whose = ?")
            .bind(what.name())
            .bind(whose)
            .fetch_one(&mut *tx)
            .await?;
        let applications = count(&row, "n")?;
        tx.commit().await?;
        Ok(applications)
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

/// What is counted by distinct applications.
#[derive(Clone, Copy)]
enum Counted {
    Fault,
    Drift,
}

impl Counted {
    fn name(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Drift => "drift",
        }
    }
}

async fn forget(db: &mut SqliteConnection, what: Counted, whose: &str) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM counted WHERE what = ? AND whose = ?").bind(what.name()).bind(whose).execute(db).await?;
    Ok(())
}

/// A person has looked at an application: it counts towards nothing any more.
pub(super) async fn forget_application(db: &mut SqliteConnection, id: ApplicationId) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM counted WHERE application = ?").bind(id.to_string()).execute(db).await?;
    Ok(())
}

pub(super) fn hold_place(county: &CountyCode) -> Place<'_> {
    Place { table: "counties", row: county.as_str(), column: "why" }
}
