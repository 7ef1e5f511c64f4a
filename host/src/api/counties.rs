//! `/v1/counties`: when each one's day ends, whether its work is held, what serves it, or why nothing does. A county that was
//! taken out of the configuration is listed while it has work.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::{MayDeploy, MayLook};
use super::body::small_json;
use super::disclosure::Disclosure;
use super::extract::PathId;
use super::plugins::ReleaseView;
use super::problem::Problem;
use super::reason::reason;
use super::state::ApiState;
use crate::ledger::{BenchedAccount, Down, First, GoesOn, Hold, Ledger, LeftAlone, Missed};
use crate::plugin::Registry;
use crate::scheduler::Wake;
use crate::submission::{Clock, Counties, CountyCode};

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/counties", get(list)).route("/counties/{code}/resume", post(resume))
}

#[derive(Serialize)]
struct CountyStatus {
    code: CountyCode,
    /// This and the next two: none where the configuration does not have the county.
    name: Option<String>,
    zone: Option<String>,
    next_cutoff: Option<Timestamp>,
    hold: Option<Hold>,
    /// One application goes first, alone: the rest waits until it has ended.
    goes_first: Option<First>,
    /// Why no release serves it: nothing of it can be worked on.
    unserved: Option<Hold>,
    /// Its site was down: nothing is taken for it before.
    paused_until: Option<Timestamp>,
    /// Its site is down: one piece of work at a time tries it.
    down: Option<Down>,
    /// Accounts that it refused, and that are not used for a while.
    benched_accounts: Vec<BenchedAccount>,
    /// In what its site differs from the forms that are accepted.
    drift_suspected: Option<Hold>,
    release: Option<ReleaseView>,
    /// How many applications are in each state; none are left out.
    applications: BTreeMap<&'static str, u64>,
    /// What of it missed a cutoff.
    missed: Missed,
}

async fn list(
    State(ledger): State<Ledger>,
    State(registry): State<Registry>,
    State(counties): State<Counties>,
    State(clock): State<Clock>,
    MayLook(who): MayLook,
) -> Result<impl IntoResponse, Problem> {
    let now = clock.now();
    let mut counts: BTreeMap<CountyCode, Vec<_>> = BTreeMap::new();
    for (code, state, count) in ledger.counts().await? {
        counts.entry(code).or_default().push((state, count));
    }
    let disclosure = Disclosure::of_site(&who);
    let (going_first, mut holds) = (ledger.going_first().await?, ledger.holds().await?);
    let (mut suspected, mut left_alone) = (ledger.suspected_drifts().await?, ledger.left_alone().await?);
    let missed = ledger.missed().await?;
    let mut codes: BTreeSet<&CountyCode> = counties.codes().collect();
    codes.extend(counts.iter().filter(|(_, of)| of.iter().any(|(state, _)| !state.is_final())).map(|(code, _)| code));
    let mut statuses = Vec::new();
    for code in codes {
        let configured = counties.get(code);
        let calendar = configured.map(|county| &county.calendar);
        let applications = counts.get(code).into_iter().flatten();
        let LeftAlone { paused_until, down, accounts } = left_alone.remove(code).unwrap_or_default();
        statuses.push(CountyStatus {
            code: code.clone(),
            name: configured.map(|county| county.name.clone()),
            zone: calendar.map(|calendar| calendar.zone.iana_name().unwrap_or_default().to_owned()),
            next_cutoff: calendar.map(|calendar| calendar.next_cutoff(now).0),
            hold: holds.remove(code).map(|(hold, _)| disclosure.hold(hold)),
            goes_first: going_first.get(code).cloned(),
            unserved: registry.unserved(code).map(|none| disclosure.hold(none)),
            paused_until,
            down,
            benched_accounts: accounts,
            drift_suspected: suspected.remove(code).map(|hold| disclosure.hold(hold)),
            release: ReleaseView::serving(&registry, code),
            applications: applications.map(|(state, count)| (state.into_str(), *count)).collect(),
            missed: missed.get(code).copied().unwrap_or_default(),
        });
    }
    Ok(Json(statuses))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resumption {
    why: Option<String>,
    /// All of its work, without one application going first.
    #[serde(default)]
    all_at_once: bool,
}

async fn resume(
    State(ledger): State<Ledger>,
    State(registry): State<Registry>,
    State(counties): State<Counties>,
    State(wake): State<Wake>,
    MayDeploy(who): MayDeploy,
    PathId(code): PathId<CountyCode>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    if !counties.contains(&code) {
        return Err(Problem::missing(format!("county {code} is not served here")));
    }
    let Resumption { why, all_at_once } = small_json(body).await?;
    let why = reason(why.as_deref())?;
    let goes_on = if all_at_once { GoesOn::AllAtOnce } else { GoesOn::OneFirst };
    let was_held = ledger.release_county(&code, &who, &why, goes_on).await?;
    wake.wake();
    let served = registry.current(&code).is_some();
    let (waiting, goes_first) = (ledger.waiting(&code).await?, ledger.goes_first(&code).await?);
    Ok(Json(json!({
        "county": code, "was_held": was_held, "served": served, "waiting": waiting, "goes_first": goes_first,
    })))
}
