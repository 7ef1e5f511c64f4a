//! The kept components: a file each, named by its digest.

use std::path::{Path, PathBuf};

use super::error::InstallError;
use crate::file_error::FileAction;
use crate::plugin::engine::Engine;
use crate::plugin::release::Release;
use crate::submission::{Counties, CountyCode, PluginDigest};

/// A folder of components, and what makes them releases again.
pub(super) struct ReleaseStore {
    pub(super) engine: Engine,
    pub(super) folder: PathBuf,
    pub(super) counties: Counties,
}

impl ReleaseStore {
    fn path(&self, digest: &PluginDigest) -> PathBuf {
        self.folder.join(format!("{digest}.wasm"))
    }

    /// Keeps a component, durably.
    pub(super) async fn keep(&self, release: &Release, bytes: &[u8]) -> Result<(), InstallError> {
        let path = self.path(release.digest());
        let temporary = path.with_extension("wasm.part");
        tokio::fs::write(&temporary, bytes).await.map_err(FileAction::Write.failed(&temporary))?;
        let written = tokio::fs::File::open(&temporary).await.map_err(FileAction::Open.failed(&temporary))?;
        written.sync_all().await.map_err(FileAction::Write.failed(&temporary))?;
        tokio::fs::rename(&temporary, &path).await.map_err(FileAction::Create.failed(&path))?;
        make_names_durable(&self.folder).await.map_err(FileAction::Write.failed(&self.folder))?;
        Ok(())
    }

    /// Loads a kept component, if it is what it was and its county still grants it all that it asks for.
    pub(super) async fn load(&self, county: &CountyCode, digest: &PluginDigest) -> Result<Release, InstallError> {
        let unusable = |problem: String| InstallError::Kept { county: county.clone(), digest: digest.clone(), problem };
        let bytes = tokio::fs::read(self.path(digest)).await.map_err(|error| unusable(error.to_string()))?;
        if PluginDigest::of(&bytes) != *digest {
            return Err(unusable("its content is not what its name says".to_owned()));
        }
        let release = Release::load(&self.engine, &bytes).await.map_err(|refusal| unusable(refusal.to_string()))?;
        let Some(configured) = self.counties.get(county) else {
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
pub(super) async fn make_names_durable(folder: &Path) -> std::io::Result<()> {
    tokio::fs::File::open(folder).await?.sync_all().await
}
