//! Runs a host and stops it in order: no new claims, work to a safe point, the API, the browsers.

use std::time::Duration;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::build::App;
use super::{inbox, memory};
use crate::api;
use crate::browser::Farewell;

/// How long work may take to its safe point: a commit waits at most 120 s for its outcome.
const WORK_BOUND: Duration = Duration::from_secs(150);
/// How long the requests that have begun may take to their answers.
const REQUESTS_BOUND: Duration = Duration::from_secs(5);
/// How long everything else may take, browsers above all.
const TASKS_BOUND: Duration = Duration::from_secs(10);

impl App {
    /// Serves until `stop`, and returns once everything has ended.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let address = format!("http://{}", self.address);
        if stop.is_cancelled() {
            // Before the scheduler looks for work.
            self.stop.cancel();
        }
        self.pool.warm();
        let mut working = self.tracker.spawn(self.scheduler.clone().run());
        self.tracker.spawn(inbox::watch(self.registry.clone(), self.scheduler.wake(), self.stop.clone()));
        let wake = self.scheduler.wake();
        self.tracker.spawn(self.registry.clone().compile_ahead(self.stop.clone(), move || wake.wake()));
        if self.ledger.is_shared() || self.registry.is_behind() {
            let wake = self.scheduler.wake();
            self.tracker.spawn(self.registry.clone().follow(self.stop.clone(), move || wake.wake()));
        }
        let wake = self.scheduler.wake();
        self.tracker.spawn(self.county_sources.clone().follow(self.stop.clone(), move || wake.wake()));
        self.tracker.spawn(self.retention.clone().run(self.stop.clone()));
        self.tracker.spawn(self.scheduler.forecaster().run(self.stop.clone()));
        self.tracker.spawn(api::count_recorded(self.metrics.clone(), self.stop.clone()));
        self.tracker.spawn(memory::give_back(self.stop.clone()));
        let served = self.end.child_token();
        let serving = self.tracker.spawn(api::serve(
            self.listener,
            self.router,
            self.limits,
            self.tracker.clone(),
            served.clone(),
        ));
        tracing::info!(address, counties = self.counties.len(), "serving");

        let worked = tokio::select! {
            () = stop.cancelled() => None,
            worked = &mut working => Some(worked),
        };
        self.stop.cancel();
        tracing::info!("stopping: no more claims; work goes to a safe point");
        let worked = match worked {
            Some(worked) => worked,
            None => tokio::time::timeout(WORK_BOUND, working).await.unwrap_or_else(|_| {
                tracing::error!("some work did not reach a safe point in time; it is in doubt and will be reconciled");
                Ok(Ok(()))
            }),
        };
        self.farewells.close();
        if tokio::time::timeout(Farewell::LONGEST, self.farewells.wait()).await.is_err() {
            tracing::warn!("some sessions at counties were not signed out of; they cool down");
        }
        served.cancel();
        if tokio::time::timeout(REQUESTS_BOUND, serving).await.is_err() {
            tracing::warn!("some connections were cut");
        }
        self.end.cancel();
        self.tracker.close();
        if tokio::time::timeout(TASKS_BOUND, self.tracker.wait()).await.is_err() {
            tracing::warn!("some tasks were cut");
        }
        self.ledger.close().await;
        tracing::info!("stopped");
        worked.context("the scheduler panicked")?.context("this host may not go on")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::Config;

    async fn app(folder: &Path) -> App {
        let config = "data = 'data'\n[api]\nlisten = '127.0.0.1:0'\n\
            [[api.tokens]]\nname = 'ops'\nrole = 'admin'\ntoken = 'a-token-for-this-test'\n";
        let file = folder.join("postrider.toml");
        std::fs::write(&file, config).unwrap();
        App::build(Config::read(&file).unwrap()).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_host_that_was_asked_to_stop_before_it_ran_takes_no_work() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path()).await;
        let claims = app.stop.clone();
        let asked = CancellationToken::new();
        asked.cancel();
        app.run(asked).await.unwrap();
        assert!(claims.is_cancelled());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_host_that_is_dropped_stops_taking_work() {
        let folder = tempfile::tempdir().unwrap();
        let app = app(folder.path()).await;
        let claims = app.stop.clone();
        drop(app.run(CancellationToken::new()));
        assert!(claims.is_cancelled());
    }
}
