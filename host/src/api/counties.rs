//! `/v1/counties`: when each one's day ends, whether its work is held, what serves it, or why nothing does. A county that was
//! taken out of the configuration is listed while it has work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::Serialize;

use super::Wake;
use super::access::{MayDeploy, MayLook};
use super::body::{Named, why};
use super::plugins::Shown;
use super::problem::Problem;
use super::telling::Telling;
use crate::ledger::{Hold, Ledger};
use crate::plugin::Registry;
use crate::submission::{Clock, County, CountyCode};

#[derive(Clone)]
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) registry: Registry,
    pub(super) counties: Arc<BTreeMap<CountyCode, County>>,
    pub(super) clock: Clock,
    pub(super) wake: Wake,
}

pub(super) fn routes(desk: Desk) -> Router {
    Router::new().route("/counties", get(list)).route("/counties/{code}/resume", post(resume)).with_state(desk)
}

#[derive(Serialize)]
struct Standing {
    code: CountyCode,
    /// This and the next two: none where the configuration does not have the county.
    name: Option<String>,
    zone: Option<String>,
    next_cutoff: Option<Timestamp>,
    hold: Option<Hold>,
    /// Why no release serves it: nothing of it can be worked on.
    unserved: Option<Hold>,
    /// In what its site differs from the forms that applications were delivered by.
    drift_suspected: Option<Hold>,
    release: Option<Shown>,
    /// How many applications are in each state; none are left out.
    applications: BTreeMap<&'static str, u64>,
}

async fn list(State(desk): State<Desk>, MayLook(who): MayLook) -> Result<impl IntoResponse, Problem> {
    let now = desk.clock.now();
    let counts = desk.ledger.counts().await?;
    let telling = Telling::of_site(&who);
    let mut codes: BTreeSet<&CountyCode> = desk.counties.keys().collect();
    codes.extend(counts.iter().filter(|(_, state, _)| !state.is_final()).map(|(code, _, _)| code));
    let mut counties = Vec::new();
    for code in codes {
        let configured = desk.counties.get(code);
        let calendar = configured.map(|county| &county.calendar);
        let of_county = counts.iter().filter(|(counted, _, _)| counted == code);
        counties.push(Standing {
            code: code.clone(),
            name: configured.map(|county| county.name.clone()),
            zone: calendar.map(|calendar| calendar.zone.iana_name().unwrap_or_default().to_owned()),
            next_cutoff: calendar.map(|calendar| calendar.next_cutoff(now).0),
            hold: desk.ledger.county_hold(code).await?.map(|hold| telling.hold(hold)),
            unserved: desk.registry.unserved(code).map(|none| telling.hold(none)),
            drift_suspected: desk.ledger.suspected_drift(code).await?.map(|hold| telling.hold(hold)),
            release: Shown::serving(&desk.registry, code),
            applications: of_county.map(|(_, state, count)| (state.name(), *count)).collect(),
        });
    }
    Ok(Json(counties))
}

async fn resume(
    State(desk): State<Desk>,
    MayDeploy(who): MayDeploy,
    Named(code): Named<CountyCode>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    if !desk.counties.contains_key(&code) {
        return Err(Problem::missing(format!("county {code} is not served here")));
    }
    let why = why(body).await?;
    let was_held = desk.ledger.release_county(&code, &who, &why).await?;
    (desk.wake)();
    let served = desk.registry.current(&code).is_some();
    Ok(Json(serde_json::json!({ "county": code, "was_held": was_held, "served": served })))
}
