//! What the scheduler's rules reach beyond the ledger, as traits: a host that runs has releases with code, browsers and evidence; a simulation
//! (xtask/sim) has none of them, and goes by the same rules.

use std::sync::Arc;

use super::policy::Policy;
use crate::form::SeenPage;
use crate::ledger::{Claim, Hold, Ledger, LedgerError};
use crate::plugin::{CallReport, Manifest, Registry, Release};
use crate::submission::{Clock, CountyCode, PluginDigest};

/// A release that serves a county.
pub trait ServingRelease: Send + Sync {
    /// What identifies it.
    fn digest(&self) -> &PluginDigest;
    /// What its author wrote.
    fn manifest(&self) -> &Manifest;
    /// Whether an attempt can begin without compiling first.
    fn is_ready(&self) -> bool;
}

/// Which release serves each county, and what attempts teach of it. Cheap to clone.
pub trait Releases: Clone + Send + Sync + 'static {
    /// What it has for a release.
    type Release: ServingRelease;

    /// The release that serves a county.
    fn current(&self, county: &CountyCode) -> Option<Arc<Self::Release>>;

    /// Why no release serves a county, and since when; none where one does.
    fn unserved(&self, county: &CountyCode) -> Option<Hold>;

    /// Takes a release that is at fault out.
    fn quarantine(&self, release: &Self::Release, why: &str) -> impl Future<Output = ()> + Send;

    /// After an attempt that met another site: what it met waits for somebody to accept it.
    fn propose_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        pages: &[SeenPage],
    ) -> impl Future<Output = Result<(), LedgerError>> + Send;

    /// After a delivery: what it met first may become known.
    fn learn_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        pages: &[SeenPage],
        ignored: &[String],
    ) -> impl Future<Output = Result<(), LedgerError>> + Send;
}

/// What the end of an attempt is recorded with.
pub trait Surroundings: Sync {
    /// What it has for releases.
    type Releases: Releases;

    fn ledger(&self) -> &Ledger;

    fn releases(&self) -> &Self::Releases;

    fn clock(&self) -> &Clock;

    fn policy(&self) -> &Policy;

    /// Drifts of a county in a row after which its work is held.
    fn drifts(&self) -> u32;

    /// Between 0 and 1, so that retries do not come at the same time.
    fn chance(&self) -> f64;

    /// A county's scripts and pages may not fit each other any more: the next attempt gets all of them anew.
    fn site_changed(&self, county: &CountyCode);

    /// Keeps what people may want to look at.
    fn keep_evidence<T: Send>(
        &self,
        claim: &Claim,
        report: CallReport<T>,
        delivered: bool,
    ) -> impl Future<Output = ()> + Send;
}

impl ServingRelease for Release {
    fn digest(&self) -> &PluginDigest {
        self.digest()
    }

    fn manifest(&self) -> &Manifest {
        self.manifest()
    }

    fn is_ready(&self) -> bool {
        self.is_ready()
    }
}

impl Releases for Registry {
    type Release = Release;

    fn current(&self, county: &CountyCode) -> Option<Arc<Release>> {
        self.current(county)
    }

    fn unserved(&self, county: &CountyCode) -> Option<Hold> {
        self.unserved(county)
    }

    async fn quarantine(&self, release: &Release, why: &str) {
        if let Err(error) = self.quarantine(release, why).await {
            tracing::error!(%error, "the release could not be quarantined");
        }
    }

    fn propose_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        pages: &[SeenPage],
    ) -> impl Future<Output = Result<(), LedgerError>> + Send {
        self.propose_forms(county, plugin, pages)
    }

    fn learn_forms(
        &self,
        county: &CountyCode,
        plugin: &PluginDigest,
        pages: &[SeenPage],
        ignored: &[String],
    ) -> impl Future<Output = Result<(), LedgerError>> + Send {
        self.learn_forms(county, plugin, pages, ignored)
    }
}
