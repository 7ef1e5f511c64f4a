//! What the handlers stand on. A handler names the parts that it works with and is given no other.

use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::task::TaskTracker;

use super::access::Tokens;
use super::memory::{ApplicationMemory, ComponentMemory};
use super::server::Limits;
use crate::counties::Counties;
use crate::county_sources::CountySources;
use crate::evidence::Evidence;
use crate::intake::Intake;
use crate::ledger::Ledger;
use crate::plugin::Registry;
use crate::retention::Retention;
use crate::scheduler::{Forecasts, Rehearsals, Wake};
use crate::submission::Clock;

/// What the surface is given by whoever puts the host together.
#[derive(Clone)]
pub struct Handles {
    pub ledger: Ledger,
    pub evidence: Evidence,
    /// Forgets applications.
    pub retention: Retention,
    pub intake: Intake,
    pub registry: Registry,
    pub counties: Counties,
    /// Where their settings come from.
    pub county_sources: CountySources,
    pub clock: Clock,
    /// Woken after anything that makes work.
    pub wake: Wake,
    /// Asks for rehearsals.
    pub rehearsals: Rehearsals,
    /// The last forecast.
    pub forecasts: Forecasts,
    /// What has begun and must end although its client hung up.
    pub tracker: TaskTracker,
    /// The recorder's page ([`install_metrics`](super::install_metrics)).
    pub metrics: PrometheusHandle,
    pub tokens: Tokens,
    pub limits: Limits,
}

/// The handles, and the memory for what clients send.
#[derive(Clone)]
pub(super) struct ApiState {
    handles: Handles,
    applications: ApplicationMemory,
    components: ComponentMemory,
}

impl ApiState {
    pub(super) fn new(handles: Handles) -> Self {
        let (applications, components) = (ApplicationMemory::new(handles.limits), ComponentMemory::new(handles.limits));
        Self { handles, applications, components }
    }
}

/// One part of the state for a handler that names it.
macro_rules! parts {
    ($($part:ty: $($field:ident).+;)+) => { $(
        impl FromRef<ApiState> for $part {
            fn from_ref(state: &ApiState) -> Self {
                state.$($field).+.clone()
            }
        }
    )+ };
}

parts! {
    Ledger: handles.ledger;
    Evidence: handles.evidence;
    Retention: handles.retention;
    Intake: handles.intake;
    Registry: handles.registry;
    Counties: handles.counties;
    CountySources: handles.county_sources;
    Clock: handles.clock;
    Wake: handles.wake;
    Rehearsals: handles.rehearsals;
    Forecasts: handles.forecasts;
    PrometheusHandle: handles.metrics;
    ApplicationMemory: applications;
    ComponentMemory: components;
}
