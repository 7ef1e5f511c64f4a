//! `/metrics`: the host's numbers for Prometheus. No label is ever a person's.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use strum::IntoEnumIterator as _;

use super::access::MayLook;
use super::problem::Problem;
use super::state::ApiState;
use crate::counties::Counties;
use crate::county_sources::CountySources;
use crate::ledger::Ledger;
use crate::submission;

/// The format of Prometheus' text exposition.
const TEXT_FORMAT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// The page that everything recorded from now on stands on: one for a process, whoever asks for it first.
pub fn install_metrics() -> Result<PrometheusHandle, BuildError> {
    static INSTALLED: Mutex<Option<PrometheusHandle>> = Mutex::new(None);
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(page) = &*installed {
        return Ok(page.clone());
    }
    let page = PrometheusBuilder::new().install_recorder()?;
    *installed = Some(page.clone());
    Ok(page)
}

pub(super) fn routes() -> Router<ApiState> {
    Router::new().route("/metrics", get(metrics))
}

async fn metrics(
    State(ledger): State<Ledger>,
    State(counties): State<Counties>,
    State(sources): State<CountySources>,
    State(page): State<PrometheusHandle>,
    _: MayLook,
) -> Result<Response, Problem> {
    let counts: BTreeMap<_, _> =
        ledger.counts().await?.into_iter().map(|(county, state, count)| ((county, state), count)).collect();
    for county in counties.now().keys() {
        metrics::counter!("postrider_missed_total", "county" => county.to_string()).increment(0);
        for state in submission::State::iter() {
            // Also the zeros: a gauge that is not set keeps what it said last.
            let count = counts.get(&(county.clone(), state)).copied().unwrap_or(0);
            #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 applications")]
            metrics::gauge!("postrider_applications", "county" => county.to_string(), "state" => state.into_str())
                .set(count as f64);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 counties")]
    metrics::gauge!("postrider_county_configuration_errors").set(sources.standing().all_problems.len() as f64);
    for total in ledger.staff_totals().await? {
        let labels = [("county", total.county.to_string()), ("reason", total.reason)];
        metrics::counter!("postrider_staff_minutes_total", &labels).absolute(total.milliseconds / 60_000);
    }
    page.run_upkeep();
    Ok(([(CONTENT_TYPE, TEXT_FORMAT)], page.render()).into_response())
}
