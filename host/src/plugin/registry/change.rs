//! How a release comes to serve its county, and ceases to: one change at a time, each a row of the release history.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::SemaphorePermit;

use super::error::InstallError;
use super::forms;
use super::history::{self, Found};
use super::installed::Installed;
use super::{MAX_COMPILING, Registry};
use crate::ledger::{GoesOn, Hold, ReleaseEvent, ReleaseMove, ReleaseRow, Who};
use crate::plugin::inspect::{Refusal, inspect};
use crate::plugin::manifest::Manifest;
use crate::plugin::release::Release;
use crate::submission::{CountyCode, PluginDigest, excerpt};

/// How long a component waits for its turn before whoever sent it is asked to come back.
const TURN: Duration = Duration::from_secs(60);
/// Characters kept of a name that no release has.
const MAX_WANTED: usize = 100;

/// What becomes of a release that was taken out of service for its faults, when somebody asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quarantined {
    /// It is refused, with the reason that it was taken out for.
    Refuse,
    /// It serves again: somebody knows better, and said why.
    Allow,
}

/// What becomes of a county's hold when a release takes the place of another that has served before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnHold {
    /// It stays, where it is for the county's site: a release that served before was not written for the site as it is.
    Keep,
    /// Its work goes on, one application first.
    Resume,
}

/// Whether a release has served its county before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Served {
    Never,
    Before,
}

impl Registry {
    /// Checks, compiles and keeps a component, and lets it serve its county. Refused where its turn to be compiled does not come.
    pub async fn install(&self, bytes: Vec<u8>, who: Who, why: &str) -> Result<Installed, InstallError> {
        let _turn = self.turn_to_compile().await?;
        self.install_at_once(bytes, who, why).await
    }

    /// Its turn to be compiled, with a bound.
    pub(super) async fn turn_to_compile(&self) -> Result<SemaphorePermit<'_>, InstallError> {
        let turn = tokio::time::timeout(TURN, self.shared.compiling.acquire()).await;
        let busy = || {
            let waited = TURN.as_secs();
            Refusal::Host(format!(
                "{MAX_COMPILING} others are being compiled, and its turn did not come within {waited} s"
            ))
        };
        turn.ok().and_then(Result::ok).ok_or_else(|| busy().into())
    }

    /// The manifest of a component whose county grants all that it asks for; nothing is compiled.
    pub(super) fn granted(&self, bytes: &[u8]) -> Result<Manifest, InstallError> {
        let manifest = inspect(bytes)?;
        let code = manifest.county.clone();
        let county = self
            .shared
            .store
            .counties
            .get(&code)
            .ok_or_else(|| InstallError::UnknownCounty { county: code.clone() })?;
        let differences = manifest.differences(&county);
        if differences.is_empty() { Ok(manifest) } else { Err(InstallError::NotGranted { county: code, differences }) }
    }

    pub(super) async fn install_at_once(&self, bytes: Vec<u8>, who: Who, why: &str) -> Result<Installed, InstallError> {
        let manifest = self.granted(&bytes)?;
        let release = self.shared.store.compile(manifest, bytes.clone()).await?;
        let code = release.manifest().county.clone();
        let _one_at_a_time = self.shared.changing.lock().await;
        // The county may have changed while it was compiled; from here on it does not.
        self.granted(&bytes)?;
        if self.current(&code).is_some_and(|serving| serving.digest() == release.digest()) {
            return self.serves_already(&release, OnHold::Keep, &who, why).await;
        }
        let history = self.shared.ledger.releases(Some(&code)).await?;
        if let Some(why) = history::quarantined(&history, release.digest()) {
            return Err(InstallError::Quarantined { county: code, digest: release.digest().clone(), why });
        }
        let served = if history::served(&history, release.digest()) { Served::Before } else { Served::Never };
        self.shared.store.keep(&release, bytes).await?;
        self.shared.ledger.record_release(event(&release, ReleaseMove::Installed, &who, why)).await?;
        self.let_serve(release, ReleaseMove::Activated, (served, OnHold::Keep), &history, &who, why).await
    }

    /// Lets the release that served before serve again, also where none serves now.
    pub async fn rollback(
        &self,
        county: &CountyCode,
        on_hold: OnHold,
        who: Who,
        why: &str,
    ) -> Result<Installed, InstallError> {
        let _one_at_a_time = self.shared.changing.lock().await;
        let current = self.shared.ledger.active_release(county).await?;
        let history = self.shared.ledger.releases(Some(county)).await?;
        let before = history::previous(history.iter().map(|row| (row.what, &row.digest)), current.as_ref())
            .ok_or_else(|| InstallError::NothingBefore { county: county.clone() })?;
        let release = self.shared.store.load(county, &before).await?;
        self.let_serve(release, ReleaseMove::RolledBack, (Served::Before, on_hold), &history, &who, why).await
    }

    /// Lets a kept release serve its county. It is named by its version, or by its digest or the beginning of it.
    pub async fn activate(
        &self,
        county: &CountyCode,
        wanted: &str,
        quarantined: Quarantined,
        on_hold: OnHold,
        who: Who,
        why: &str,
    ) -> Result<Installed, InstallError> {
        let _one_at_a_time = self.shared.changing.lock().await;
        let history = self.shared.ledger.releases(Some(county)).await?;
        let digest = named(&history, county, wanted)?;
        if let (Quarantined::Refuse, Some(why)) = (quarantined, history::quarantined(&history, &digest)) {
            return Err(InstallError::Quarantined { county: county.clone(), digest, why });
        }
        if let Some(serving) = self.current(county).filter(|serving| *serving.digest() == digest) {
            return self.serves_already(&serving, on_hold, &who, why).await;
        }
        let release = self.shared.store.load(county, &digest).await?;
        let served = if history::served(&history, &digest) { Served::Before } else { Served::Never };
        self.let_serve(release, ReleaseMove::Activated, (served, on_hold), &history, &who, why).await
    }

    /// Takes a release that keeps failing out of service, and holds its county until another one is installed.
    pub async fn quarantine(&self, release: &Release, why: &str) -> Result<(), InstallError> {
        let _one_at_a_time = self.shared.changing.lock().await;
        let county = &release.manifest().county;
        if self.current(county).is_none_or(|serving| serving.digest() != release.digest()) {
            return Ok(());
        }
        self.shared
            .ledger
            .record_release(event(release, ReleaseMove::Quarantined, &Who::host("scheduler"), why))
            .await?;
        self.shared.serving.remove(county, self.shared.ledger.now(), format!("its release was quarantined: {why}"));
        Ok(())
    }

    /// Nothing else serves than before; a hold stays or goes as asked.
    async fn serves_already(
        &self,
        release: &Release,
        on_hold: OnHold,
        who: &Who,
        why: &str,
    ) -> Result<Installed, InstallError> {
        let (ledger, county) = (&self.shared.ledger, &release.manifest().county);
        if on_hold == OnHold::Resume {
            ledger.release_county(county, who, why, GoesOn::OneFirst).await?;
        }
        let held = ledger.county_hold(county).await?.map(|hold| hold.why);
        let (waiting, goes_first) = (ledger.waiting(county).await?, ledger.goes_first(county).await?);
        Ok(Installed { already: true, held, waiting, goes_first, ..Installed::of(release) })
    }

    /// From here on new attempts are this release's. Work that was held because of the release before goes on with
    /// it; work that was held because the site had changed goes on only with a release that never served, or where somebody says so.
    /// Either way one application goes first. All of that is one step of the ledger's.
    async fn let_serve(
        &self,
        release: Release,
        what: ReleaseMove,
        (served, on_hold): (Served, OnHold),
        history: &[ReleaseRow],
        who: &Who,
        why: &str,
    ) -> Result<Installed, InstallError> {
        let county = release.manifest().county.clone();
        let (ledger, event) = (&self.shared.ledger, event(&release, what, who, why));
        let mut installed = Installed::of(&release);
        match served {
            Served::Never => installed.requeued = ledger.take_over(&event, forms::of_new_release).await?,
            Served::Before => {
                let stays = |hold: &Hold| on_hold == OnHold::Keep && !history::held_by_quarantine(history, hold.since);
                let held = ledger.serve_again(&event, stays, forms::of_earlier_release).await?;
                installed.held = held.map(|hold| hold.why);
            }
        }
        // Whatever ends the host before this: the ledger says which release serves when it starts again.
        self.shared.serving.put(&county, &Arc::new(release));
        (installed.waiting, installed.goes_first) = (ledger.waiting(&county).await?, ledger.goes_first(&county).await?);
        let (plugin, version) = (installed.digest.short(), &installed.version);
        tracing::info!(%county, plugin, version, held = installed.held.is_some(), "release serves");
        Ok(installed)
    }
}

/// The one kept release of a county that is called so.
pub(super) fn named(history: &[ReleaseRow], county: &CountyCode, wanted: &str) -> Result<PluginDigest, InstallError> {
    let asked_for = || excerpt(wanted, MAX_WANTED);
    match history::named(history, wanted) {
        Found::One(digest) => Ok(digest),
        Found::None(kept) => Err(InstallError::NoSuchRelease { county: county.clone(), wanted: asked_for(), kept }),
        Found::Several(fitting) => {
            Err(InstallError::SeveralReleases { county: county.clone(), wanted: asked_for(), fitting })
        }
    }
}

fn event(release: &Release, what: ReleaseMove, who: &Who, why: &str) -> ReleaseEvent {
    let manifest = release.manifest();
    ReleaseEvent {
        county: manifest.county.clone(),
        digest: release.digest().clone(),
        version: manifest.version.clone(),
        what,
        who: who.clone(),
        why: why.to_owned(),
        manifest: serde_json::to_value(manifest).unwrap_or_default(),
    }
}
