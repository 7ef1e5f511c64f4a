//! The proxy of one application: its policy, its gate, what it may still receive and what was observed. Requests are handled
//! beside it (`serve`, `forward`, `tunnel`).

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::authority::Authority;
use super::budget::Budget;
use super::connections::Connections;
use super::early_connection::EarlyConnection;
use super::gate::SubmitGate;
use super::observations::Observations;
use super::request_body::MOST_HELD;
use super::request_log::RequestLog;
use super::under_way::RequestsUnderWay;
use crate::browser::network_policy::NetworkPolicy;

/// Requests of one browser that are read whole and judged at once: as fields and documents they take several times their bytes.
const MOST_READ_AT_ONCE: usize = 2;
/// Tunnels of one browser at once. Browsers keep at most 32 connections to a proxy.
const MOST_TUNNELS: usize = 128;

pub(in crate::browser) struct ApplicationProxy {
    pub(super) policy: NetworkPolicy,
    pub(super) authority: Arc<Authority>,
    pub(super) gate: SubmitGate,
    pub(super) budget: Budget,
    pub(super) observations: Observations,
    pub(super) requests: RequestLog,
    pub(super) under_way: Arc<RequestsUnderWay>,
    /// Who reads a request whole.
    pub(super) reading: Semaphore,
    /// Bytes of requests that were read whole, until the county has them.
    pub(super) room: Arc<Semaphore>,
    /// Of the tasks that carry its connections.
    pub(super) tracker: TaskTracker,
    /// Cancelled when its application is done with the session: cuts every connection.
    pub(super) end: CancellationToken,
    pub(super) tunnels: Arc<Semaphore>,
    pub(super) connections: Connections,
}

impl ApplicationProxy {
    pub(super) fn new(
        policy: NetworkPolicy,
        early: Option<EarlyConnection>,
        authority: &Arc<Authority>,
        tracker: &TaskTracker,
        end: &CancellationToken,
    ) -> Arc<ApplicationProxy> {
        let (tls, right) = (policy.tls.for_application(), policy.right.clone());
        let end = end.child_token();
        Arc::new(ApplicationProxy {
            policy: NetworkPolicy { tls, ..policy },
            authority: Arc::clone(authority),
            gate: SubmitGate::new(right),
            budget: Budget::default(),
            observations: Observations::default(),
            requests: RequestLog::default(),
            under_way: Arc::default(),
            reading: Semaphore::new(MOST_READ_AT_ONCE),
            room: Arc::new(Semaphore::new(MOST_HELD)),
            tracker: tracker.clone(),
            tunnels: Arc::new(Semaphore::new(MOST_TUNNELS)),
            connections: Connections::new(early, tracker, &end),
            end,
        })
    }

    pub(in crate::browser) fn policy(&self) -> &NetworkPolicy {
        &self.policy
    }

    pub(in crate::browser) fn gate(&self) -> &SubmitGate {
        &self.gate
    }

    pub(in crate::browser) fn observations(&self) -> &Observations {
        &self.observations
    }

    pub(in crate::browser) fn requests(&self) -> &RequestLog {
        &self.requests
    }

    pub(in crate::browser) fn under_way(&self) -> &RequestsUnderWay {
        &self.under_way
    }
}
