//! `/v1/counties/{code}/rehearsals`: a release fills the county's form in with an application that waits, and sends nothing.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::access::MayDeploy;
use super::body::read;
use super::extract::{PathId, StrictQuery};
use super::memory::ComponentMemory;
use super::problem::Problem;
use super::state::ApiState;
use crate::counties::Counties;
use crate::plugin::{MAX_COMPONENT_BYTES, Registry};
use crate::scheduler::Rehearsals;
use crate::submission::CountyCode;

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/counties/{code}/rehearsals", post(begin))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rehearsed {
    /// A kept release: its version, or its digest or the beginning of it. The one that serves, where neither this nor a component is given.
    release: Option<String>,
}

/// Begins one. What it met stands in the attempt that the answer names.
#[expect(clippy::too_many_arguments, reason = "a handler names the parts that it works with")]
async fn begin(
    State(registry): State<Registry>,
    State(counties): State<Counties>,
    State(rehearsals): State<Rehearsals>,
    State(memory): State<ComponentMemory>,
    MayDeploy(who): MayDeploy,
    PathId(code): PathId<CountyCode>,
    StrictQuery(Rehearsed { release }): StrictQuery<Rehearsed>,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    if !counties.contains(&code) {
        return Err(Problem::missing(format!("county {code} is not served here")));
    }
    let (component, _share) = read(body, MAX_COMPONENT_BYTES, memory.share(&who.name)).await?;
    let release = match (release, component.is_empty()) {
        (Some(_), false) => {
            return Err(Problem::bad_request(
                "`release` names a kept release, and the body is another: give one of them",
            ));
        }
        (named, true) => registry.kept(&code, named.as_deref()).await?,
        (None, false) => registry.candidate(&code, &component).await?,
    };
    let (version, plugin) = (release.manifest().version.clone(), release.digest().clone());
    let lease = rehearsals.begin(release).await?;
    tracing::info!(county = %code, plugin = plugin.short(), by = who.name, "a rehearsal began");
    let begun = json!({
        "county": code, "application": lease.application, "attempt": lease.attempt, "version": version, "plugin": plugin,
    });
    Ok((StatusCode::ACCEPTED, Json(begun)))
}
