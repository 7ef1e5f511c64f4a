//! What the scheduler's rules reach in a simulation: the real ledger, counties as they are configured, and releases that are nothing but their
//! manifests.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postrider::counties::Counties;
use postrider::form::{KnownForms, SeenPage};
use postrider::ledger::{Claim, Hold, Ledger, LedgerError, ReleaseEvent, ReleaseMove, Who};
use postrider::plugin::{CallReport, Manifest};
use postrider::scheduler::policy::Policy;
use postrider::scheduler::{Releases, ServingRelease, Surroundings};
use postrider::submission::{Clock, CountyCode, PluginDigest};

use crate::chance::{Chance, What};

/// A release: what its author wrote, and no code.
pub(crate) struct Release {
    county: CountyCode,
    digest: PluginDigest,
    /// From 1: each was written for the site as it was then.
    number: u32,
    manifest: Arc<Manifest>,
}

impl Release {
    pub(crate) fn new(county: &CountyCode, number: u32, manifest: Arc<Manifest>) -> Self {
        let digest = PluginDigest::of(format!("{county} {number}").as_bytes());
        Self { county: county.clone(), digest, number, manifest }
    }

    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// A step of it, as the registry would write it.
    pub(crate) fn step(&self, what: ReleaseMove, who: Who, why: &str) -> ReleaseEvent {
        ReleaseEvent {
            county: self.county.clone(),
            digest: self.digest.clone(),
            version: format!("{}.0.0", self.number),
            what,
            who,
            why: why.to_owned(),
            manifest: serde_json::json!({ "county": self.county.as_str() }),
        }
    }
}

impl ServingRelease for Release {
    fn digest(&self) -> &PluginDigest {
        &self.digest
    }

    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn is_ready(&self) -> bool {
        true
    }
}

/// Which release serves which county.
#[derive(Clone)]
pub(crate) struct Serving {
    ledger: Ledger,
    shared: Arc<Mutex<Tables>>,
}

#[derive(Default)]
struct Tables {
    serving: BTreeMap<CountyCode, Arc<Release>>,
    unserved: BTreeMap<CountyCode, Hold>,
    /// Whose release was taken out and that nobody has looked at yet.
    quarantined: Vec<CountyCode>,
}

impl Serving {
    pub(crate) fn new(ledger: Ledger) -> Self {
        Self { ledger, shared: Arc::default() }
    }

    /// A release serves its county from here on.
    pub(crate) fn put(&self, release: Arc<Release>) {
        self.tables().serving.insert(release.county.clone(), release);
    }

    /// The counties whose release was taken out since this was asked last.
    pub(crate) fn newly_quarantined(&self) -> Vec<CountyCode> {
        std::mem::take(&mut self.tables().quarantined)
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Releases for Serving {
    type Release = Release;

    fn current(&self, county: &CountyCode) -> Option<Arc<Release>> {
        self.tables().serving.get(county).cloned()
    }

    fn unserved(&self, county: &CountyCode) -> Option<Hold> {
        let tables = self.tables();
        if tables.serving.contains_key(county) { None } else { tables.unserved.get(county).cloned() }
    }

    async fn quarantine(&self, release: &Release, why: &str) {
        let step = release.step(ReleaseMove::Quarantined, Who::host("scheduler"), why);
        if self.ledger.record_release(step).await.is_ok() {
            let mut tables = self.tables();
            tables.serving.remove(&release.county);
            tables.unserved.insert(release.county.clone(), Hold { since: self.ledger.now(), why: why.to_owned() });
            tables.quarantined.push(release.county.clone());
        }
    }

    async fn propose_forms(&self, _: &CountyCode, _: &PluginDigest, _: &[SeenPage]) -> Result<(), LedgerError> {
        Ok(())
    }

    async fn learn_forms(
        &self,
        _: &CountyCode,
        _: &PluginDigest,
        _: &[SeenPage],
        _: &[String],
    ) -> Result<(), LedgerError> {
        Ok(())
    }
}

/// The forms that a release begins with.
pub(crate) fn no_forms() -> String {
    KnownForms::default().to_text()
}

/// All of it.
pub(crate) struct SimulatedHost {
    pub(crate) ledger: Ledger,
    pub(crate) counties: Counties,
    pub(crate) releases: Serving,
    pub(crate) clock: Clock,
    pub(crate) policy: Policy,
    pub(crate) drifts: u32,
    pub(crate) chance: Chance,
    pub(crate) drawn: AtomicU32,
}

impl Surroundings for SimulatedHost {
    type Releases = Serving;

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn releases(&self) -> &Serving {
        &self.releases
    }

    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn drifts(&self) -> u32 {
        self.drifts
    }

    fn chance(&self) -> f64 {
        self.chance.of(What::Retry, 0, self.drawn.fetch_add(1, Ordering::Relaxed)).part(0.0, 1.0)
    }

    fn site_changed(&self, _: &CountyCode) {}

    async fn keep_evidence<T: Send>(&self, _: &Claim, _: CallReport<T>, _: bool) {}
}
