//! For machines that watch: whether the host works, and its numbers for Prometheus. No label is ever a person's.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

use super::access::MayLook;
use super::problem::Problem;
use crate::ledger::Ledger;
use crate::submission::{self, ApplicationId, County, CountyCode};

/// The format of Prometheus' text exposition.
const TEXT_FORMAT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// The page that everything recorded from now on stands on. Once a process.
pub fn install_metrics() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new().install_recorder()
}

/// Open to everyone: says that the host answers and that its ledger can be read.
pub(super) async fn healthz(State(ledger): State<Ledger>) -> Result<impl IntoResponse, Problem> {
    ledger.application(ApplicationId::generate()).await.map_err(|error| {
        tracing::error!(%error, "the ledger cannot be read");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "ledger", "The ledger cannot be read")
    })?;
    Ok(Json(serde_json::json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })))
}

#[derive(Clone)]
pub(super) struct Gauges {
    pub(super) ledger: Ledger,
    pub(super) counties: Arc<BTreeMap<CountyCode, County>>,
    pub(super) page: PrometheusHandle,
}

pub(super) fn metrics(gauges: Gauges) -> Router {
    Router::new().route("/metrics", get(page)).with_state(gauges)
}

async fn page(State(gauges): State<Gauges>, _: MayLook) -> Result<Response, Problem> {
    let counts: BTreeMap<_, _> =
        gauges.ledger.counts().await?.into_iter().map(|(county, state, count)| ((county, state), count)).collect();
    for county in gauges.counties.keys() {
        for state in submission::State::ALL {
            // Also the zeros: a gauge that is not set keeps what it said last.
            let count = counts.get(&(county.clone(), state)).copied().unwrap_or(0);
            #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 applications")]
            metrics::gauge!("postrider_applications", "county" => county.to_string(), "state" => state.name())
                .set(count as f64);
        }
    }
    gauges.page.run_upkeep();
    Ok(([(CONTENT_TYPE, TEXT_FORMAT)], gauges.page.render()).into_response())
}
