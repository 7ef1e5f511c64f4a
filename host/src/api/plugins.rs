//! `/v1/plugins`: bringing a release in, taking it back, and what served when.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::access::{MayDeploy, MayLook};
use super::body::{read, small_json};
use super::disclosure::Disclosure;
use super::extract::{PathId, StrictQuery};
use super::memory::ComponentMemory;
use super::problem::Problem;
use super::reason::reason;
use super::state::ApiState;
use crate::ledger::{First, Ledger, ReleaseRow};
use crate::plugin::{Installed, MAX_COMPONENT_BYTES, OnHold, Quarantined, Registry};
use crate::scheduler::Wake;
use crate::submission::{CountyCode, PluginDigest};

pub(super) fn routes() -> Router<ApiState> {
    Router::new()
        .route("/plugins", get(serving).post(install))
        .route("/plugins/{county}/history", get(history))
        .route("/plugins/{county}/rollback", post(roll_back))
        .route("/plugins/{county}/activate", post(activate))
}

/// A release, as it is shown.
#[derive(Serialize)]
pub(super) struct ReleaseView {
    county: CountyCode,
    name: String,
    version: String,
    digest: PluginDigest,
    /// Its county's work waits for it to be compiled, after a start.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    compiling: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    already: Option<bool>,
    /// Why the county's work waits all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<String>,
    /// How many of the county's applications wait in the queue, behind the hold or behind the one that goes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<u64>,
    /// How many came back from review with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    requeued: Option<u32>,
    /// One application of the county goes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_first: Option<First>,
    /// What ops should know of it, although nothing is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

impl ReleaseView {
    /// The release that serves a county.
    pub(super) fn serving(registry: &Registry, county: &CountyCode) -> Option<Self> {
        let release = registry.current(county)?;
        let manifest = release.manifest();
        Some(Self {
            county: county.clone(),
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            digest: release.digest().clone(),
            compiling: !release.is_ready(),
            already: None,
            held: None,
            waiting: None,
            requeued: None,
            goes_first: None,
            notes: manifest.notes(),
        })
    }
}

impl From<Installed> for ReleaseView {
    fn from(done: Installed) -> Self {
        Self {
            county: done.county,
            name: done.name,
            version: done.version,
            digest: done.digest,
            compiling: false,
            already: Some(done.already),
            held: done.held,
            waiting: Some(done.waiting),
            requeued: Some(done.requeued),
            goes_first: done.goes_first,
            notes: done.notes,
        }
    }
}

async fn serving(State(registry): State<Registry>, _: MayLook) -> impl IntoResponse {
    let serving = registry.serving();
    let plugins: Vec<ReleaseView> =
        serving.keys().filter_map(|county| ReleaseView::serving(&registry, county)).collect();
    Json(plugins)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InstallQuery {
    why: Option<String>,
}

async fn install(
    State(registry): State<Registry>,
    State(memory): State<ComponentMemory>,
    State(wake): State<Wake>,
    MayDeploy(who): MayDeploy,
    StrictQuery(query): StrictQuery<InstallQuery>,
    body: Body,
) -> Result<Response, Problem> {
    let why = reason(Some(query.why.as_deref().unwrap_or("installed")))?;
    let (component, _share) = read(body, MAX_COMPONENT_BYTES, memory.share(&who.name)).await?;
    let done = registry.install(component, who, &why).await?;
    let status = if done.already { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, now_serving(&wake, done)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rollback {
    why: Option<String>,
    /// Its county's work goes on, although it is held.
    #[serde(default)]
    resume: bool,
}

fn on_hold(resume: bool) -> OnHold {
    if resume { OnHold::Resume } else { OnHold::Keep }
}

async fn roll_back(
    State(registry): State<Registry>,
    State(wake): State<Wake>,
    MayDeploy(who): MayDeploy,
    PathId(county): PathId<CountyCode>,
    body: Body,
) -> Result<Json<ReleaseView>, Problem> {
    let Rollback { why, resume } = small_json(body).await?;
    let why = reason(why.as_deref())?;
    Ok(now_serving(&wake, registry.rollback(&county, on_hold(resume), who, &why).await?))
}

/// Which release is to serve, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Activation {
    /// Its version, or its digest or the beginning of it.
    release: String,
    why: Option<String>,
    /// Also one that was quarantined.
    #[serde(default)]
    force: bool,
    /// Its county's work goes on, although it is held.
    #[serde(default)]
    resume: bool,
}

async fn activate(
    State(registry): State<Registry>,
    State(wake): State<Wake>,
    MayDeploy(who): MayDeploy,
    PathId(county): PathId<CountyCode>,
    body: Body,
) -> Result<Json<ReleaseView>, Problem> {
    let Activation { release, why, force, resume } = small_json(body).await?;
    let why = reason(why.as_deref())?;
    let quarantined = if force { Quarantined::Allow } else { Quarantined::Refuse };
    Ok(now_serving(&wake, registry.activate(&county, &release, quarantined, on_hold(resume), who, &why).await?))
}

async fn history(
    State(ledger): State<Ledger>,
    MayLook(who): MayLook,
    PathId(county): PathId<CountyCode>,
) -> Result<Json<Vec<ReleaseRow>>, Problem> {
    let disclosure = Disclosure::of_site(&who);
    let rows = ledger.latest_releases(&county).await?;
    Ok(Json(rows.into_iter().map(|row| disclosure.release(row)).collect()))
}

/// Something else serves now: the scheduler may have work for it.
fn now_serving(wake: &Wake, done: Installed) -> Json<ReleaseView> {
    wake.wake();
    Json(done.into())
}
