//! `/v1/counties/{code}/calendar`: the next days of a county, each with its cutoff or the reason why it has none.

use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::access::MayLook;
use super::extract::{PathId, StrictQuery};
use super::problem::Problem;
use super::state::ApiState;
use crate::counties::Counties;
use crate::submission::{CalendarDay, Clock, CountyCode};

/// Days that are shown where nobody says how many.
const USUAL_DAYS: u16 = 14;
/// Most days that are shown.
const MOST_DAYS: u16 = 366;

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/counties/{code}/calendar", get(show))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    days: Option<u16>,
}

#[derive(Serialize)]
struct CountyCalendar {
    county: CountyCode,
    name: String,
    zone: String,
    next_cutoff: Timestamp,
    /// Whether ops let its site be worked on now. Its plugin's manifest may say less.
    site_open: bool,
    days: Vec<CalendarDay>,
}

async fn show(
    State(counties): State<Counties>,
    State(clock): State<Clock>,
    MayLook(_): MayLook,
    PathId(code): PathId<CountyCode>,
    StrictQuery(Asked { days }): StrictQuery<Asked>,
) -> Result<impl IntoResponse, Problem> {
    let days = days.unwrap_or(USUAL_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::bad_request(format!("days must be 1 to {MOST_DAYS}")));
    }
    let Some(county) = counties.get(&code) else {
        return Err(Problem::missing(format!("county {code} is not served here")));
    };
    let (calendar, now) = (&county.calendar, clock.now());
    Ok(Json(CountyCalendar {
        county: code,
        name: county.name.clone(),
        zone: calendar.zone.iana_name().unwrap_or_default().to_owned(),
        next_cutoff: calendar.next_cutoff(now).0,
        site_open: calendar.is_site_open_at(now),
        days: calendar.days(now, days.into()),
    }))
}
