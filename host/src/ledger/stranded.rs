//! Work that nothing can process now, because its county is held or no release serves it, goes to a person: what is in
//! doubt after a while, for the county cannot be asked; what is queued before its cutoff, while there is time to
//! deliver it by hand.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::holds::hold_column;
use super::rows::{damaged, flag, moment, opened_text, parsed, stored, stored_after};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Hold, Ledger, LedgerError, Who};
use crate::submission::{ApplicationId, CountyCode, Event, Sending, State};

/// How long such work waits at least: a new release may come.
const GRACE: Duration = Duration::from_secs(10 * 60);
/// How long before its cutoff what is queued goes to a person.
const BY_HAND: Duration = Duration::from_secs(60 * 60);

/// Since when and why nothing processes a county's work.
struct Stranded {
    since: Timestamp,
    why: String,
    /// The county is asked about its doubts all the same.
    asks: bool,
}

impl Ledger {
    /// Hands work that nothing can process to a person, in time. `unserved` says since when and why no release serves a
    /// county. Gives how many were handed over.
    pub async fn escalate_stranded(
        &self,
        now: Timestamp,
        unserved: impl Fn(&CountyCode) -> Option<Hold>,
    ) -> Result<u32, LedgerError> {
        let mut tx = self.begin().await?;
        let mut escalated = 0;
        for (county, stranded) in self.stranded(&mut tx, unserved).await? {
            for id in due(&mut tx, &county, &stranded, now).await? {
                let before = Snapshot::read(&mut tx, id).await?.ok_or_else(|| damaged("applications"))?;
                if let Err(error) = self.key_of(&before) {
                    tracing::error!(submission = %id, %error, "an application waits that nobody can be told of");
                    continue;
                }
                let why = self.explained(&mut tx, &before, &stranded.why).await?;
                let who = Who::host("postrider");
                let event = Some(Event::Escalate);
                let note = TransitionNote { event, at: now, who: &who, why: &why, plugin: None, attempt: None };
                let after = Snapshot { not_before: None, ..before.clone() };
                transitions::apply(&mut tx, self.keys(), &before, after, note).await?;
                escalated += 1;
            }
        }
        tx.commit().await?;
        Ok(escalated)
    }

    /// The counties that have work which nothing can process.
    async fn stranded(
        &self,
        db: &mut AnyConnection,
        unserved: impl Fn(&CountyCode) -> Option<Hold>,
    ) -> Result<BTreeMap<CountyCode, Stranded>, LedgerError> {
        let rows = sqlx::query(
            "SELECT w.county, c.held_since, c.why, c.held_asks
             FROM (SELECT DISTINCT county FROM applications WHERE state IN ('in_doubt', 'queued')) w
             LEFT JOIN counties c ON c.county = w.county AND c.held_since IS NOT NULL",
        )
        .fetch_all(db)
        .await?;
        let mut stranded = BTreeMap::new();
        for row in &rows {
            let county: CountyCode = parsed(row, "county")?;
            let held = match row.try_get::<Option<&[u8]>, _>("why")? {
                Some(why) => Some(Stranded {
                    since: moment(row, "held_since")?,
                    // Where no release serves it, nobody can ask it.
                    asks: flag(row, "held_asks")? && unserved(&county).is_none(),
                    why: format!(
                        "its county's work is held ({})",
                        opened_text(self.ledger_key(), hold_column(&county), why)?
                    ),
                }),
                None => unserved(&county).map(|none| Stranded {
                    since: none.since,
                    asks: false,
                    why: format!("no release serves its county: {}", none.why),
                }),
            };
            stranded.extend(held.map(|held| (county, held)));
        }
        Ok(stranded)
    }

    /// Why it comes to a person, and what they can do.
    async fn explained(&self, db: &mut AnyConnection, before: &Snapshot, stopped: &str) -> Result<String, LedgerError> {
        if before.state != State::InDoubt {
            return Ok(format!(
                "{stopped}; its cutoff is near: deliver it by hand, or send it again when the county's work goes on"
            ));
        }
        let sending = before.sending.unwrap_or(Sending::Intended);
        let why = format!("no plugin can ask the county, for {stopped}; {}", sending.what_to_do());
        self.with_the_doubt(db, before, why).await
    }
}

/// What has waited long enough in a county that is stopped: of doubts, those that the plugin itself claims do not wait for another
/// release, which could only say the same.
async fn due(
    db: &mut AnyConnection,
    county: &CountyCode,
    stranded: &Stranded,
    now: Timestamp,
) -> Result<Vec<ApplicationId>, LedgerError> {
    let rows = sqlx::query(
        "SELECT a.id FROM applications a
         WHERE a.county = $1 AND a.state IN ('in_doubt', 'queued')
            AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = a.id)
            AND CASE a.state WHEN 'queued' THEN $2 <= $3 AND a.deadline <= $4
                ELSE NOT $5 AND coalesce(a.not_before, 0) <= $3 AND (a.sending = 'claimed' OR $2 <= $3) END",
    )
    .bind(county.as_str())
    .bind(stored_after(stranded.since, GRACE))
    .bind(stored(now))
    .bind(stored_after(now, BY_HAND))
    .bind(stranded.asks)
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}
