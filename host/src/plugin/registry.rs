//! Which release serves which county, and how one takes the place of another while attempts run.
//!
//! A release is kept as a file named by its digest and as rows in the ledger's release history. Whatever fails on the way
//! in leaves the release before serving. Attempts hold the release that they started with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use serde::Deserialize;

use super::engine::Engine;
use super::inspect::{MAX_COMPONENT_BYTES, Refusal};
use super::release::Release;
use crate::ledger::{Ledger, LedgerError, ReleaseEvent, ReleaseMove, Role, Who};
use crate::submission::{County, CountyCode, PluginDigest};

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
}

/// Why a release was not put in place. The one before goes on serving.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The component cannot be used; its author is to blame.
    #[error("the plugin was refused: {0}")]
    Refused(#[from] Refusal),
    /// The host has no such county.
    #[error("the plugin is for county {county}, which this host does not serve: add a [[county]] to its configuration")]
    UnknownCounty {
        /// The manifest's county.
        county: CountyCode,
    },
    /// It asks for more than ops granted.
    #[error("the plugin asks for more than county {county} grants: {}", differences.join("; "))]
    NotGranted {
        /// Its county.
        county: CountyCode,
        /// Every difference.
        differences: Vec<String>,
    },
    /// There is nothing to go back to.
    #[error("county {county} has no earlier release to go back to")]
    NothingBefore {
        /// The county.
        county: CountyCode,
    },
    /// The file of a release is gone or was changed.
    #[error("the kept component {digest} of county {county} cannot be used: {problem}; install it again")]
    Kept {
        /// The county.
        county: CountyCode,
        /// The release.
        digest: PluginDigest,
        /// What is wrong.
        problem: String,
    },
    /// The disk.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
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
    counties: Arc<BTreeMap<CountyCode, County>>,
    serving: ArcSwap<BTreeMap<CountyCode, Arc<Release>>>,
    /// One change at a time; readers never wait for it.
    changing: tokio::sync::Mutex<()>,
}

impl Registry {
    /// Loads every county's active release. One that cannot be loaded is reported and left out: its county's work is held,
    /// everything else goes on.
    pub async fn open(
        engine: Engine,
        ledger: Ledger,
        folders: Folders,
        counties: Arc<BTreeMap<CountyCode, County>>,
    ) -> Result<Self, InstallError> {
        for folder in [&folders.inbox, &folders.kept] {
            tokio::fs::create_dir_all(folder).await.map_err(|source| InstallError::File {
                doing: "make the folder",
                path: folder.clone(),
                source,
            })?;
        }
        let inner = Inner {
            engine,
            ledger,
            folders,
            counties,
            serving: ArcSwap::default(),
            changing: tokio::sync::Mutex::new(()),
        };
        let registry = Self { inner: Arc::new(inner) };
        for code in registry.inner.counties.keys() {
            if let Some(digest) = registry.inner.ledger.active_release(code).await? {
                match registry.load_kept(code, &digest).await {
                    Ok(release) => registry.put(code, release),
                    Err(error) => {
                        tracing::error!(county = %code, plugin = digest.short(), %error, "a release could not be loaded");
                    }
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

    /// Checks, compiles, keeps and puts a component in its county's place.
    pub async fn install(&self, bytes: Vec<u8>, who: Who, why: &str) -> Result<Installed, InstallError> {
        if bytes.len() > MAX_COMPONENT_BYTES {
            return Err(Refusal::TooLarge { found: bytes.len() }.into());
        }
        let bytes: Arc<[u8]> = bytes.into();
        let release = Release::load(&self.inner.engine, Arc::clone(&bytes)).await?;
        let code = release.manifest().county.clone();
        let county =
            self.inner.counties.get(&code).ok_or_else(|| InstallError::UnknownCounty { county: code.clone() })?;
        let differences = release.manifest().differences(county);
        if !differences.is_empty() {
            return Err(InstallError::NotGranted { county: code, differences });
        }
        let _one_at_a_time = self.inner.changing.lock().await;
        if self.current(&code).is_some_and(|serving| serving.digest() == release.digest()) {
            return Ok(installed(&release, true));
        }
        self.keep(&release, &bytes).await?;
        for what in [ReleaseMove::Installed, ReleaseMove::Activated] {
            self.inner.ledger.record_release(event(&release, what, &who, why)).await?;
        }
        self.activate(&code, release, &who, why).await
    }

    /// Puts the release that served before back in its place.
    pub async fn rollback(&self, county: &CountyCode, who: Who, why: &str) -> Result<Installed, InstallError> {
        let _one_at_a_time = self.inner.changing.lock().await;
        let nothing = || InstallError::NothingBefore { county: county.clone() };
        let current = self.inner.ledger.active_release(county).await?.ok_or_else(nothing)?;
        let history = self.inner.ledger.releases(Some(county)).await?;
        let before = previous(history.iter().map(|row| (row.what, &row.digest)), &current).ok_or_else(nothing)?;
        let release = self.load_kept(county, &before).await?;
        self.inner.ledger.record_release(event(&release, ReleaseMove::RolledBack, &who, why)).await?;
        self.activate(county, release, &who, why).await
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
        self.inner.ledger.hold_county(county, why).await?;
        self.inner.serving.rcu(|serving| {
            let mut next = BTreeMap::clone(serving);
            next.remove(county);
            next
        });
        Ok(())
    }

    /// Installs what was dropped into the inbox. A file that is refused is renamed, so that it is tried once.
    pub async fn sweep_inbox(&self) -> Vec<(PathBuf, Result<Installed, InstallError>)> {
        let mut done = Vec::new();
        let Ok(mut entries) = tokio::fs::read_dir(&self.inner.folders.inbox).await else {
            return done;
        };
        while let Ok(Some(entry)) = entries.next_entry().await {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "wasm") {
                continue;
            }
            let result = self.install_file(&path).await;
            let suffix = if result.is_ok() { "installed" } else { "refused" };
            let mut renamed = path.clone().into_os_string();
            renamed.push(format!(".{suffix}"));
            if let Err(error) = tokio::fs::rename(&path, &renamed).await {
                tracing::warn!(%error, file = %path.display(), "a dropped plugin could not be renamed");
            }
            done.push((path, result));
        }
        done
    }

    async fn install_file(&self, path: &Path) -> Result<Installed, InstallError> {
        let file = |source| InstallError::File { doing: "read", path: path.to_owned(), source };
        let size = tokio::fs::metadata(path).await.map_err(file)?.len();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > MAX_COMPONENT_BYTES {
            return Err(Refusal::TooLarge { found: size }.into());
        }
        let bytes = tokio::fs::read(path).await.map_err(file)?;
        self.install(bytes, Who::new(Role::Deployer, "plugins folder"), "dropped into the folder").await
    }

    /// Work that was held because the site had drifted goes on with the new release.
    async fn activate(
        &self,
        county: &CountyCode,
        release: Release,
        who: &Who,
        why: &str,
    ) -> Result<Installed, InstallError> {
        let installed = installed(&release, false);
        self.put(county, release);
        self.inner.ledger.release_county(county, who, why).await?;
        tracing::info!(%county, plugin = installed.digest.short(), version = installed.version, "release serves");
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
        tokio::fs::rename(&temporary, &path).await.map_err(file("name", &path))
    }

    async fn load_kept(&self, county: &CountyCode, digest: &PluginDigest) -> Result<Release, InstallError> {
        let unusable = |problem: String| InstallError::Kept { county: county.clone(), digest: digest.clone(), problem };
        let bytes = tokio::fs::read(self.kept_path(digest)).await.map_err(|error| unusable(error.to_string()))?;
        if PluginDigest::of(&bytes) != *digest {
            return Err(unusable("its content is not what its name says".to_owned()));
        }
        let release =
            Release::load(&self.inner.engine, bytes.into()).await.map_err(|refusal| unusable(refusal.to_string()))?;
        let differences = match self.inner.counties.get(county) {
            Some(county) => release.manifest().differences(county),
            None => vec!["the county is not configured".to_owned()],
        };
        if differences.is_empty() { Ok(release) } else { Err(unusable(differences.join("; "))) }
    }
}

fn installed(release: &Release, already: bool) -> Installed {
    let manifest = release.manifest();
    Installed {
        county: manifest.county.clone(),
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        digest: release.digest().clone(),
        already,
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

/// The release that a rollback leads to: walking the history back as a stack of activations, so that two rollbacks in a row
/// go two releases back and not to and fro.
fn previous<'a>(
    history: impl Iterator<Item = (ReleaseMove, &'a PluginDigest)>,
    current: &PluginDigest,
) -> Option<PluginDigest> {
    let mut served: Vec<&PluginDigest> = Vec::new();
    for (what, digest) in history {
        match what {
            ReleaseMove::Activated => {
                served.retain(|earlier| *earlier != digest);
                served.push(digest);
            }
            ReleaseMove::RolledBack => {
                while served.last().is_some_and(|last| *last != digest) {
                    served.pop();
                }
            }
            ReleaseMove::Quarantined | ReleaseMove::Retired => served.retain(|earlier| *earlier != digest),
            ReleaseMove::Installed | ReleaseMove::Refused => {}
        }
    }
    if served.last() == Some(&current) {
        served.pop();
    }
    served.last().map(|digest| (*digest).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rollbacks_walk_back_and_not_to_and_fro() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|bytes| PluginDigest::of(bytes));
        let check =
            |history: &[(ReleaseMove, &PluginDigest)], current: &PluginDigest, expect: Option<&PluginDigest>| {
                assert_eq!(previous(history.iter().copied(), current).as_ref(), expect);
            };
        use ReleaseMove::{Activated, Quarantined, RolledBack};
        check(&[(Activated, &a)], &a, None);
        check(&[(Activated, &a), (Activated, &b)], &b, Some(&a));
        check(&[(Activated, &a), (Activated, &b), (Activated, &c), (RolledBack, &b)], &b, Some(&a));
        check(&[(Activated, &a), (Quarantined, &a), (Activated, &b)], &b, None);
    }
}
