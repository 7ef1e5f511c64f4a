//! How counties change while their releases serve: never below what a release needs, and with the release that the ledger has for one
//! that comes.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::error::InstallError;
use super::opening::NO_RELEASE;
use super::serving::NOT_CONFIGURED;
use super::{NOTHING, Registry};
use crate::counties::ServedCounty;
use crate::ledger::LedgerError;
use crate::submission::CountyCode;

/// Why counties stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum CountiesRefused {
    /// What serves some of them could not go on.
    #[error("{}", differences.join("; "))]
    NotGranted {
        /// Every difference, with its county and release.
        differences: Vec<String>,
    },
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Registry {
    /// Whether these counties grant what serves them now.
    pub fn still_granted(&self, next: &[Arc<ServedCounty>]) -> Result<(), CountiesRefused> {
        let mut differences = Vec::new();
        for county in next {
            let Some(release) = self.current(&county.code) else { continue };
            let (code, version) = (&county.code, &release.manifest().version);
            let lacking = release.manifest().differences(county);
            differences.extend(
                lacking
                    .into_iter()
                    .map(|what| format!("release {version}, which serves county {code}, needs more: {what}")),
            );
        }
        if differences.is_empty() { Ok(()) } else { Err(CountiesRefused::NotGranted { differences }) }
    }

    /// Puts counties in the place of what they were and takes others out, all of it or nothing: refused where what serves one needs more
    /// than it would grant. `keep` is done before anybody sees the change. A county that comes is served by the release that the ledger
    /// has for it; attempts that run keep county and release.
    pub async fn change_counties(
        &self,
        next: &[Arc<ServedCounty>],
        gone: &[CountyCode],
        keep: impl AsyncFnOnce() -> Result<(), LedgerError>,
    ) -> Result<(), CountiesRefused> {
        let shared = &self.shared;
        let _one_at_a_time = shared.changing.lock().await;
        self.still_granted(next)?;
        keep().await?;
        shared.store.counties.exchange(next, gone);
        for code in gone {
            shared.serving.remove(code, shared.ledger.now(), NOT_CONFIGURED.to_owned());
        }
        for county in next {
            if self.current(&county.code).is_none() {
                self.begin_serving(&county.code).await;
            }
        }
        Ok(())
    }

    /// Lets the release serve that the ledger has for a county, or says why none does.
    async fn begin_serving(&self, county: &CountyCode) {
        let shared = &self.shared;
        let why = match shared.ledger.active_release(county).await {
            Ok(None) => NO_RELEASE.to_owned(),
            Ok(Some(digest)) => match shared.store.load(county, &digest).await {
                Ok(release) => {
                    tracing::info!(%county, plugin = digest.short(), "a release serves its county again");
                    shared.serving.put(county, &Arc::new(release));
                    return;
                }
                Err(error) => {
                    if matches!(error, InstallError::NotRead { .. }) {
                        shared.caught_up.store(NOTHING, Ordering::Relaxed);
                    }
                    format!("release {} could not be loaded: {error}", digest.short())
                }
            },
            Err(error) => {
                shared.caught_up.store(NOTHING, Ordering::Relaxed);
                format!("which release serves it could not be read: {error}; it is tried again by itself")
            }
        };
        if self.unserved(county).is_none_or(|hold| hold.why != why) {
            shared.serving.explain(county, shared.ledger.now(), why);
        }
    }
}
