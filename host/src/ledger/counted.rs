//! Drifts, faults, refusals and doubts, counted by different applications: one that comes again and again says nothing about the
//! others. Refusals and doubts are counted by kind: two of different words say nothing about each other.

use sqlx::AnyConnection;

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

/// What is counted by distinct applications, and whose it is.
#[derive(Clone, Copy)]
pub(super) enum Counted<'a> {
    Fault(&'a PluginDigest),
    Drift(&'a CountyCode),
    /// Of one kind (see [`kind`](super::alike::kind)).
    Refusal(&'a CountyCode, &'a [u8]),
    /// Of one kind.
    Doubt(&'a CountyCode, &'a [u8]),
}

impl<'a> Counted<'a> {
    fn columns(self) -> (&'static str, &'a str, &'a [u8]) {
        match self {
            Self::Fault(plugin) => ("fault", plugin.as_str(), &[]),
            Self::Drift(county) => ("drift", county.as_str(), &[]),
            Self::Refusal(county, kind) => ("refusal", county.as_str(), kind),
            Self::Doubt(county, kind) => ("doubt", county.as_str(), kind),
        }
    }
}

/// Counts by distinct applications. Nothing is counted where the release does not serve any more: attempts that it began before it was
/// replaced say nothing of the one that serves, nor do they go on about one that was put out of service.
pub(super) async fn count(
    db: &mut AnyConnection,
    counted: Counted<'_>,
    met: Occurrence<'_>,
) -> Result<u32, LedgerError> {
    if active(&mut *db, met.county).await?.as_ref() != Some(met.plugin) {
        return Ok(0);
    }
    let (what, whose, kind) = counted.columns();
    sqlx::query("INSERT INTO counted (what, whose, kind, application) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
        .bind(what)
        .bind(whose)
        .bind(kind)
        .bind(met.application.to_string())
        .execute(&mut *db)
        .await?;
    let row = sqlx::query("SELECT count(*) AS n FROM counted WHERE what = $1 AND whose = $2 AND kind = $3")
        .bind(what)
        .bind(whose)
        .bind(kind)
        .fetch_one(db)
        .await?;
    rows::count(&row, "n")
}

/// A release was at no fault, or is put in its county's place and has a new chance: its count begins anew.
pub(super) async fn forget_faults(db: &mut AnyConnection, plugin: &PluginDigest) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM counted WHERE what = 'fault' AND whose = $1").bind(plugin.as_str()).execute(db).await?;
    Ok(())
}

/// A county's site is what its release expects, or somebody says so: what is counted of the county begins anew.
pub(super) async fn forget_county(db: &mut AnyConnection, county: &CountyCode) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM counted WHERE what IN ('drift', 'refusal', 'doubt') AND whose = $1")
        .bind(county.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// A person has looked at an application, or the county was found to have it after a doubt: it counts towards nothing any more.
pub(super) async fn forget_application(db: &mut AnyConnection, id: ApplicationId) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM counted WHERE application = $1").bind(id.to_string()).execute(db).await?;
    Ok(())
}
