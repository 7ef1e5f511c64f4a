//! Which release serves each county, and why none serves the others. Readers never wait.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::ledger::Hold;
use crate::plugin::release::Release;
use crate::submission::CountyCode;

/// Why nothing serves a county that only the ledger knows.
pub(super) const NOT_CONFIGURED: &str = "this host has no settings of it any more: `county set`, a file in counties.d, or its [[county]] and a start of the host bring them back";

/// The releases that serve.
pub(super) struct Serving {
    releases: ArcSwap<BTreeMap<CountyCode, Arc<Release>>>,
    /// Why no release serves a county of the configuration, and since when.
    unserved: Mutex<BTreeMap<CountyCode, Hold>>,
    /// When the host began to look.
    opened: Timestamp,
}

impl Serving {
    pub(super) fn new(opened: Timestamp) -> Self {
        Self { releases: ArcSwap::default(), unserved: Mutex::default(), opened }
    }

    /// The release that serves a county.
    pub(super) fn current(&self, county: &CountyCode) -> Option<Arc<Release>> {
        self.releases.load().get(county).map(Arc::clone)
    }

    /// Every release that serves.
    pub(super) fn all(&self) -> Arc<BTreeMap<CountyCode, Arc<Release>>> {
        self.releases.load_full()
    }

    /// Why no release serves a county, and since when; none where one does.
    pub(super) fn unserved(&self, county: &CountyCode) -> Option<Hold> {
        if self.current(county).is_some() {
            return None;
        }
        let known = self.unserved.lock().unwrap_or_else(PoisonError::into_inner).get(county).cloned();
        Some(known.unwrap_or_else(|| Hold { since: self.opened, why: NOT_CONFIGURED.to_owned() }))
    }

    /// From here on new attempts at the county are this release's.
    pub(super) fn put(&self, county: &CountyCode, release: &Arc<Release>) {
        self.releases.rcu(|serving| {
            let mut next = BTreeMap::clone(serving);
            next.insert(county.clone(), Arc::clone(release));
            next
        });
    }

    /// From here on new attempts at all these counties are these releases'.
    pub(super) fn put_all(&self, releases: BTreeMap<CountyCode, Arc<Release>>) {
        self.releases.store(Arc::new(releases));
    }

    /// From here on no attempt at the county begins, if it is this release that serves it. Gives whether it did.
    pub(super) fn remove_if_serving(&self, release: &Release, since: Timestamp, why: String) -> bool {
        let county = &release.manifest().county;
        let is_it = |serving: &BTreeMap<CountyCode, Arc<Release>>| {
            serving.get(county).is_some_and(|serving| serving.digest() == release.digest())
        };
        let before = self.releases.rcu(|serving| {
            if !is_it(serving) {
                return Arc::clone(serving);
            }
            let mut next = BTreeMap::clone(serving);
            next.remove(county);
            Arc::new(next)
        });
        let was_it = is_it(&before);
        if was_it {
            self.explain(county, since, why);
        }
        was_it
    }

    /// From here on no attempt at the county begins.
    pub(super) fn remove(&self, county: &CountyCode, since: Timestamp, why: String) {
        self.releases.rcu(|serving| {
            let mut next = BTreeMap::clone(serving);
            next.remove(county);
            next
        });
        self.explain(county, since, why);
    }

    /// Notes why no release serves a county of the configuration; a release that serves it outranks this.
    pub(super) fn explain(&self, county: &CountyCode, since: Timestamp, why: String) {
        let mut unserved = self.unserved.lock().unwrap_or_else(PoisonError::into_inner);
        unserved.insert(county.clone(), Hold { since, why });
    }
}
