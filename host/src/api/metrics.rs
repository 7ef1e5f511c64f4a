//! `/metrics`: the host's numbers for Prometheus. No label is ever a person's.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use strum::IntoEnumIterator as _;
use tokio_util::sync::CancellationToken;

use super::access::MayLook;
use super::problem::Problem;
use super::state::ApiState;
use crate::counties::Counties;
use crate::county_sources::CountySources;
use crate::ledger::Ledger;
use crate::submission;

/// The format of Prometheus' text exposition.
const TEXT_FORMAT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// How long requests and attempts take is counted by these bounds, in seconds: a few numbers for every county and outcome, however many there
/// were. Without bounds the recorder keeps a sketch of quantiles for each, of up to 256 KiB.
const SECONDS: [(&str, &[f64]); 2] = [
    ("postrider_request_seconds", &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0]),
    ("postrider_attempt_seconds", &[1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0]),
];
/// How often what was recorded is counted. Until then the recorder keeps every single value.
const COUNTED_EVERY: Duration = Duration::from_secs(5);

/// The page that everything recorded from now on stands on: one for a process, whoever asks for it first.
pub fn install_metrics() -> Result<PrometheusHandle, BuildError> {
    static INSTALLED: Mutex<Option<PrometheusHandle>> = Mutex::new(None);
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(page) = &*installed {
        return Ok(page.clone());
    }
    let page = builder()?.install_recorder()?;
    *installed = Some(page.clone());
    Ok(page)
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    SECONDS.into_iter().try_fold(PrometheusBuilder::new(), |builder, (name, bounds)| {
        builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), bounds)
    })
}

/// Counts what was recorded, again and again until the host stops, whether or not anybody reads the page.
pub async fn count_recorded(page: PrometheusHandle, stop: CancellationToken) {
    let mut interval = tokio::time::interval(COUNTED_EVERY);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(interval.tick()).await.is_some() {
        page.run_upkeep();
    }
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

#[cfg(test)]
mod tests {
    use metrics::{Key, Label, Level, Metadata, Recorder as _};

    use super::*;

    #[test]
    fn two_thousand_different_times_leave_as_many_numbers_as_the_bounds_have() {
        let recorder = builder().unwrap().build_recorder();
        for (name, _) in SECONDS {
            let key = Key::from_parts(name, vec![Label::new("county", "99001")]);
            let histogram = recorder.register_histogram(&key, &Metadata::new("", Level::INFO, None));
            (0..2_000).for_each(|number| histogram.record(f64::from(number) / 100.0));
        }
        let page = recorder.handle().render();
        for (name, bounds) in SECONDS {
            let lines = |suffix: &str| page.matches(&format!("\n{name}{suffix}{{")).count();
            assert_eq!((lines("_bucket"), lines("_count"), lines("")), (bounds.len() + 1, 1, 0), "{page}");
            assert!(page.contains(&format!("{name}_count{{county=\"99001\"}} 2000")), "{page}");
            assert!(bounds.is_sorted(), "{bounds:?}");
        }
    }
}
