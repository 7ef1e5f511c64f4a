//! `/v1/counties`: when each one's day ends, whether its work is held, what serves it, or why nothing does; and how one is set or taken out.
//! A county that was taken out is listed while it has work.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::access::{MayAdminister, MayDeploy, MayLook};
use super::body::{small_json, small_text};
use super::disclosure::Disclosure;
use super::extract::{PathId, StrictQuery};
use super::plugins::ReleaseView;
use super::problem::Problem;
use super::reason::reason;
use super::state::ApiState;
use crate::counties::Counties;
use crate::county_sources::{CountySources, NotChanged};
use crate::ledger::{BenchedAccount, CoolingSession, Down, First, GoesOn, Hold, Ledger, LeftAlone, Missed};
use crate::plugin::Registry;
use crate::scheduler::Wake;
use crate::submission::{Clock, CountyCode};

/// Bytes of one county's settings.
const MAX_COUNTY_BYTES: usize = 64 << 10;

pub(super) fn routes() -> Router<ApiState> {
    Router::new()
        .route("/counties", get(list))
        .route("/counties/{code}", put(set))
        .route("/counties/{code}/remove", post(remove))
        .route("/counties/{code}/resume", post(resume))
}

#[derive(Serialize)]
struct CountyStatus {
    code: CountyCode,
    /// This and the next two: none where the configuration does not have the county.
    name: Option<String>,
    zone: Option<String>,
    /// Where its settings come from.
    source: Option<String>,
    /// Why what stands of it somewhere does not count; what it was before goes on.
    configuration_error: Option<String>,
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
    /// Sessions that it still counts, because nobody signed out of them.
    cooling_sessions: Vec<CoolingSession>,
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
    State(sources): State<CountySources>,
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
    let (counties, standing) = (counties.now(), sources.standing());
    let mut codes: BTreeSet<&CountyCode> = counties.keys().chain(standing.problems.keys()).collect();
    codes.extend(counts.iter().filter(|(_, of)| of.iter().any(|(state, _)| !state.is_final())).map(|(code, _)| code));
    let mut statuses = Vec::new();
    for code in codes {
        let configured = counties.get(code);
        let calendar = configured.map(|county| &county.calendar);
        let applications = counts.get(code).into_iter().flatten();
        let LeftAlone { paused_until, down, mut accounts, cooling } = left_alone.remove(code).unwrap_or_default();
        // What an account does not sign in with any more keeps nothing from it.
        accounts.retain(|benched| {
            let parts = configured.and_then(|county| county.credentials.account(&benched.credential, &benched.account));
            parts.is_none_or(|parts| benched.stands_for(&ledger.login_digest(parts)))
        });
        statuses.push(CountyStatus {
            code: code.clone(),
            name: configured.map(|county| county.name.clone()),
            zone: calendar.map(|calendar| calendar.zone.iana_name().unwrap_or_default().to_owned()),
            source: standing.from.get(code).cloned(),
            configuration_error: standing.problems.get(code).map(|problem| disclosure.configuration(problem)),
            next_cutoff: calendar.map(|calendar| calendar.next_cutoff(now).0),
            hold: holds.remove(code).map(|(hold, _)| disclosure.hold(hold)),
            goes_first: going_first.get(code).cloned(),
            unserved: registry.unserved(code).map(|none| disclosure.hold(none)),
            paused_until,
            down,
            benched_accounts: accounts,
            cooling_sessions: cooling,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    why: Option<String>,
    /// Says what it would change, and changes nothing.
    #[serde(default)]
    check: bool,
}

/// Sets a county to what the body says, TOML or JSON, for every host that shares the ledger.
async fn set(
    State(registry): State<Registry>,
    State(sources): State<CountySources>,
    State(wake): State<Wake>,
    MayAdminister(who): MayAdminister,
    PathId(code): PathId<CountyCode>,
    StrictQuery(Setting { why, check }): StrictQuery<Setting>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let changed = if check {
        sources.check(&code, &small_text(body, MAX_COUNTY_BYTES).await?).await?
    } else {
        let why = reason(why.as_deref())?;
        let changed = sources.set(&code, &small_text(body, MAX_COUNTY_BYTES).await?, &who, &why).await?;
        wake.wake();
        changed
    };
    Ok(Json(json!({
        "county": code, "changed": changed.changed, "was_set": changed.was_set, "checked_only": check,
        "served": registry.current(&code).is_some(),
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Removal {
    why: Option<String>,
}

/// Takes a county out that was set. What waits of it waits on, and in time goes to a person.
async fn remove(
    State(ledger): State<Ledger>,
    State(sources): State<CountySources>,
    MayAdminister(who): MayAdminister,
    PathId(code): PathId<CountyCode>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let Removal { why } = small_json(body).await?;
    sources.remove(&code, &who, &reason(why.as_deref())?).await?;
    Ok(Json(json!({ "county": code, "waiting": ledger.waiting(&code).await? })))
}

impl From<NotChanged> for Problem {
    fn from(error: NotChanged) -> Self {
        let said = error.to_string();
        let refused = |status, kind, title| Self::new(status, kind, title).detail(said.clone());
        match error {
            NotChanged::Invalid(_) | NotChanged::County(_) | NotChanged::Other { .. } => {
                refused(StatusCode::UNPROCESSABLE_ENTITY, "invalid-county", "This is not the county's settings")
            }
            NotChanged::NotGranted(_) => {
                refused(StatusCode::UNPROCESSABLE_ENTITY, "not-granted", "Its release needs more than this grants")
            }
            NotChanged::StandsInFile { .. } => {
                refused(StatusCode::CONFLICT, "stands-in-file", "The county stands in a file of the host")
            }
            NotChanged::TooMany => refused(StatusCode::CONFLICT, "too-many-counties", "There is no room for it"),
            NotChanged::NotSet { .. } => Self::missing(said),
            NotChanged::Stopping => refused(StatusCode::SERVICE_UNAVAILABLE, "stopping", "The host stops"),
            NotChanged::Ledger(error) => error.into(),
        }
    }
}
