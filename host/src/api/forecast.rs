//! `/v1/forecast`: who will miss the cutoff, as things go; of one county also which applications.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::access::MayLook;
use super::extract::StrictQuery;
use super::problem::Problem;
use super::state::ApiState;
use crate::counties::Counties;
use crate::scheduler::Forecasts;
use crate::scheduler::forecast::{Class, Counts, CountyForecast, Expected};
use crate::submission::CountyCode;

/// Most applications of a county and cutoff that are named: those first that will miss it.
const MOST_NAMED: usize = 500;

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/forecast", get(forecast))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    county: Option<CountyCode>,
}

#[derive(Serialize)]
struct Answer<'a> {
    /// The moment that it was made for; none right after a start.
    at: Option<Timestamp>,
    browsers: Option<u32>,
    #[serde(flatten)]
    counts: Counts,
    counties: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    /// This and the next one: none where the configuration does not have the county.
    name: Option<String>,
    zone: Option<String>,
    #[serde(flatten)]
    row: &'a CountyForecast,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    of: Vec<&'a Expected>,
}

async fn forecast(
    State(forecasts): State<Forecasts>,
    State(counties): State<Counties>,
    _: MayLook,
    StrictQuery(Asked { county }): StrictQuery<Asked>,
) -> Result<Response, Problem> {
    let latest = forecasts.latest();
    let rows = latest.as_deref().map_or(&[][..], |latest| &latest.counties);
    let asked_for = |row: &&CountyForecast| county.as_ref().is_none_or(|county| row.county == *county);
    let rows: Vec<Row<'_>> = rows.iter().filter(asked_for).map(|row| shown(row, county.is_some(), &counties)).collect();
    if let Some(county) = county.filter(|county| rows.is_empty() && !counties.contains(county)) {
        return Err(Problem::missing(format!("county {county} is not served here")));
    }
    let counts = Counts::of(rows.iter().map(|row| row.row.counts));
    let (at, browsers) = latest.as_deref().map(|latest| (latest.at, latest.browsers)).unzip();
    Ok(Json(Answer { at, browsers, counts, counties: rows }).into_response())
}

/// A row with its county's name, and its applications where one county was asked for.
fn shown<'a>(row: &'a CountyForecast, with_applications: bool, counties: &Counties) -> Row<'a> {
    let county = counties.get(&row.county);
    let county = county.as_ref();
    let zone = county.and_then(|county| county.calendar.zone.iana_name()).map(str::to_owned);
    let mut of: Vec<&Expected> = if with_applications { row.of.iter().collect() } else { Vec::new() };
    of.sort_by_key(|one| match one.class {
        Class::WillMiss => 0,
        Class::AtRisk => 1,
        Class::InTime => 2,
    });
    of.truncate(MOST_NAMED);
    Row { name: county.map(|county| county.name.clone()), zone, row, of }
}
