//! The kept components: a file each, named by its digest, with their code and what is known of them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::InstallError;
use crate::file_error::FileAction;
use crate::plugin::code::{CodeStore, Known, NoCode, Wanted, component_file};
use crate::plugin::inspect::{Refusal, inspect, manifest_text};
use crate::plugin::manifest::Manifest;
use crate::plugin::release::Release;
use crate::submission::{Counties, CountyCode, PluginDigest};

/// A folder of components, and what makes them releases again. Cheap to clone.
#[derive(Clone)]
pub(super) struct ReleaseStore {
    pub(super) codes: CodeStore,
    pub(super) folder: PathBuf,
    pub(super) counties: Counties,
}

impl ReleaseStore {
    /// A release of a component that is brought in and granted what it asks for, compiled; it is kept afterwards.
    pub(super) async fn compile(&self, manifest: Manifest, component: Vec<u8>) -> Result<Release, Refusal> {
        let (digest, manifest) = (PluginDigest::of(&component), Arc::new(manifest));
        let code = self.codes.code(&digest, &manifest);
        match code.get(Wanted::Of(component)).await {
            Ok(_) => Ok(Release::kept(self.codes.engine(), digest, manifest, code)),
            Err(NoCode::Refused(refusal)) => Err(refusal),
            Err(none @ (NoCode::Damaged(_) | NoCode::Unreadable(_))) => Err(Refusal::Host(none.to_string())),
        }
    }

    /// Keeps a component, durably.
    pub(super) async fn keep(&self, release: &Release, bytes: &[u8]) -> Result<(), InstallError> {
        let path = component_file(&self.folder, release.digest());
        let temporary = path.with_extension("wasm.part");
        tokio::fs::write(&temporary, bytes).await.map_err(FileAction::Write.failed(&temporary))?;
        let written = tokio::fs::File::open(&temporary).await.map_err(FileAction::Open.failed(&temporary))?;
        written.sync_all().await.map_err(FileAction::Write.failed(&temporary))?;
        tokio::fs::rename(&temporary, &path).await.map_err(FileAction::Create.failed(&path))?;
        make_names_durable(&self.folder).await.map_err(FileAction::Write.failed(&self.folder))?;
        Ok(())
    }

    /// A kept release that is wanted now, ready to run, if its component is what it was and its county still grants it all that it
    /// asks for.
    pub(super) async fn load(&self, county: &CountyCode, digest: &PluginDigest) -> Result<Release, InstallError> {
        let unusable = |problem: String| InstallError::Kept { county: county.clone(), digest: digest.clone(), problem };
        let bytes = tokio::fs::read(component_file(&self.folder, digest)).await;
        let bytes = bytes.map_err(|error| unusable(error.to_string()))?;
        if PluginDigest::of(&bytes) != *digest {
            return Err(unusable("its content is not what its name says".to_owned()));
        }
        let manifest = inspect(&bytes).map_err(|refusal| unusable(refusal.to_string()))?;
        let release = self.granted(county, digest, manifest)?;
        release.make_ready(Wanted::AtOnce).await.map_err(|none| unusable(none.to_string()))?;
        Ok(release)
    }

    /// A kept release as a start needs it: what is known of it, and whether it has code; nothing is loaded. `compiled` are the names in
    /// the folder of code. Works on the disk.
    pub(super) fn at_start(
        &self,
        county: &CountyCode,
        digest: &PluginDigest,
        compiled: &HashSet<PluginDigest>,
    ) -> Result<Release, InstallError> {
        let unusable = |problem: String| InstallError::Kept { county: county.clone(), digest: digest.clone(), problem };
        let known = match self.codes.known(digest) {
            Some(known) => known,
            None => {
                let component = self.codes.component(digest).map_err(|none| unusable(none.to_string()))?;
                // It was inspected when it came in, and is again before it is compiled.
                let manifest = Manifest::parse(manifest_text(&component).unwrap_or_default());
                Known { manifest: manifest.map_err(|error| unusable(error.to_string()))?, compiled: false }
            }
        };
        let release = self.granted(county, digest, known.manifest)?;
        if known.compiled && compiled.contains(digest) {
            release.note_ready();
        }
        Ok(release)
    }

    /// The release, if its county grants it all that it asks for.
    fn granted(&self, county: &CountyCode, digest: &PluginDigest, manifest: Manifest) -> Result<Release, InstallError> {
        let Some(configured) = self.counties.get(county) else {
            return Err(InstallError::UnknownCounty { county: county.clone() });
        };
        let differences = manifest.differences(configured);
        if !differences.is_empty() {
            return Err(InstallError::NotGranted { county: county.clone(), differences });
        }
        let manifest = Arc::new(manifest);
        let code = self.codes.code(digest, &manifest);
        Ok(Release::kept(self.codes.engine(), digest.clone(), manifest, code))
    }
}

/// A name lasts once its folder does: a file's own sync says nothing about it.
pub(super) async fn make_names_durable(folder: &Path) -> std::io::Result<()> {
    tokio::fs::File::open(folder).await?.sync_all().await
}
