//! The kept components: a file each, named by its digest, with their code and what is known of them.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::runtime::Handle;

use super::error::InstallError;
use crate::counties::Counties;
use crate::plugin::code::{CodeStore, Known, NoCode, Wanted};
use crate::plugin::inspect::{Refusal, inspect, manifest_text};
use crate::plugin::manifest::Manifest;
use crate::plugin::release::Release;
use crate::submission::{CountyCode, PluginDigest};

/// Components, and what makes them releases again. Cheap to clone.
#[derive(Clone)]
pub(super) struct ReleaseStore {
    pub(super) codes: CodeStore,
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
    pub(super) async fn keep(&self, release: &Release, component: Vec<u8>) -> Result<(), InstallError> {
        Ok(self.codes.keep_component(release.digest(), component).await?)
    }

    /// A kept release that is wanted now, ready to run, if its component is what it was and its county still grants it all that it
    /// asks for. Where the component cannot be looked at now, what this host knows of it and its code are enough: the way back is open
    /// while an object store is away.
    pub(super) async fn load(&self, county: &CountyCode, digest: &PluginDigest) -> Result<Release, InstallError> {
        let unusable = |none| InstallError::of_kept(county, digest, none);
        let manifest = match self.codes.component(digest).await {
            Ok(component) => inspect(&component).map_err(|refusal| unusable(refusal.into()))?,
            Err(none @ NoCode::Unreadable(_)) => self.known(digest).await.ok_or_else(|| unusable(none))?.manifest,
            Err(none) => return Err(unusable(none)),
        };
        let release = self.granted(county, digest, manifest)?;
        release.make_ready(Wanted::AtOnce).await.map_err(unusable)?;
        Ok(release)
    }

    async fn known(&self, digest: &PluginDigest) -> Option<Known> {
        let (codes, digest) = (self.codes.clone(), digest.clone());
        tokio::task::spawn_blocking(move || codes.known(&digest)).await.ok()?
    }

    /// A kept release as a start needs it: what is known of it, and whether it has code; nothing is loaded. `compiled` are the names in
    /// the folder of code. Works on the disk, and waits for the component where nothing is known of it.
    pub(super) fn at_start(
        &self,
        county: &CountyCode,
        digest: &PluginDigest,
        compiled: &HashSet<PluginDigest>,
    ) -> Result<Release, InstallError> {
        let unusable = |none| InstallError::of_kept(county, digest, none);
        let known = match self.codes.known(digest) {
            Some(known) => known,
            None => {
                let component = Handle::current().block_on(self.codes.component(digest)).map_err(unusable)?;
                // It was inspected when it came in, and is again before it is compiled.
                let manifest = Manifest::parse(manifest_text(&component).unwrap_or_default());
                Known {
                    manifest: manifest.map_err(|error| unusable(NoCode::Damaged(error.to_string())))?,
                    compiled: false,
                }
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
        let differences = manifest.differences(&configured);
        if !differences.is_empty() {
            return Err(InstallError::NotGranted { county: county.clone(), differences });
        }
        let manifest = Arc::new(manifest);
        let code = self.codes.code(digest, &manifest);
        Ok(Release::kept(self.codes.engine(), digest.clone(), manifest, code))
    }
}
