//! `/healthz`, open to everyone: whether the host answers and its ledger can be read.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};

use super::problem::Problem;
use super::state::ApiState;
use crate::ledger::Ledger;
use crate::submission::ApplicationId;

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/healthz", get(healthz))
}

async fn healthz(State(ledger): State<Ledger>) -> Result<impl IntoResponse, Problem> {
    ledger.application(ApplicationId::generate()).await.map_err(|error| {
        tracing::error!(%error, "the ledger cannot be read");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "ledger", "The ledger cannot be read")
    })?;
    Ok(Json(serde_json::json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })))
}
