//! Counties that are held (their work waits, unburnt), and in how many applications in a row their sites were not what plugins
//! expect, or a release was at fault: applications, because one that comes again and again says nothing about the others.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{Row as _, SqliteConnection};

use super::releases::active;
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
        let now = self.clock().now();
        let held = sqlx::query(
            "INSERT INTO counties (county, held_since, why) VALUES (?1, ?2, ?3)
             ON CONFLICT (county) DO UPDATE SET held_since = ?2, why = ?3 WHERE held_since IS NULL",
        )
        .bind(county.as_str())
        .bind(stored(now))
        .bind(self.sealing_key().seal(hold_place(county), why.as_bytes()))
        .execute(&mut *db)
        .await?;
        if held.rows_affected() == 1 {
            self.note(db, county, now, "held", &Who::host("postrider"), why).await?;
        }
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

    /// A release found another site than it expects. Its county is held once that were so many applications in a row, and in the same
    /// step, so that a release which takes its place lifts the hold. Gives whether the county is held for it.
    pub async fn drifted(&self, met: Met<'_>, most: u32, why: &str) -> Result<bool, LedgerError> {
        let mut tx = self.begin().await?;
        let held = count_met(&mut tx, Counted::Drift, met.county.as_str(), met).await? >= most;
        if held {
            self.hold(&mut tx, met.county, why).await?;
        }
        tx.commit().await?;
        Ok(held)
    }

    /// Counts a fault and gives in how many applications in a row the release was at fault.
    pub async fn count_fault(&self, met: Met<'_>) -> Result<u32, LedgerError> {
        let mut tx = self.begin().await?;
        let applications = count_met(&mut tx, Counted::Fault, met.plugin.as_str(), met).await?;
        tx.commit().await?;
        Ok(applications)
    }

    /// A release was at no fault: its count begins anew.
    pub async fn reset_faults(&self, plugin: &PluginDigest) -> Result<(), LedgerError> {
        let mut db = self.writer().acquire().await?;
        forget(&mut db, Counted::Fault, plugin.as_str()).await
    }

    /// A release delivered: its county's site is what it expects.
    pub async fn reset_counts(&self, county: &CountyCode, plugin: &PluginDigest) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        forget(&mut tx, Counted::Fault, plugin.as_str()).await?;
        if active(&mut *tx, county).await?.as_ref() == Some(plugin) {
            forget(&mut tx, Counted::Drift, county.as_str()).await?;
        }
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

/// With which application a release met what is counted.
#[derive(Clone, Copy)]
pub struct Met<'a> {
    /// The county.
    pub county: &'a CountyCode,
    /// The release that worked on it.
    pub plugin: &'a PluginDigest,
    /// The application.
    pub application: ApplicationId,
}

/// Counts by distinct applications. Nothing is counted where the release does not serve any more: attempts that it began before it was
/// replaced say nothing of the one that serves, nor do they go on about one that was put out of service.
async fn count_met(db: &mut SqliteConnection, what: Counted, whose: &str, met: Met<'_>) -> Result<u32, LedgerError> {
    if active(&mut *db, met.county).await?.as_ref() != Some(met.plugin) {
        return Ok(0);
    }
    sqlx::query("INSERT INTO counted (what, whose, application) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(what.name())
        .bind(whose)
        .bind(met.application.to_string())
        .execute(&mut *db)
        .await?;
    let row = sqlx::query("SELECT count(*) AS n FROM counted WHERE what = ? AND whose = ?")
        .bind(what.name())
        .bind(whose)
        .fetch_one(db)
        .await?;
    count(&row, "n")
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

/// A release is put in its county's place: whatever it did before, it has a new chance.
pub(super) async fn forget_faults(db: &mut SqliteConnection, plugin: &PluginDigest) -> Result<(), LedgerError> {
    forget(db, Counted::Fault, plugin.as_str()).await
}

/// A person has looked at an application: it counts towards nothing any more.
pub(super) async fn forget_application(db: &mut SqliteConnection, id: ApplicationId) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM counted WHERE application = ?").bind(id.to_string()).execute(db).await?;
    Ok(())
}

pub(super) fn hold_place(county: &CountyCode) -> Place<'_> {
    Place { table: "counties", row: county.as_str(), column: "why" }
}
