//! Counties that are held: their work waits, without using up attempts, until somebody lets it go on. Who held and
//! released one is kept for good.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{AnyConnection, Row as _};

use super::counted::forget_county;
use super::rows::{count, flag, moment, opened_text, parsed, stored};
use super::{Ledger, LedgerError, Who};
use crate::sealing::SealedColumn;
use crate::submission::CountyCode;

/// A county whose work waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hold {
    pub since: Timestamp,
    pub why: String,
}

/// What a county is held for: it decides what goes on meanwhile, and what comes back when a new release takes the county over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeldFor {
    /// Its site changed, or its release was put out of service: nobody asks the county anything.
    Release,
    /// Refusals of one kind. The county is asked about its doubts all the same.
    Refusals(Vec<u8>),
    /// Nobody knows what became of what was sent. The county is asked all the same.
    Doubts,
}

impl Ledger {
    /// Holds a county: nothing of it can be claimed until it is released. One that is held already keeps its first reason.
    pub async fn hold_county(&self, county: &CountyCode, why: &str) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        self.hold(&mut tx, county, &HeldFor::Release, why).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(super) async fn hold(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        held_for: &HeldFor,
        why: &str,
    ) -> Result<(), LedgerError> {
        let now = self.now();
        let (asks, kind) = match held_for {
            HeldFor::Release => (false, None),
            HeldFor::Refusals(kind) => (true, Some(kind.as_slice())),
            HeldFor::Doubts => (true, None),
        };
        let held = sqlx::query(
            "INSERT INTO counties (county, held_since, why, held_asks, held_for) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (county) DO UPDATE SET held_since = $2, why = $3, held_asks = $4, held_for = $5,
                first_since = NULL, first_fence = NULL
             WHERE counties.held_since IS NULL",
        )
        .bind(county.as_str())
        .bind(stored(now))
        .bind(self.ledger_key().seal(hold_column(county), why.as_bytes()))
        .bind(asks)
        .bind(kind)
        .execute(&mut *db)
        .await?;
        if held.rows_affected() == 1 {
            tracing::error!(%county, "the county's work is held; `county list` says why");
            metrics::counter!("postrider_county_held_total", "county" => county.to_string()).increment(1);
            return self.note(db, county, now, "held", &Who::host("postrider"), why).await;
        }
        // What comes on top of the first reason stops no less than that did.
        sqlx::query(
            "UPDATE counties SET held_asks = held_asks AND $2, held_for = coalesce(held_for, $3) WHERE county = $1",
        )
        .bind(county.as_str())
        .bind(asks)
        .bind(kind)
        .execute(db)
        .await?;
        Ok(())
    }

    /// Lifts a hold, and begins anew what is counted of the county. Gives whether it was held.
    pub(super) async fn lift(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        who: &Who,
        why: &str,
    ) -> Result<bool, LedgerError> {
        let released = sqlx::query(
            "UPDATE counties SET held_since = NULL, why = NULL, held_asks = FALSE, held_for = NULL
             WHERE county = $1 AND held_since IS NOT NULL",
        )
        .bind(county.as_str())
        .execute(&mut *db)
        .await?;
        let was_held = released.rows_affected() == 1;
        if was_held {
            self.note(db, county, self.now(), "released", who, why).await?;
        }
        forget_county(db, county).await?;
        Ok(was_held)
    }

    /// Whether a county is held.
    pub async fn county_hold(&self, county: &CountyCode) -> Result<Option<Hold>, LedgerError> {
        self.hold_of(self.readers(), county).await
    }

    /// Whether a county is held, as the database that is asked knows it.
    pub(super) async fn hold_of(
        &self,
        db: impl sqlx::AnyExecutor<'_>,
        county: &CountyCode,
    ) -> Result<Option<Hold>, LedgerError> {
        let row = sqlx::query("SELECT held_since, why FROM counties WHERE county = $1 AND held_since IS NOT NULL")
            .bind(county.as_str())
            .fetch_optional(db)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Hold {
            since: moment(&row, "held_since")?,
            why: opened_text(self.ledger_key(), hold_column(county), row.try_get("why")?)?,
        }))
    }

    /// Every county that is held, and whether it is asked about its doubts all the same.
    pub async fn holds(&self) -> Result<BTreeMap<CountyCode, (Hold, bool)>, LedgerError> {
        let rows = sqlx::query("SELECT county, held_since, why, held_asks FROM counties WHERE held_since IS NOT NULL")
            .fetch_all(self.readers())
            .await?;
        let mut holds = BTreeMap::new();
        for row in &rows {
            let county: CountyCode = parsed(row, "county")?;
            let why = opened_text(self.ledger_key(), hold_column(&county), row.try_get("why")?)?;
            holds.insert(county, (Hold { since: moment(row, "held_since")?, why }, flag(row, "held_asks")?));
        }
        Ok(holds)
    }

    /// How many of a county's applications wait in its queue.
    pub async fn waiting(&self, county: &CountyCode) -> Result<u64, LedgerError> {
        let row = sqlx::query("SELECT count(*) AS n FROM applications WHERE county = $1 AND state = 'queued'")
            .bind(county.as_str())
            .fetch_one(self.readers())
            .await?;
        Ok(u64::from(count(&row, "n")?))
    }

    /// Adds to a county's history.
    pub(super) async fn note(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        at: Timestamp,
        what: &'static str,
        who: &Who,
        why: &str,
    ) -> Result<(), LedgerError> {
        let row = format!("{county}/{}", stored(at));
        sqlx::query("INSERT INTO county_history (county, at, what, role, name, why) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(county.as_str())
            .bind(stored(at))
            .bind(what)
            .bind(who.role.into_str())
            .bind(&who.name)
            .bind(self.ledger_key().seal(history_column(&row), why.as_bytes()))
            .execute(db)
            .await?;
        Ok(())
    }
}

pub(super) fn hold_column(county: &CountyCode) -> SealedColumn<'_> {
    SealedColumn { table: "counties", row: county.as_str(), column: "why" }
}

/// Where the words of a row of a county's history stand.
pub(super) fn history_column(row: &str) -> SealedColumn<'_> {
    SealedColumn { table: "county_history", row, column: "why" }
}
