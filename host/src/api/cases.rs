//! `/v1/review/…`: who works on which case, what they note of it, and how long that took.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::{MayDecide, MayLook};
use super::body::small_json;
use super::case::Case;
use super::disclosure::Disclosure;
use super::extract::{PathId, StrictQuery, parsed};
use super::problem::Problem;
use super::reason::reason;
use super::state::ApiState;
use crate::counties::Counties;
use crate::ledger::{CaseNote, Correction, Ledger, NoteKind, Over, StaffHour, Who};
use crate::scheduler::Wake;
use crate::submission::{ApplicationId, Clock, CountyCode};

/// Days of staff minutes that are shown unless asked otherwise.
const DAYS: u32 = 7;
/// Most days of them.
const MOST_DAYS: u32 = 90;

pub(super) fn routes() -> Router<ApiState> {
    Router::new()
        .route("/review/take", post(take_next))
        .route("/review/minutes", get(minutes))
        .route("/review/{id}", get(show))
        .route("/review/{id}/take", post(take))
        .route("/review/{id}/give-back", post(give_back))
        .route("/review/{id}/notes", post(note))
        .route("/review/{id}/pull", post(pull))
}

/// All of one case.
#[derive(Serialize)]
struct WholeCase {
    #[serde(flatten)]
    case: Case,
    notes: Vec<CaseNote>,
    corrections: Vec<Correction>,
}

async fn whole(ledger: &Ledger, clock: &Clock, id: ApplicationId, who: &Who) -> Result<WholeCase, Problem> {
    let record = ledger.application(id).await?;
    let record = record.ok_or_else(|| Problem::missing(format!("there is no application {id}")))?;
    let disclosure = Disclosure::of_application(who);
    Ok(WholeCase {
        case: Case::read(ledger, record, who, clock.now()).await?,
        notes: ledger.notes(id).await?.into_iter().map(|note| disclosure.note(note)).collect(),
        corrections: ledger.corrections(id).await?,
    })
}

async fn show(
    State(ledger): State<Ledger>,
    State(clock): State<Clock>,
    MayLook(who): MayLook,
    PathId(id): PathId<ApplicationId>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(whole(&ledger, &clock, id, &who).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TakeNext {
    county: Option<String>,
}

/// The most urgent case that nobody has, which is the caller's from here on; `null` where there is none.
async fn take_next(
    State(ledger): State<Ledger>,
    State(clock): State<Clock>,
    MayDecide(who): MayDecide,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let TakeNext { county } = small_json(body).await?;
    let county: Option<CountyCode> = parsed("county", county.as_deref())?;
    Ok(Json(match ledger.take_next_case(county.as_ref(), &who).await? {
        Some(id) => Some(whole(&ledger, &clock, id, &who).await?),
        None => None,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Take {
    /// Takes it over from whoever has it.
    #[serde(default)]
    over: bool,
}

async fn take(
    State(ledger): State<Ledger>,
    State(clock): State<Clock>,
    MayDecide(who): MayDecide,
    PathId(id): PathId<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let Take { over } = small_json(body).await?;
    ledger.take_case(id, &who, if over { Over::Taken } else { Over::Left }).await?;
    Ok(Json(whole(&ledger, &clock, id, &who).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn give_back(
    State(ledger): State<Ledger>,
    MayDecide(who): MayDecide,
    PathId(id): PathId<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let Nothing {} = small_json(body).await?;
    ledger.give_back(id, &who).await?;
    Ok(Json(json!({ "id": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    kind: NotedAs,
    why: Option<String>,
}

/// What a person's note is of.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NotedAs {
    Called,
    Noted,
}

async fn note(
    State(ledger): State<Ledger>,
    MayDecide(who): MayDecide,
    PathId(id): PathId<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let Note { kind, why } = small_json(body).await?;
    let kind = match kind {
        NotedAs::Called => NoteKind::Called,
        NotedAs::Noted => NoteKind::Noted,
    };
    ledger.note_case(id, &who, kind, &reason(why.as_deref())?).await?;
    Ok(Json(json!({ "id": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pull {
    why: Option<String>,
}

async fn pull(
    State(ledger): State<Ledger>,
    State(wake): State<Wake>,
    MayDecide(who): MayDecide,
    PathId(id): PathId<ApplicationId>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let Pull { why } = small_json(body).await?;
    let state = ledger.pull(id, &who, &reason(why.as_deref())?).await?;
    wake.wake();
    Ok(Json(json!({ "id": id, "state": state })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MinutesQuery {
    days: Option<u32>,
}

/// What one day's cases of a county took that were in review for one reason.
#[derive(Serialize)]
struct DayMinutes {
    /// In the county's own zone.
    day: Date,
    county: CountyCode,
    /// How the last work on them had ended.
    reason: String,
    /// How often one was taken.
    taken: u32,
    minutes: u64,
}

async fn minutes(
    State(ledger): State<Ledger>,
    State(counties): State<Counties>,
    State(clock): State<Clock>,
    _: MayLook,
    StrictQuery(query): StrictQuery<MinutesQuery>,
) -> Result<impl IntoResponse, Problem> {
    let days = query.days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::bad_request(format!("days must be 1 to {MOST_DAYS}")));
    }
    let now = clock.now();
    // A day begins at another moment in each zone: one more is read, and what is too old is left out below.
    let hours = ledger.staff_hours(now - SignedDuration::from_hours(24 * i64::from(days + 1))).await?;
    let days = by_day(hours, now, days, |code| counties.get(code).map(|county| county.calendar.zone.clone()));
    let total: u64 = days.iter().map(|day| day.minutes).sum();
    Ok(Json(json!({ "days": days, "minutes": total })))
}

/// The last days' minutes, each day as its county has it; of one that is not served here any more, as UTC has it.
fn by_day(
    hours: Vec<StaffHour>,
    now: Timestamp,
    days: u32,
    zone: impl Fn(&CountyCode) -> Option<TimeZone>,
) -> Vec<DayMinutes> {
    let mut sums: BTreeMap<(Date, CountyCode, String), (u32, u64)> = BTreeMap::new();
    for StaffHour { county, reason, hour, taken, milliseconds } in hours {
        let zone = zone(&county).unwrap_or(TimeZone::UTC);
        let (day, today) = (hour.to_zoned(zone.clone()).date(), now.to_zoned(zone).date());
        if today.since(day).is_ok_and(|since| since.get_days() < i32::try_from(days).unwrap_or(i32::MAX)) {
            let sum = sums.entry((day, county, reason)).or_default();
            *sum = (sum.0 + taken, sum.1 + milliseconds);
        }
    }
    let rounded = |milliseconds: u64| (milliseconds + 30_000) / 60_000;
    sums.into_iter()
        .map(|((day, county, reason), (taken, milliseconds))| DayMinutes {
            day,
            county,
            reason,
            taken,
            minutes: rounded(milliseconds),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The review hour of a county on the Pacific is another day's by UTC.
    #[test]
    fn an_hour_belongs_to_the_day_that_its_county_has() {
        let hour = |at: &str, milliseconds| StaffHour {
            county: "99001".parse().unwrap(),
            reason: "refused".to_owned(),
            hour: at.parse().unwrap(),
            taken: 1,
            milliseconds,
        };
        let hours = || {
            vec![
                hour("2026-11-21T00:00:00Z", 60_000),
                hour("2026-11-22T23:00:00Z", 89_000),
                hour("2026-11-23T00:00:00Z", 61_000),
            ]
        };
        let now = "2026-11-23T02:00:00Z".parse().unwrap();
        let days = |count, zone: &'static str| {
            let days = by_day(hours(), now, count, |_| TimeZone::get(zone).ok());
            days.into_iter().map(|day| (day.day.to_string(), day.taken, day.minutes)).collect::<Vec<_>>()
        };
        assert_eq!(days(1, "America/Los_Angeles"), [("2026-11-22".to_owned(), 2, 3)]);
        assert_eq!(days(1, "UTC"), [("2026-11-23".to_owned(), 1, 1)]);
        assert_eq!(days(3, "America/Los_Angeles").len(), 2);
    }
}
