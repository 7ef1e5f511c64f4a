//! Installs what is dropped into the plugins folder, for as long as the host runs.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::plugin::Registry;
use crate::scheduler::Wake;

/// How often the folder is looked at.
const POLL: Duration = Duration::from_secs(1);

pub(super) async fn watch(registry: Registry, wake: Wake, stop: CancellationToken) {
    let mut interval = tokio::time::interval(POLL);
    let mut dropped = registry.refuse_left_over().await;
    while stop.run_until_cancelled(interval.tick()).await.is_some() {
        dropped.extend(registry.sweep_inbox().await);
        for (file, result) in dropped.drain(..) {
            match result {
                Ok(installed) => {
                    tracing::info!(file, county = %installed.county, version = installed.version, "dropped plugin installed");
                    wake.wake();
                }
                Err(error) => {
                    tracing::error!(file, %error, "dropped plugin refused; the release before goes on serving");
                }
            }
        }
    }
}
