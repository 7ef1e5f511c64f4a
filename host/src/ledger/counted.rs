//! Drifts and faults, counted by different applications: one that comes again and again says nothing about the others.

use sqlx::SqliteConnection;

use super::active_release::active;
use super::{LedgerError, rows};
use crate::submission::{ApplicationId, CountyCode, PluginDigest};

/// One occurrence of what is counted: which release met it, with which application.
#[derive(Clone, Copy)]
pub struct Occurrence<'a> {
    pub county: &'a CountyCode,
    /// The release that worked on it.
    pub plugin: &'a PluginDigest,
    pub application: ApplicationId,
}

/// Counts by distinct applications. Nothing is counted where the release does not serve any more: attempts that it began before it was
/// replaced say nothing of the one that serves, nor do they go on about one that was put out of service.
pub(super) async fn count(
    db: &mut SqliteConnection,
    what: Counted,
    whose: &str,
    met: Occurrence<'_>,
) -> Result<u32, LedgerError> {
    if active(&mut *db, met.county).await?.as_ref() != Some(met.plugin) {
        return Ok(0);
    }
    sqlx::query("INSERT INTO counted (what, whose, application) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(what.into_str())
        .bind(whose)
        .bind(met.application.to_string())
        .execute(&mut *db)
        .await?;
    let row = sqlx::query("SELECT count(*) AS n FROM counted WHERE what = ? AND whose = ?")
        .bind(what.into_str())
        .bind(whose)
        .fetch_one(db)
        .await?;
    rows::count(&row, "n")
}

/// What is counted by distinct applications.
#[derive(Clone, Copy, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub(super) enum Counted {
    Fault,
    Drift,
}

/// Begins a count anew.
pub(super) async fn forget(db: &mut SqliteConnection, what: Counted, whose: &str) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM counted WHERE what = ? AND whose = ?")
        .bind(what.into_str())
        .bind(whose)
        .execute(db)
        .await?;
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
