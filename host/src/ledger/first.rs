//! One application goes first when a county's work goes on, or begins: nothing else of the county is sent until it has ended. Where it
//! is delivered, the rest follows; where the site, or the release, stops it, the county is held and the rest is untouched.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::AnyConnection;

use super::holds::HeldFor;
use super::rows::{moment, parsed, parsed_if_any, stored};
use super::snapshot::Snapshot;
use super::{Complainant, Conclusion, Ledger, LedgerError, Mark};
use crate::submission::{ApplicationId, Counts, CountyCode, Event, Fence};

/// A county in which one application goes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct First {
    pub since: Timestamp,
    /// The one that is on its way; none where none has begun, or where the last one's end said nothing about the site.
    pub application: Option<ApplicationId>,
}

/// What the end of the application that went first says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    /// Site and release fit: the rest goes on.
    GoOn,
    /// They do not: the county is held.
    Hold(HeldFor),
    /// Nothing about either: the next one goes first.
    Nothing,
}

impl Ledger {
    /// What the end of the application that went first says.
    pub(super) fn said_by_first(&self, before: &Snapshot, end: &Conclusion) -> Says {
        let refusal = || end.complaint.as_ref().filter(|complaint| complaint.by == Complainant::Site);
        match (end.event, end.mark) {
            (Event::Confirm, _) => Says::GoOn,
            (_, Some(Mark::Drift)) => Says::Hold(HeldFor::Release),
            // Its commits send nothing any more.
            (Event::NotSent, _) if before.counts.unsent + 1 >= Counts::MAX_UNSENT => Says::Hold(HeldFor::Release),
            (Event::Doubt, _) => Says::Hold(HeldFor::Doubts),
            (Event::Retry | Event::NotSent, _) if before.is_claimed() => Says::Hold(HeldFor::Doubts),
            (_, Some(Mark::Fault)) => Says::Hold(HeldFor::Release),
            (Event::Refuse, _) => {
                Says::Hold(HeldFor::Refusals(end.complaint.as_ref().map_or(Vec::new(), |said| self.kind(&said.words))))
            }
            (Event::Escalate, _) => match refusal() {
                Some(complaint) => Says::Hold(HeldFor::Refusals(self.kind(&complaint.words))),
                None => Says::Nothing,
            },
            _ => Says::Nothing,
        }
    }

    /// Does what the end of the application that went first says. One that is no end of its own makes room for the next by giving its
    /// lease back.
    pub(super) async fn after_first(
        &self,
        db: &mut AnyConnection,
        before: &Snapshot,
        says: &Says,
        why: &str,
    ) -> Result<(), LedgerError> {
        match says {
            Says::Nothing => Ok(()),
            Says::GoOn => is_over(db, &before.county).await,
            Says::Hold(held_for) => {
                self.hold(db, &before.county, held_for, &was_not_delivered(before.id, held_for, why)).await
            }
        }
    }

    /// Whether one application of a county goes first.
    pub async fn goes_first(&self, county: &CountyCode) -> Result<Option<First>, LedgerError> {
        Ok(self.going_first().await?.remove(county))
    }

    /// The counties in which one application goes first.
    pub async fn going_first(&self) -> Result<BTreeMap<CountyCode, First>, LedgerError> {
        let rows = sqlx::query(
            "SELECT c.county, c.first_since, l.application FROM counties c LEFT JOIN leases l ON l.fence = c.first_fence
             WHERE c.first_since IS NOT NULL",
        )
        .fetch_all(self.readers())
        .await?;
        let first = |row| {
            let first = First { since: moment(row, "first_since")?, application: parsed_if_any(row, "application")? };
            Ok((parsed(row, "county")?, first))
        };
        rows.iter().map(first).collect()
    }
}

impl Says {
    /// The end's words, and what follows from it for its county.
    pub(super) fn added_to(&self, why: &str) -> String {
        let follows = match self {
            Self::GoOn => "its county's other work goes on",
            Self::Hold(_) => "its county's other work is held",
            Self::Nothing => "that says nothing about the site, and the next one goes first",
        };
        format!("{why}; it went first: {follows}")
    }
}

/// What a county is held for. A refusal's words, and a doubt's, are the application's: fewer may read them than a hold.
fn was_not_delivered(application: ApplicationId, held_for: &HeldFor, why: &str) -> String {
    let what = match held_for {
        HeldFor::Release => return format!("application {application} went first, and was not delivered: {why}"),
        HeldFor::Refusals(_) => "was refused",
        HeldFor::Doubts => "is in doubt",
    };
    format!("application {application} went first, and {what}: its last attempt has the words")
}

/// From now on one application goes first.
pub(super) async fn begin(db: &mut AnyConnection, county: &CountyCode, now: Timestamp) -> Result<(), LedgerError> {
    sqlx::query(
        "INSERT INTO counties (county, first_since) VALUES ($1, $2)
         ON CONFLICT (county) DO UPDATE SET first_since = $2, first_fence = NULL",
    )
    .bind(county.as_str())
    .bind(stored(now))
    .execute(db)
    .await?;
    Ok(())
}

/// All of the county's work may go on.
pub(super) async fn is_over(db: &mut AnyConnection, county: &CountyCode) -> Result<(), LedgerError> {
    sqlx::query("UPDATE counties SET first_since = NULL, first_fence = NULL WHERE county = $1")
        .bind(county.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// The work under a fence goes first.
pub(super) async fn goes(db: &mut AnyConnection, county: &CountyCode, fence: Fence) -> Result<(), LedgerError> {
    sqlx::query("UPDATE counties SET first_fence = $1 WHERE county = $2 AND first_since IS NOT NULL")
        .bind(fence.0)
        .bind(county.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// Whether the work under a fence went first.
pub(super) async fn is_first(db: &mut AnyConnection, county: &CountyCode, fence: Fence) -> Result<bool, LedgerError> {
    let row =
        sqlx::query("SELECT 1 AS n FROM counties WHERE county = $1 AND first_since IS NOT NULL AND first_fence = $2")
            .bind(county.as_str())
            .bind(fence.0)
            .fetch_optional(db)
            .await?;
    Ok(row.is_some())
}
