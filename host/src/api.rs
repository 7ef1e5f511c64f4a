//! The HTTP surface under `/v1`: who asks, whether they may, and what the house answers.
//!
//! Decides nothing about applications. Every failure is a problem document (RFC 9457); none holds a value of an
//! applicant's, and neither bodies nor query strings are logged.

mod access;
mod applications;
mod body;
mod config;
mod counties;
mod evidence;
mod machine;
mod memory;
mod plugins;
mod problem;
mod review;
mod server;
mod telling;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::task::TaskTracker;

use crate::evidence::Evidence;
use crate::intake::Intake;
use crate::ledger::Ledger;
use crate::plugin::Registry;
use crate::submission::{Clock, County, CountyCode};

pub use access::Tokens;
pub use config::{Config, ConfigError, DEFAULT_LISTEN, Role, Token};
pub use machine::install_metrics;
pub use server::{Limits, serve};

/// Tells the scheduler that there may be work.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What the surface stands on.
#[derive(Clone)]
pub struct Handles {
    /// What is kept.
    pub ledger: Ledger,
    /// What was seen.
    pub evidence: Evidence,
    /// The door.
    pub intake: Intake,
    /// Which release serves.
    pub registry: Registry,
    /// The counties.
    pub counties: Arc<BTreeMap<CountyCode, County>>,
    /// The time.
    pub clock: Clock,
    /// Called after anything that makes work.
    pub wake: Wake,
    /// What has begun and must end although its client hung up.
    pub tracker: TaskTracker,
    /// The recorder's page ([`install_metrics`]).
    pub metrics: PrometheusHandle,
    /// Who may do what.
    pub tokens: Tokens,
    /// How long a client may take, and how much.
    pub limits: Limits,
}

/// All routes, for [`serve`].
pub fn router(handles: &Handles) -> Router {
    let wake = &handles.wake;
    let v1 = Router::new()
        .merge(applications::routes(handles))
        .merge(plugins::routes(plugins::Desk {
            ledger: handles.ledger.clone(),
            registry: handles.registry.clone(),
            wake: Arc::clone(wake),
            memory: plugins::memory(handles.limits),
        }))
        .merge(counties::routes(counties::Desk {
            ledger: handles.ledger.clone(),
            registry: handles.registry.clone(),
            counties: Arc::clone(&handles.counties),
            clock: handles.clock.clone(),
            wake: Arc::clone(wake),
        }))
        .merge(evidence::routes(evidence::Desk { ledger: handles.ledger.clone(), evidence: handles.evidence.clone() }))
        .merge(review::routes(review::Desk { ledger: handles.ledger.clone(), wake: Arc::clone(wake) }))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed);
    let metrics = machine::metrics(machine::Gauges {
        ledger: handles.ledger.clone(),
        counties: Arc::clone(&handles.counties),
        page: handles.metrics.clone(),
    });
    let open = Router::new().route("/healthz", get(machine::healthz)).with_state(handles.ledger.clone());
    Router::new()
        .nest("/v1", v1)
        .merge(metrics)
        .layer(from_fn_with_state(handles.tokens.clone(), access::authenticate))
        .merge(open)
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn(watch::bound))
        .layer(from_fn(watch::log))
        .layer(from_fn_with_state(handles.tracker.clone(), watch::to_the_end))
}

#[cfg(test)]
mod tests;
