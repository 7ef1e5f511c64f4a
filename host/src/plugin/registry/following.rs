//! Follows what other hosts of a shared ledger change: which release serves which county. Brings in as well what could not be loaded at
//! the start.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Registry;
use crate::ledger::LedgerError;
use crate::submission::{CountyCode, PluginDigest};

/// How often the ledger is looked at. An offer of a release that serves no more takes nothing, so nobody works with one until then.
const LOOK: Duration = Duration::from_secs(2);

impl Registry {
    /// Follows until the host stops; says so whenever a county's work can go on.
    pub async fn follow(self, stop: CancellationToken, may_go_on: impl Fn()) {
        while stop.run_until_cancelled(tokio::time::sleep(LOOK)).await.is_some() {
            match self.catch_up().await {
                Ok(true) => may_go_on(),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "which releases serve could not be read"),
            }
        }
    }

    /// Brings what serves here to what the ledger says serves. Gives whether anything changed.
    pub async fn catch_up(&self) -> Result<bool, LedgerError> {
        let shared = &self.shared;
        let latest = shared.ledger.latest_release_event().await?;
        if shared.caught_up.load(Ordering::Relaxed) == latest {
            return Ok(false);
        }
        let _one_at_a_time = shared.changing.lock().await;
        let mut active = shared.ledger.active_releases().await?;
        let (mut changed, mut missed) = (false, false);
        for county in shared.store.counties.now().keys() {
            let serving = self.current(county);
            match (active.remove(county), serving) {
                (Some(active), Some(serving)) if active == *serving.digest() => {}
                (None, None) => {}
                (Some(active), _) => {
                    let serves = self.bring_in(county, &active).await;
                    changed |= serves;
                    missed |= !serves;
                }
                (None, Some(_)) => {
                    let why = "another host took its release out of service: see `plugin history`".to_owned();
                    shared.serving.remove(county, shared.ledger.now(), why);
                    changed = true;
                }
            }
        }
        if !missed {
            shared.caught_up.store(latest, Ordering::Relaxed);
        }
        Ok(changed)
    }

    /// Lets a release serve that the ledger says serves. Where it cannot, its county has none here, which is said once; it is tried again.
    async fn bring_in(&self, county: &CountyCode, digest: &PluginDigest) -> bool {
        let shared = &self.shared;
        match shared.store.load(county, digest).await {
            Ok(release) => {
                tracing::info!(%county, plugin = digest.short(), "a release serves that another host brought in, or that could not be loaded before");
                shared.serving.put(county, &Arc::new(release));
                true
            }
            Err(error) => {
                let why =
                    format!("release {} could not be loaded: {error}; it is tried again by itself", digest.short());
                if self.unserved(county).is_none_or(|hold| hold.why != why) {
                    tracing::error!(%county, why, "a release that should serve does not serve here");
                    shared.serving.remove(county, shared.ledger.now(), why);
                }
                false
            }
        }
    }
}
