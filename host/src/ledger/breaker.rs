//! A county whose site is down is tried by one piece of work at a time, whichever hosts there are: after a pause one is let in; where it gets
//! through, all the rest goes on, and where it does not, the next pause is twice as long. Work that only waits is charged nothing meanwhile.
//!
//! A site is taken for down once different applications found it so, with none in between that got through: one application alone stops
//! nobody else.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::AnyConnection;

use super::rows::{count, flag, moment, parsed, stored, stored_after};
use super::{Lease, Ledger, LedgerError};
use crate::submission::{CountyCode, State};

/// Different applications in a row that found a site down, after which it is taken for down.
const APPLICATIONS: u32 = 2;
/// Longest that a county is left alone, whatever its site asks for: what stands in the ledger beyond it is of a clock that was set back since.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// Longest pause between two tries, unless the site itself asks for more.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// A pause takes no more than this part of what is left before the cutoff: so a second try always comes before it, and a third.
const PART_OF_WHAT_IS_LEFT: u32 = 3;
/// Shortest pause.
const SHORTEST: Duration = Duration::from_secs(1);

/// How long a site that is down is left alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pause {
    /// The first time; doubles with every further one.
    pub first: Duration,
    /// What the site asked for.
    pub asked: Duration,
}

/// What a piece of work found of its county's site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It answered, whatever it said.
    Works,
    /// It cannot be used, as its plugin says.
    Down(Pause),
    /// The work ended before that could be told: no proof of either.
    Untold(Pause),
}

/// A county's site that is down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Down {
    pub since: Timestamp,
    /// How often it was tried in vain since.
    pub tries: u32,
    /// Whether a piece of work tries it now.
    pub is_tried: bool,
}

impl Pause {
    /// How long the pause after so many others is, with so much left before the cutoff; none where that has passed.
    fn after(self, before: u32, left: Option<Duration>) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(before.min(16)).unwrap_or(u32::MAX)).min(LONGEST);
        let pause = doubled.max(self.asked).min(LONGEST_PAUSE);
        left.map_or(pause, |left| pause.min(left / PART_OF_WHAT_IS_LEFT)).max(SHORTEST)
    }
}

impl Ledger {
    /// Keeps what work under a lease found of its county's site, before it ends.
    pub async fn found(&self, lease: &Lease, found: Found) -> Result<(), LedgerError> {
        match found {
            Found::Works => self.found_working(&lease.county).await,
            Found::Down(pause) => self.found_down(lease, pause, true).await,
            Found::Untold(pause) => self.found_down(lease, pause, false).await,
        }
    }

    async fn found_working(&self, county: &CountyCode) -> Result<(), LedgerError> {
        let known = sqlx::query(
            "SELECT 1 AS n FROM found_down WHERE county = $1
             UNION ALL SELECT 1 FROM counties WHERE county = $1 AND down_since IS NOT NULL LIMIT 1",
        );
        // Mostly there is nothing to forget, and nobody is kept from writing for that.
        if known.bind(county.as_str()).fetch_optional(self.readers()).await?.is_none() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        if is_up(&mut tx, county).await? {
            tracing::info!(%county, "the county's site works again");
        }
        tx.commit().await
    }

    /// `by_site`: the site itself is to blame. Otherwise it counts against a site that is down already, and no other.
    async fn found_down(&self, lease: &Lease, pause: Pause, by_site: bool) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let now = self.lease_now(&mut tx).await?;
        let row = sqlx::query(
            "SELECT a.deadline, a.state, c.down_since IS NOT NULL AS is_down, c.pauses,
                coalesce(c.down_since IS NOT NULL AND c.probe_fence = l.fence, FALSE) AS is_probe
             FROM leases l JOIN applications a ON a.id = l.application AND a.fence = l.fence
             JOIN counties c ON c.county = l.county WHERE l.fence = $1",
        );
        let row = row.bind(lease.fence.0).fetch_optional(&mut *tx).await?;
        let row = row.ok_or(LedgerError::LeaseLost { id: lease.application })?;
        let (is_down, is_probe) = (flag(&row, "is_down")?, flag(&row, "is_probe")?);
        if by_site {
            sqlx::query("INSERT INTO found_down (county, application) VALUES ($1, $2) ON CONFLICT DO NOTHING")
                .bind(lease.county.as_str())
                .bind(lease.application.to_string())
                .execute(&mut *tx)
                .await?;
        }
        let opens = !is_down && by_site && applications(&mut tx, &lease.county).await? >= APPLICATIONS;
        if opens || is_probe {
            let left = Duration::try_from(moment(&row, "deadline")?.duration_since(now)).ok();
            let tries = count(&row, "pauses")?;
            let pause = pause.after(if opens { 0 } else { tries }, left.filter(|left| !left.is_zero()));
            sqlx::query(
                "UPDATE counties SET down_since = coalesce(down_since, $2), pauses = CASE WHEN down_since IS NULL THEN 1 ELSE pauses + 1 END,
                    paused_until = $3, probe_fence = NULL WHERE county = $1",
            )
            .bind(lease.county.as_str())
            .bind(stored(now))
            .bind(stored_after(now, pause))
            .execute(&mut *tx)
            .await?;
        }
        if (is_down || opens) && parsed::<State>(&row, "state")? == State::Attempting {
            // It was its county's trouble, and everybody's: of the attempts that an application has, and of the time-outs, this is none.
            sqlx::query(
                "UPDATE applications SET attempts_before = attempts_before + 1,
                    time_outs = CASE WHEN time_outs > 0 THEN time_outs - 1 ELSE 0 END WHERE id = $1 AND fence = $2",
            )
            .bind(lease.application.to_string())
            .bind(lease.fence.0)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        if opens {
            tracing::warn!(county = %lease.county, "the county's site is down; one piece of work at a time tries it");
            metrics::counter!("postrider_county_down_total", "county" => lease.county.to_string()).increment(1);
        }
        Ok(())
    }
}

/// The work under a lease tries a site that is down.
pub(super) async fn probes(db: &mut AnyConnection, lease: &Lease) -> Result<(), LedgerError> {
    sqlx::query("UPDATE counties SET probe_fence = $1 WHERE county = $2 AND down_since IS NOT NULL")
        .bind(lease.fence.0)
        .bind(lease.county.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// A site works, or somebody says so: all of its county's work goes on. Gives whether it was down.
pub(super) async fn is_up(db: &mut AnyConnection, county: &CountyCode) -> Result<bool, LedgerError> {
    sqlx::query("DELETE FROM found_down WHERE county = $1").bind(county.as_str()).execute(&mut *db).await?;
    let up = sqlx::query(
        "UPDATE counties SET down_since = NULL, pauses = 0, paused_until = NULL, probe_fence = NULL
         WHERE county = $1 AND down_since IS NOT NULL",
    );
    Ok(up.bind(county.as_str()).execute(db).await?.rows_affected() == 1)
}

/// Every county whose site is down.
pub(super) async fn down(db: &mut AnyConnection) -> Result<BTreeMap<CountyCode, Down>, LedgerError> {
    let rows = sqlx::query(
        "SELECT county, down_since, pauses, EXISTS (SELECT 1 FROM leases l WHERE l.fence = probe_fence) AS is_tried
         FROM counties WHERE down_since IS NOT NULL",
    )
    .fetch_all(db)
    .await?;
    let down = |row| {
        let is_tried = flag(row, "is_tried")?;
        Ok((parsed(row, "county")?, Down { since: moment(row, "down_since")?, tries: count(row, "pauses")?, is_tried }))
    };
    rows.iter().map(down).collect()
}

/// How many different applications found a county's site down since it was last found to work.
async fn applications(db: &mut AnyConnection, county: &CountyCode) -> Result<u32, LedgerError> {
    let row = sqlx::query("SELECT count(*) AS n FROM found_down WHERE county = $1");
    count(&row.bind(county.as_str()).fetch_one(db).await?, "n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_doubles_up_to_its_bound_and_leaves_tries_before_the_cutoff() {
        let pause = |asked, before, left: Option<u64>| {
            let pause = Pause { first: Duration::from_secs(5), asked: Duration::from_secs(asked) };
            pause.after(before, left.map(Duration::from_secs)).as_secs()
        };
        assert_eq!([0, 1, 2, 6, 7, 40].map(|before| pause(0, before, None)), [5, 10, 20, 320, 600, 600]);
        assert_eq!(pause(1_800, 0, None), 1_800, "the site asks for more");
        assert_eq!(pause(9_999, 0, None), 3_600);
        assert_eq!(
            (pause(0, 7, Some(900)), pause(1_800, 0, Some(900))),
            (300, 300),
            "two more tries before the cutoff"
        );
        assert_eq!(pause(0, 7, Some(1)), 1);
    }
}
