//! The control port: faults, layouts, changes and days in, truth out. Wants its bearer token, and refuses whatever looks like a
//! browser, so that no page a browser opens can reach it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::county::{County, Layout};
use crate::fault::{ONE_TIME_CODE, Plan};
use crate::session::LiveSession;
use crate::site::Site;
use crate::truth::{Accepted, Truth};

/// What `GET /truth` answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TruthBody {
    /// In the order of acceptance.
    pub accepted: Vec<Accepted>,
}

/// What `PUT /{county}/layout` takes and `GET /{county}/layout` answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutBody {
    /// The design to serve from now on.
    pub layout: Layout,
}

/// What `PUT /{county}/changes` takes and `GET /{county}/changes` answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangesBody {
    /// The small changes in force from now on; those that are not here are taken back.
    pub changes: BTreeSet<Change>,
}

/// What `PUT /{county}/day` takes and `GET /{county}/day` answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayBody {
    /// The day whose look every page has from now on; none where the pages are as they are written.
    #[serde(deserialize_with = "Option::deserialize")]
    pub day: Option<u32>,
}

/// What `GET /{county}/faults` answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FaultsBody {
    /// Plans that still wait.
    pub plans: Vec<Plan>,
}

/// What `GET /{county}/sessions` answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionsBody {
    /// In no order.
    pub sessions: Vec<LiveSession>,
}

struct Panel {
    sites: BTreeMap<County, Arc<Site>>,
    truth: Arc<Truth>,
    token: String,
}

type Shared = State<Arc<Panel>>;

pub(crate) fn router(sites: BTreeMap<County, Arc<Site>>, truth: Arc<Truth>, token: String) -> Router {
    let panel = Arc::new(Panel { sites, truth, token });
    Router::new()
        .route("/truth", get(truth_all))
        .route("/truth/{county}", get(truth_of))
        .route("/{county}/layout", put(set_layout).get(layout))
        .route("/{county}/changes", put(set_changes).get(changes))
        .route("/{county}/day", put(set_day).get(day))
        .route("/{county}/faults", put(set_fault).get(faults).delete(clear_faults))
        .route("/{county}/sessions", get(sessions))
        .route("/{county}/code", get(code))
        .route("/reset", post(reset))
        .layer(middleware::from_fn_with_state(Arc::clone(&panel), guard))
        .with_state(panel)
}

async fn guard(State(panel): Shared, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if looks_like_a_browser(headers) {
        return (StatusCode::FORBIDDEN, "not for browsers").into_response();
    }
    let token =
        headers.get(header::AUTHORIZATION).and_then(|h| h.to_str().ok()).and_then(|h| h.strip_prefix("Bearer "));
    if token != Some(panel.token.as_str()) {
        return (StatusCode::UNAUTHORIZED, "bearer token missing or wrong").into_response();
    }
    next.run(request).await
}

fn looks_like_a_browser(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], |h| h.as_bytes());
    headers.contains_key(header::ORIGIN)
        || headers.keys().any(|name| name.as_str().starts_with("sec-fetch-"))
        || agent.windows(7).any(|w| w.eq_ignore_ascii_case(b"mozilla"))
}

async fn truth_all(State(panel): Shared) -> Json<TruthBody> {
    Json(TruthBody { accepted: panel.truth.all() })
}

async fn truth_of(State(panel): Shared, Path(county): Path<County>) -> Json<TruthBody> {
    Json(TruthBody { accepted: panel.truth.of(county) })
}

async fn layout(State(panel): Shared, Path(county): Path<County>) -> Json<LayoutBody> {
    Json(LayoutBody { layout: panel.sites[&county].layout() })
}

async fn set_layout(State(panel): Shared, Path(county): Path<County>, Json(body): Json<LayoutBody>) -> StatusCode {
    panel.sites[&county].set_layout(body.layout);
    StatusCode::NO_CONTENT
}

async fn changes(State(panel): Shared, Path(county): Path<County>) -> Json<ChangesBody> {
    Json(ChangesBody { changes: panel.sites[&county].form().design.changes.clone() })
}

async fn set_changes(State(panel): Shared, Path(county): Path<County>, Json(body): Json<ChangesBody>) -> Response {
    if panel.sites[&county].set_changes(body.changes) {
        return StatusCode::NO_CONTENT.into_response();
    }
    let problem = format!("{county} shows layout v2: changes are made to layout v1 only. Set the layout first.");
    (StatusCode::CONFLICT, problem).into_response()
}

async fn day(State(panel): Shared, Path(county): Path<County>) -> Json<DayBody> {
    Json(DayBody { day: panel.sites[&county].day.get() })
}

async fn set_day(State(panel): Shared, Path(county): Path<County>, Json(body): Json<DayBody>) -> StatusCode {
    panel.sites[&county].day.set(body.day);
    StatusCode::NO_CONTENT
}

async fn faults(State(panel): Shared, Path(county): Path<County>) -> Json<FaultsBody> {
    Json(FaultsBody { plans: panel.sites[&county].faults.list() })
}

async fn set_fault(State(panel): Shared, Path(county): Path<County>, Json(plan): Json<Plan>) -> StatusCode {
    panel.sites[&county].faults.set(plan);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(panel): Shared, Path(county): Path<County>) -> StatusCode {
    panel.sites[&county].faults.clear();
    StatusCode::NO_CONTENT
}

async fn sessions(State(panel): Shared, Path(county): Path<County>) -> Json<SessionsBody> {
    Json(SessionsBody { sessions: panel.sites[&county].sessions.live() })
}

async fn code(Path(_): Path<County>) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "code": ONE_TIME_CODE }))
}

async fn reset(State(panel): Shared) -> StatusCode {
    for site in panel.sites.values() {
        site.reset();
    }
    panel.truth.reset();
    StatusCode::NO_CONTENT
}
