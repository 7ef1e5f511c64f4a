//! Whose turn it is: the counties in the order of what waits first in each, and of the first one that may be worked for, the most urgent
//! application.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::active_release::SERVING;
use super::capacity::{Capacity, CountyState, InUse, Takes};
use super::rows::{parsed, parsed_if_any};
use super::snapshot::Snapshot;
use super::{LedgerError, Offer, Offers};
use crate::submission::{CountyCode, PluginDigest};

/// Counties that are looked at together: few at first, since mostly one of them has capacity; then more.
const FIRST_PAGE: usize = 4;
const PAGE: usize = 64;

/// Where a page of counties is, in the order of what waits first in each.
static HEADS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT h.county, h.deadline, h.first, {} FROM heads h LEFT JOIN counties c ON c.county = h.county
         WHERE (h.deadline, h.first) > ($1, $2) ORDER BY h.deadline, h.first LIMIT $3",
        CountyState::COLUMNS
    )
});
/// What of county `$1` is worked on next, and which release serves it; of what is queued, if `$2`.
static MOST_URGENT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH firsts AS (SELECT
                (SELECT b.id FROM applications b WHERE b.county = $1 AND b.state = 'in_doubt' AND b.not_before IS NULL
                    AND b.unanswered = 0 AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = b.id)
                    ORDER BY b.deadline, b.id LIMIT 1) AS unasked,
                (SELECT b.id FROM applications b WHERE b.county = $1 AND b.state = 'in_doubt' AND b.not_before IS NULL
                    AND b.unanswered > 0 AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.application = b.id)
                    ORDER BY b.deadline, b.id LIMIT 1) AS asked,
                (SELECT b.id FROM applications b WHERE $2 AND b.county = $1 AND b.state = 'queued' AND b.not_before IS NULL
                    ORDER BY b.deadline, b.setbacks, b.id LIMIT 1) AS waiting,
                (SELECT c.asked_last FROM counties c WHERE c.county = $1) AS asked_last)
         SELECT {}, ({SERVING}) AS serving FROM {} WHERE a.id = (SELECT
            coalesce(unasked, CASE WHEN asked_last THEN coalesce(waiting, asked) ELSE coalesce(asked, waiting) END) FROM firsts)",
        Snapshot::COLUMNS,
        Snapshot::TABLES
    )
});
/// All counties behind a page, in the same order. Of thousands, most are closed at night, and nothing else is read of these.
const REST: &str =
    "SELECT string_agg(county, ' ' ORDER BY deadline, first) AS counties FROM heads WHERE (deadline, first) > ($1, $2)";
/// What is known of as many counties as a page has.
static STATES: LazyLock<String> = LazyLock::new(|| {
    let counties: Vec<String> = (1..=PAGE).map(|number| format!("${number}")).collect();
    format!(
        "SELECT h.county, {} FROM heads h LEFT JOIN counties c ON c.county = h.county WHERE h.county IN ({})",
        CountyState::COLUMNS,
        counties.join(", ")
    )
});

/// An application that could be taken, and with what.
pub(super) struct Candidate {
    pub(super) application: Snapshot,
    pub(super) capacity: Capacity,
}

/// Walks the counties by the first application that waits in each, as the triggers of `heads` keep it, to the first that may be worked for.
pub(super) async fn first_that_fits(
    db: &mut AnyConnection,
    offers: &dyn Offers,
    share: u32,
    now: Timestamp,
) -> Result<Option<Candidate>, LedgerError> {
    let mut walk = Walk { in_use: InUse::read(db, now).await?, share, now, beyond_its_share: None };
    let (mut deadline, mut first) = (i64::MIN, String::new());
    for most in [FIRST_PAGE, PAGE] {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let page = sqlx::query(HEADS.as_str()).bind(deadline).bind(&first).bind(limit).fetch_all(&mut *db).await?;
        for row in &page {
            let Some(offer) = offers.of(&parsed(row, "county")?) else { continue };
            if let Some(found) = walk.look(db, offer, &CountyState::of(row)?).await? {
                return Ok(Some(found));
            }
        }
        match page.last() {
            Some(last) if page.len() == most => (deadline, first) = (last.try_get("deadline")?, last.try_get("first")?),
            _ => return Ok(walk.beyond_its_share),
        }
    }
    let rest = sqlx::query(REST).bind(deadline).bind(first).fetch_one(&mut *db).await?;
    let rest: String = rest.try_get::<Option<_>, _>("counties")?.unwrap_or_default();
    let mut offered = rest.split_whitespace().filter_map(|code| offers.of(&code.parse().ok()?));
    loop {
        let page: Vec<Offer> = offered.by_ref().take(PAGE).collect();
        if page.is_empty() {
            return Ok(walk.beyond_its_share);
        }
        let states = states(db, &page).await?;
        for offer in page {
            let Some(state) = states.get(&offer.county) else { continue };
            if let Some(found) = walk.look(db, offer, state).await? {
                return Ok(Some(found));
            }
        }
    }
}

/// What the ledger knows of counties with an offer, no more than a page of them.
async fn states(db: &mut AnyConnection, page: &[Offer]) -> Result<BTreeMap<CountyCode, CountyState>, LedgerError> {
    let mut query = sqlx::query(STATES.as_str());
    for place in 0..PAGE {
        query = query.bind(page.get(place).map(|offer| offer.county.as_str()));
    }
    let rows = query.fetch_all(db).await?;
    rows.iter().map(|row| Ok((parsed(row, "county")?, CountyState::of(row)?))).collect()
}

/// A walk over the counties.
struct Walk {
    in_use: InUse,
    /// How many leases one county may have while others have work.
    share: u32,
    now: Timestamp,
    /// While others have work, one county never fills every session: its plugins may all be waiting for a site that is down.
    beyond_its_share: Option<Candidate>,
}

impl Walk {
    /// What may be taken of a county that has less than its share; the first of one that has more is kept.
    async fn look(
        &mut self,
        db: &mut AnyConnection,
        offer: Offer,
        state: &CountyState,
    ) -> Result<Option<Candidate>, LedgerError> {
        let is_within = self.in_use.leases_of(offer.county.as_str()) < self.share;
        if !is_within && self.beyond_its_share.is_some() {
            return Ok(None);
        }
        let Some(capacity) = self.in_use.capacity(offer, state, self.now) else { return Ok(None) };
        let Some(application) = most_urgent(db, &capacity).await? else { return Ok(None) };
        let found = Candidate { application, capacity };
        if is_within {
            return Ok(Some(found));
        }
        self.beyond_its_share = Some(found);
        Ok(None)
    }
}

/// The application of a county to be worked on next, among those that wait for nothing but their turn. A doubt that was never asked about
/// goes first; one that was, unless the county's last work was a question: doubts that cannot be settled do not keep what is queued from its
/// turn. Of one deadline, what was set back least goes first: a site that changed is met by several applications, and not by one again and
/// again. None where another release serves than the offer's: it came to serve since the offer was made, by another host perhaps.
async fn most_urgent(db: &mut AnyConnection, capacity: &Capacity) -> Result<Option<Snapshot>, LedgerError> {
    let row = sqlx::query(MOST_URGENT.as_str())
        .bind(capacity.offer.county.as_str())
        .bind(capacity.takes != Takes::Questions)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let serving: Option<PluginDigest> = parsed_if_any(&row, "serving")?;
    let is_stale = serving.is_some_and(|serving| serving != capacity.offer.plugin);
    if is_stale { Ok(None) } else { Snapshot::of(&row).map(Some) }
}
