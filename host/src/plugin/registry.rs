//! Which release serves which county, and how one takes the place of another while attempts run.
//!
//! A release is kept as a file named by its digest and as rows in the ledger's release history. Whatever fails on the way
//! in leaves the release before serving. Attempts hold the release that they started with.
//!
//! A county whose site has drifted stays held until a release comes that never served it, or a person lets it go on: one that
//! served before was not written for the site as it is.

mod error;
mod history;
mod inbox;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use serde::Deserialize;
use tokio::sync::Semaphore;

pub use self::error::InstallError;
use self::history::Found;
pub use self::inbox::Dropped;
use super::engine::Engine;
use super::inspect::{MAX_COMPONENT_BYTES, Refusal};
use super::release::Release;
use crate::ledger::{Hold, Ledger, ReleaseEvent, ReleaseMove, ReleaseRow, Who};
use crate::submission::{Counties, CountyCode, PluginDigest, excerpt};

/// Components that are brought in and compiled at a time: each may take a processor for a minute, and a GiB of memory. A release that
/// is kept waits for none of them, so that the way back is always free.
const MAX_COMPILING: usize = 2;
/// How long a component waits for its turn before whoever sent it is told to come back.
const TURN: Duration = Duration::from_secs(60);
/// Characters kept of a name that no release has.
const MAX_WANTED: usize = 100;
/// Why nothing serves a county that has had no release, or none since its last one was quarantined.
const NO_RELEASE: &str = "it has no release: `plugin install` brings one in, `plugin rollback` an earlier one back";
/// Why nothing serves a county that only the ledger knows.
const NOT_CONFIGURED: &str =
    "it is not in the host's configuration: add its [[county]] again, and start the host again";

/// Where components are kept and dropped.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folders {
    /// Where a `.wasm` may be dropped to be installed.
    pub inbox: PathBuf,
    /// Where installed components are kept, by digest.
    pub kept: PathBuf,
}

/// A release that was put in its place.
#[derive(Debug, Clone)]
pub struct Installed {
    /// For which county.
    pub county: CountyCode,
    /// The plugin's name.
    pub name: String,
    /// The plugin's version.
    pub version: String,
    /// What identifies it.
    pub digest: PluginDigest,
    /// It was serving before.
    pub already: bool,
    /// Why its county's work waits although it serves; none where the work goes on.
    pub held: Option<String>,
}

/// What becomes of a release that was taken out of service for its faults, when somebody asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quarantined {
    /// It is refused, with the reason that it was taken out for.
    Refuse,
    /// It serves again: somebody knows better, and said why.
    Allow,
}

/// The releases that serve. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    ledger: Ledger,
    folders: Folders,
    counties: Counties,
    serving: ArcSwap<BTreeMap<CountyCode, Arc<Release>>>,
    /// Why no release serves a county of the configuration, and since when.
    unserved: Mutex<BTreeMap<CountyCode, Hold>>,
    opened: Timestamp,
    /// Turns to compile what is brought in.
    compiling: Semaphore,
    /// One change at a time; readers never wait for it.
    changing: tokio::sync::Mutex<()>,
    /// The files of the inbox, as they were when last looked at.
    dropped: Mutex<inbox::Seen>,
}

/// Whether a release has served its county before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Served {
    Never,
    Before,
}

impl Registry {
    /// Loads every county's active release. One that cannot be loaded is left out: its county is [`unserved`](Self::unserved) until
    /// another one comes, or this one can be loaded at the next start; everything else goes on.
    pub async fn open(
        engine: Engine,
        ledger: Ledger,
        folders: Folders,
        counties: Counties,
    ) -> Result<Self, InstallError> {
        for folder in [&folders.inbox, &folders.kept] {
            tokio::fs::create_dir_all(folder).await.map_err(|source| InstallError::File {
                doing: "make the folder",
                path: folder.clone(),
                source,
            })?;
        }
        let opened = ledger.now();
        let inner = Inner {
            engine,
            ledger,
            folders,
            counties,
            serving: ArcSwap::default(),
            unserved: Mutex::default(),
            opened,
            compiling: Semaphore::new(MAX_COMPILING),
            changing: tokio::sync::Mutex::new(()),
            dropped: Mutex::default(),
        };
        let registry = Self { inner: Arc::new(inner) };
        for code in registry.inner.counties.codes() {
            let Some(digest) = registry.inner.ledger.active_release(code).await? else {
                registry.serves_not(code, opened, NO_RELEASE.to_owned());
                continue;
            };
            match registry.load_kept(code, &digest).await {
                Ok(release) => registry.put(code, release),
                Err(error) => {
                    tracing::error!(county = %code, plugin = digest.short(), %error, "a release could not be loaded");
                    let why = format!("release {} could not be loaded when the host started: {error}", digest.short());
                    registry.serves_not(code, opened, why);
                }
            }
        }
        Ok(registry)
    }

    /// The release that serves a county.
    pub fn current(&self, county: &CountyCode) -> Option<Arc<Release>> {
        self.inner.serving.load().get(county).map(Arc::clone)
    }

    /// Every release that serves.
    pub fn serving(&self) -> Arc<BTreeMap<CountyCode, Arc<Release>>> {
        self.inner.serving.load_full()
    }

    /// Why no release serves a county, and since when; none where one does. Work of a county can be done if, and only if, a release
    /// serves it: one serves only where the county is configured and grants it all that it asks for, accounts included.
    pub fn unserved(&self, county: &CountyCode) -> Option<Hold> {
        if self.current(county).is_some() {
            return None;
        }
        let known = self.inner.unserved.lock().unwrap_or_else(PoisonError::into_inner).get(county).cloned();
        Some(known.unwrap_or_else(|| Hold { since: self.inner.opened, why: NOT_CONFIGURED.to_owned() }))
    }

    /// Checks, compiles, keeps and puts a component in its county's place. Refused where its turn to be compiled does not come.
    pub async fn install(&self, bytes: Vec<u8>, who: Who, why: &str) -> Result<Installed, InstallError> {
        let turn = tokio::time::timeout(TURN, self.inner.compiling.acquire()).await;
        let busy = |_| {
            let waited = TURN.as_secs();
            Refusal::Host(format!(
                "{MAX_COMPILING} others are being compiled, and its turn did not come within {waited} s"
            ))
        };
        let _turn = turn.map_err(busy)?;
        self.install_at_once(bytes, who, why).await
    }

    async fn install_at_once(&self, bytes: Vec<u8>, who: Who, why: &str) -> Result<Installed, InstallError> {
        if bytes.len() > MAX_COMPONENT_BYTES {
            return Err(Refusal::TooLarge { found: bytes.len() }.into());
        }
        let release = Release::load(&self.inner.engine, &bytes).await?;
        let code = release.manifest().county.clone();
        let county =
            self.inner.counties.get(&code).ok_or_else(|| InstallError::UnknownCounty { county: code.clone() })?;
        let differences = release.manifest().differences(county);
        if !differences.is_empty() {
            return Err(InstallError::NotGranted { county: code, differences });
        }
        let _one_at_a_time = self.inner.changing.lock().await;
        if self.current(&code).is_some_and(|serving| serving.digest() == release.digest()) {
            let held = self.inner.ledger.county_hold(&code).await?.map(|hold| hold.why);
            return Ok(Installed { already: true, ..installed(&release, held) });
        }
        let history = self.inner.ledger.releases(Some(&code)).await?;
        if let Some(why) = history::quarantined(&history, release.digest()) {
            return Err(InstallError::Quarantined { county: code, digest: release.digest().clone(), why });
        }
        let served = if history::served(&history, release.digest()) { Served::Before } else { Served::Never };
        self.keep(&release, &bytes).await?;
        self.inner.ledger.record_release(event(&release, ReleaseMove::Installed, &who, why)).await?;
        self.put_in_place(release, ReleaseMove::Activated, served, &history, &who, why).await
    }

    /// Puts the release that served before back in its place, also where none serves now.
    pub async fn rollback(&self, county: &CountyCode, who: Who, why: &str) -> Result<Installed, InstallError> {
        let _one_at_a_time = self.inner.changing.lock().await;
        let current = self.inner.ledger.active_release(county).await?;
        let history = self.inner.ledger.releases(Some(county)).await?;
        let before = history::previous(history.iter().map(|row| (row.what, &row.digest)), current.as_ref())
            .ok_or_else(|| InstallError::NothingBefore { county: county.clone() })?;
        let release = self.load_kept(county, &before).await?;
        self.put_in_place(release, ReleaseMove::RolledBack, Served::Before, &history, &who, why).await
    }

    /// Puts a kept release in its county's place: by its version, or by its digest or the beginning of it.
    pub async fn activate(
        &self,
        county: &CountyCode,
        wanted: &str,
        quarantined: Quarantined,
        who: Who,
        why: &str,
    ) -> Result<Installed, InstallError> {
        let _one_at_a_time = self.inner.changing.lock().await;
        let history = self.inner.ledger.releases(Some(county)).await?;
        let asked_for = || excerpt(wanted, MAX_WANTED);
        let digest = match history::named(&history, wanted) {
            Found::One(digest) => digest,
            Found::None(kept) => {
                return Err(InstallError::NoSuchRelease { county: county.clone(), wanted: asked_for(), kept });
            }
            Found::Several(fitting) => {
                return Err(InstallError::SeveralReleases { county: county.clone(), wanted: asked_for(), fitting });
            }
        };
        if let (Quarantined::Refuse, Some(why)) = (quarantined, history::quarantined(&history, &digest)) {
            return Err(InstallError::Quarantined { county: county.clone(), digest, why });
        }
        if let Some(serving) = self.current(county).filter(|serving| *serving.digest() == digest) {
            let held = self.inner.ledger.county_hold(county).await?.map(|hold| hold.why);
            return Ok(Installed { already: true, ..installed(&serving, held) });
        }
        let release = self.load_kept(county, &digest).await?;
        let served = if history::served(&history, &digest) { Served::Before } else { Served::Never };
        self.put_in_place(release, ReleaseMove::Activated, served, &history, &who, why).await
    }

    /// Takes a release that keeps failing out of service, and holds its county until another one is installed.
    pub async fn quarantine(&self, release: &Release, why: &str) -> Result<(), InstallError> {
        let _one_at_a_time = self.inner.changing.lock().await;
        let county = &release.manifest().county;
        if self.current(county).is_none_or(|serving| serving.digest() != release.digest()) {
            return Ok(());
        }
        self.inner
            .ledger
            .record_release(event(release, ReleaseMove::Quarantined, &Who::host("scheduler"), why))
            .await?;
        self.inner.serving.rcu(|serving| {
            let mut next = BTreeMap::clone(serving);
            next.remove(county);
            next
        });
        self.serves_not(county, self.inner.ledger.now(), format!("its release was quarantined: {why}"));
        Ok(())
    }

    /// The step into its place, from which on new attempts are its own. Work that was held for the release before goes on with
    /// it; work that was held because the site had drifted goes on only with a release that never served.
    async fn put_in_place(
        &self,
        release: Release,
        what: ReleaseMove,
        served: Served,
        history: &[ReleaseRow],
        who: &Who,
        why: &str,
    ) -> Result<Installed, InstallError> {
        let county = release.manifest().county.clone();
        let hold = self.inner.ledger.county_hold(&county).await?;
        let stays = hold.filter(|hold| served == Served::Before && !history::held_by_quarantine(history, hold.since));
        self.inner.ledger.record_release(event(&release, what, who, why)).await?;
        let installed = installed(&release, stays.map(|hold| hold.why));
        self.put(&county, release);
        if installed.held.is_none() {
            self.inner.ledger.release_county(&county, who, why).await?;
        }
        let (plugin, version) = (installed.digest.short(), &installed.version);
        tracing::info!(%county, plugin, version, held = installed.held.is_some(), "release serves");
        Ok(installed)
    }

    fn put(&self, county: &CountyCode, release: Release) {
        let release = Arc::new(release);
        self.inner.serving.rcu(|serving| {
            let mut next = BTreeMap::clone(serving);
            next.insert(county.clone(), Arc::clone(&release));
            next
        });
    }

    /// Notes why no release serves a county of the configuration; what comes into its place goes before this.
    fn serves_not(&self, county: &CountyCode, since: Timestamp, why: String) {
        let mut unserved = self.inner.unserved.lock().unwrap_or_else(PoisonError::into_inner);
        unserved.insert(county.clone(), Hold { since, why });
    }

    fn kept_path(&self, digest: &PluginDigest) -> PathBuf {
        self.inner.folders.kept.join(format!("{digest}.wasm"))
    }

    async fn keep(&self, release: &Release, bytes: &[u8]) -> Result<(), InstallError> {
        let path = self.kept_path(release.digest());
        let temporary = path.with_extension("wasm.part");
        let file = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| InstallError::File { doing, path, source }
        };
        tokio::fs::write(&temporary, bytes).await.map_err(file("write", &temporary))?;
        let written = tokio::fs::File::open(&temporary).await.map_err(file("open", &temporary))?;
        written.sync_all().await.map_err(file("make durable", &temporary))?;
        tokio::fs::rename(&temporary, &path).await.map_err(file("name", &path))?;
        make_names_durable(&self.inner.folders.kept).await.map_err(file("make durable", &self.inner.folders.kept))
    }

    async fn load_kept(&self, county: &CountyCode, digest: &PluginDigest) -> Result<Release, InstallError> {
        let unusable = |problem: String| InstallError::Kept { county: county.clone(), digest: digest.clone(), problem };
        let bytes = tokio::fs::read(self.kept_path(digest)).await.map_err(|error| unusable(error.to_string()))?;
        if PluginDigest::of(&bytes) != *digest {
            return Err(unusable("its content is not what its name says".to_owned()));
        }
        let release =
            Release::load(&self.inner.engine, &bytes).await.map_err(|refusal| unusable(refusal.to_string()))?;
        let Some(configured) = self.inner.counties.get(county) else {
            return Err(InstallError::UnknownCounty { county: county.clone() });
        };
        let differences = release.manifest().differences(configured);
        if differences.is_empty() {
            Ok(release)
        } else {
            Err(InstallError::NotGranted { county: county.clone(), differences })
        }
    }
}

/// A name lasts once its folder does: a file's own sync says nothing about it.
async fn make_names_durable(folder: &Path) -> std::io::Result<()> {
    tokio::fs::File::open(folder).await?.sync_all().await
}

fn installed(release: &Release, held: Option<String>) -> Installed {
    let manifest = release.manifest();
    Installed {
        county: manifest.county.clone(),
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        digest: release.digest().clone(),
        already: false,
        held,
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
