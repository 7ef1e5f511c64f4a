//! What is to be expected of a county's work: that it is stopped until somebody does something, that it goes on later, or how fast it goes.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::watched::CanWork;
use crate::ledger::breaker::LONGEST_PAUSE;
use crate::ledger::capacity::InUse;
use crate::ledger::cool_down::{cooling, cools_until};
use crate::ledger::holds::hold_column;
use crate::ledger::rows::{count_if_any, flag, moment_if_any, opened_text};
use crate::ledger::{Ledger, LedgerError};
use crate::submission::{CountyCode, Sending};

/// How long what is stopped waits at least: a new release may come.
pub(super) const GRACE: Duration = Duration::from_secs(10 * 60);
/// How long what goes first may be at work: longer than any attempt.
const LONGEST_FIRST: Duration = Duration::from_secs(16 * 60);
/// How long a delivery is taken to last in a county in which none was measured.
const NOT_MEASURED: Duration = Duration::from_secs(120);
/// How long a site has to be down before its work is handed over: a short outage is over in time.
const DOWN_FOR_LONG: Duration = Duration::from_secs(5 * 60);

/// What of an application that waits decides whether it has its turn in time.
pub(super) struct Waits {
    pub(super) deadline: Timestamp,
    pub(super) not_before: Option<Timestamp>,
    pub(super) unanswered: u32,
    pub(super) sending: Option<Sending>,
}

/// What is to be expected of a kind of a county's work.
#[derive(Clone)]
pub(super) enum Outlook {
    Stopped { since: Timestamp, why: String },
    Later { why: String },
    Works(Rate),
}

/// What is to be expected of both kinds.
pub(super) struct Outlooks {
    pub(super) queue: Outlook,
    pub(super) doubts: Outlook,
}

/// How fast a county's work goes.
#[derive(Clone)]
pub(super) struct Rate {
    /// From when on.
    pub(super) ready: Timestamp,
    /// Between two starts.
    every: Duration,
    /// How long each takes.
    pub(super) service: Duration,
}

/// What the ledger knows of a county.
#[derive(Default)]
struct Known {
    hold: Option<(Timestamp, String)>,
    asks: bool,
    goes_first: bool,
    /// When the work began that goes first, if it is under way.
    first_began: Option<Timestamp>,
    down_since: Option<Timestamp>,
    paused_until: Option<Timestamp>,
    last_start: Option<Timestamp>,
    service: Option<Duration>,
}

impl Rate {
    /// When work would be done that so many have their turn before.
    pub(super) fn ends(&self, place: u32, not_before: Option<Timestamp>, now: Timestamp) -> Timestamp {
        let turn = now.max(self.ready).saturating_add(self.every.saturating_mul(place)).unwrap_or(Timestamp::MAX);
        turn.max(not_before.unwrap_or(turn)).saturating_add(self.service).unwrap_or(Timestamp::MAX)
    }
}

impl Ledger {
    /// What is to be expected of a county, with what this host could do for it.
    pub(super) async fn outlooks(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        can_work: CanWork,
        now: Timestamp,
    ) -> Result<Outlooks, LedgerError> {
        let known = self.known_of(db, county).await?;
        let base = self.base(db, county, can_work, &known, now).await?;
        let first_is_stuck = known.first_began.filter(|began| *began + LONGEST_FIRST <= now);
        let queue = match (&known.hold, first_is_stuck) {
            (Some((since, why)), _) => Outlook::Stopped { since: *since, why: why.clone() },
            (None, Some(since)) => {
                let why = "another one of its county goes first, and does not end".to_owned();
                Outlook::Stopped { since, why }
            }
            (None, None) => base.clone(),
        };
        let doubts = match (known.hold, known.asks) {
            (Some((since, why)), false) => Outlook::Stopped { since, why },
            _ => base,
        };
        Ok(Outlooks { queue, doubts })
    }

    /// Without what is the county's alone: holds, and what goes first.
    async fn base(
        &self,
        db: &mut AnyConnection,
        county: &CountyCode,
        can_work: CanWork,
        known: &Known,
        now: Timestamp,
    ) -> Result<Outlook, LedgerError> {
        let offer = match can_work {
            CanWork::Now(offer) => offer,
            CanWork::Later(why) => return Ok(Outlook::Later { why }),
            CanWork::Never { since, why } => {
                // What this host lacks another one has.
                if self.is_shared() && known.last_start.is_some_and(|last| last + GRACE > now) {
                    return Ok(Outlook::Later { why });
                }
                return Ok(Outlook::Stopped { since: since.unwrap_or(Timestamp::MIN), why });
            }
        };
        let in_use = InUse::read(db, now).await?;
        let lanes = match in_use.lanes(&offer) {
            Ok(lanes) => lanes,
            Err((name, false)) => {
                let why = format!(
                    "its county refuses every account of credential {name}, and they are left alone for a while"
                );
                return Ok(Outlook::Later { why });
            }
            Err((name, true)) => {
                let why = format!("its county refused every account of credential {name} again and again");
                return Ok(Outlook::Stopped { since: Timestamp::MIN, why });
            }
        };
        if let Some(since) = known.down_since.filter(|since| *since + DOWN_FOR_LONG <= now) {
            let since = since.strftime("%H:%M UTC");
            return Ok(Outlook::Later { why: format!("its county's site is down since {since}") });
        }
        let lanes = if known.goes_first { 1 } else { lanes.max(1) };
        let service = known.service.unwrap_or(NOT_MEASURED);
        let every = (service / lanes).max(offer.spacing);
        // What is at work is half done.
        let paused = known.paused_until.filter(|until| *until <= now + LONGEST_PAUSE);
        let ready = paused.unwrap_or(now).max(now + every.saturating_mul(in_use.leases_of(county.as_str())) / 2);
        let cooling = cooling(db, now).await?.remove(county).unwrap_or_default();
        let ready = cools_until(&cooling, &offer).map_or(ready, |(_, until)| ready.max(until));
        Ok(Outlook::Works(Rate { ready, every, service }))
    }

    async fn known_of(&self, db: &mut AnyConnection, county: &CountyCode) -> Result<Known, LedgerError> {
        let row = sqlx::query(
            "SELECT c.held_since, c.why, c.held_asks, c.down_since, c.paused_until, c.last_start, c.service_ms,
                c.first_since IS NOT NULL AS goes_first, t.started_at AS first_began
             FROM counties c LEFT JOIN leases l ON l.fence = c.first_fence LEFT JOIN attempts t ON t.fence = l.fence
             WHERE c.county = $1",
        )
        .bind(county.as_str())
        .fetch_optional(db)
        .await?;
        let Some(row) = row else { return Ok(Known::default()) };
        let hold = match (moment_if_any(&row, "held_since")?, row.try_get::<Option<&[u8]>, _>("why")?) {
            (Some(since), Some(why)) => {
                let why = opened_text(self.ledger_key(), hold_column(county), why)?;
                Some((since, format!("its county's work is held ({why})")))
            }
            _ => None,
        };
        Ok(Known {
            hold,
            asks: flag(&row, "held_asks")?,
            goes_first: flag(&row, "goes_first")?,
            first_began: moment_if_any(&row, "first_began")?,
            down_since: moment_if_any(&row, "down_since")?,
            paused_until: moment_if_any(&row, "paused_until")?,
            last_start: moment_if_any(&row, "last_start")?,
            service: count_if_any(&row, "service_ms")?.map(|ms| Duration::from_millis(ms.into())),
        })
    }
}
