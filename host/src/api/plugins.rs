//! `/v1/plugins`: bringing a release in, taking it back, and what served when.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::Wake;
use super::access::{MayDeploy, MayLook};
use super::body::{Asked, Named, read, reason, small_json, why};
use super::memory::{Bounds, Memory};
use super::problem::Problem;
use super::server::Limits;
use super::telling::Telling;
use crate::ledger::{Ledger, ReleaseRow};
use crate::plugin::{Installed, MAX_COMPONENT_BYTES, Quarantined, Registry};
use crate::submission::{CountyCode, PluginDigest};

#[derive(Clone)]
pub(super) struct Desk {
    pub(super) ledger: Ledger,
    pub(super) registry: Registry,
    pub(super) wake: Wake,
    /// For components: whatever applications take, a release can be brought in.
    pub(super) memory: Memory,
}

/// Most bytes of components in memory at a time, before they are compiled.
const COMPONENTS_BYTES: usize = 4 * MAX_COMPONENT_BYTES;
/// Most of them that come from one client.
const COMPONENTS_OF_ONE_BYTES: usize = 2 * MAX_COMPONENT_BYTES;

/// The memory for components that come in.
pub(super) fn memory(limits: Limits) -> Memory {
    Memory::new(Bounds {
        whole: COMPONENTS_BYTES,
        client: COMPONENTS_OF_ONE_BYTES,
        largest: MAX_COMPONENT_BYTES,
        wait: limits.room,
        pace: limits.pace,
    })
}

pub(super) fn routes(desk: Desk) -> Router {
    Router::new()
        .route("/plugins", get(serving).post(install))
        .route("/plugins/{county}/history", get(history))
        .route("/plugins/{county}/rollback", post(roll_back))
        .route("/plugins/{county}/activate", post(activate))
        .with_state(desk)
}

/// A release, as it is shown.
#[derive(Serialize)]
pub(super) struct Shown {
    county: CountyCode,
    name: String,
    version: String,
    digest: PluginDigest,
    #[serde(skip_serializing_if = "Option::is_none")]
    already: Option<bool>,
    /// Why the county's work waits all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<String>,
}

impl Shown {
    /// The release that serves a county.
    pub(super) fn serving(registry: &Registry, county: &CountyCode) -> Option<Self> {
        let release = registry.current(county)?;
        let manifest = release.manifest();
        Some(Self {
            county: county.clone(),
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            digest: release.digest().clone(),
            already: None,
            held: None,
        })
    }
}

impl From<Installed> for Shown {
    fn from(done: Installed) -> Self {
        Self {
            county: done.county,
            name: done.name,
            version: done.version,
            digest: done.digest,
            already: Some(done.already),
            held: done.held,
        }
    }
}

async fn serving(State(desk): State<Desk>, _: MayLook) -> impl IntoResponse {
    let serving = desk.registry.serving();
    let plugins: Vec<Shown> = serving.keys().filter_map(|county| Shown::serving(&desk.registry, county)).collect();
    Json(plugins)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Installing {
    why: Option<String>,
}

async fn install(
    State(desk): State<Desk>,
    MayDeploy(who): MayDeploy,
    Asked(asked): Asked<Installing>,
    body: Body,
) -> Result<Response, Problem> {
    let why = reason(Some(asked.why.as_deref().unwrap_or("installed")))?;
    let (component, _share) = read(body, MAX_COMPONENT_BYTES, desk.memory.share(&who.name)).await?;
    let done = desk.registry.install(component, who, &why).await?;
    let status = if done.already { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, desk.shown(done)).into_response())
}

async fn roll_back(
    State(desk): State<Desk>,
    MayDeploy(who): MayDeploy,
    Named(county): Named<CountyCode>,
    body: Body,
) -> Result<Json<Shown>, Problem> {
    let why = why(body).await?;
    Ok(desk.shown(desk.registry.rollback(&county, who, &why).await?))
}

/// Which release is to serve, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    /// Its version, or its digest or the beginning of it.
    release: String,
    why: Option<String>,
    /// Also one that was quarantined.
    #[serde(default)]
    force: bool,
}

async fn activate(
    State(desk): State<Desk>,
    MayDeploy(who): MayDeploy,
    Named(county): Named<CountyCode>,
    body: Body,
) -> Result<Json<Shown>, Problem> {
    let Which { release, why, force } = small_json(body).await?;
    let why = reason(why.as_deref())?;
    let quarantined = if force { Quarantined::Allow } else { Quarantined::Refuse };
    Ok(desk.shown(desk.registry.activate(&county, &release, quarantined, who, &why).await?))
}

async fn history(
    State(desk): State<Desk>,
    MayLook(who): MayLook,
    Named(county): Named<CountyCode>,
) -> Result<Json<Vec<ReleaseRow>>, Problem> {
    let telling = Telling::of_site(&who);
    let rows = desk.ledger.latest_releases(&county).await?;
    Ok(Json(rows.into_iter().map(|row| telling.release(row)).collect()))
}

impl Desk {
    /// Something else serves now: the scheduler may have work for it.
    fn shown(&self, done: Installed) -> Json<Shown> {
        (self.wake)();
        Json(done.into())
    }
}
