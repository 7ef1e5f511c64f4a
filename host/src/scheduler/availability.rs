//! Which counties could be worked on now: with a release that is compiled, open, not too soon after the last start, and with a login that works.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use jiff::{Timestamp, ToSpan as _};

use crate::ledger::{CredentialOffer, Offer, Offers};
use crate::plugin::{Manifest, Registry, Release};
use crate::submission::{Counties, County, CountyCode};

/// How long an account that the county refused is not used. Ops will have mended it by then, or the county refuses it
/// again.
const ACCOUNT_DISABLED_MINUTES: i64 = 15;

/// What was observed of counties and accounts since the host started. It ends with the process: nothing but politeness
/// depends on it.
#[derive(Default)]
pub(super) struct Availability {
    observed: Mutex<Observed>,
}

#[derive(Default)]
struct Observed {
    started: BTreeMap<CountyCode, Timestamp>,
    disabled_accounts: BTreeMap<(CountyCode, String, String), Timestamp>,
    paused_counties: BTreeMap<CountyCode, Timestamp>,
}

impl Observed {
    /// What an attempt of a release may use; none where a credential has no account that works.
    fn offer(&self, county: &County, release: &Release, now: Timestamp) -> Option<Offer> {
        let manifest = release.manifest();
        let credentials = self.working_accounts(county, manifest, now);
        let names: BTreeSet<&String> = credentials.iter().map(|offer| &offer.name).collect();
        manifest.credentials.keys().all(|name| names.contains(name)).then(|| Offer {
            county: county.code.clone(),
            plugin: release.digest().clone(),
            concurrency: county.concurrency,
            credentials,
        })
    }

    /// Every account of the county's that the manifest asks for and the county has not just refused.
    fn working_accounts(&self, county: &County, manifest: &Manifest, now: Timestamp) -> Vec<CredentialOffer> {
        let mut credentials = Vec::new();
        for (name, entry) in &manifest.credentials {
            for (account, _) in county.credentials.accounts(name) {
                let key = (county.code.clone(), name.clone(), account.to_owned());
                if self.disabled_accounts.get(&key).is_none_or(|until| *until <= now) {
                    let (name, account) = (name.clone(), account.to_owned());
                    credentials.push(CredentialOffer { name, account, sessions: entry.sessions });
                }
            }
        }
        credentials
    }
}

/// What could be done at a moment.
pub(super) struct AvailableNow<'a> {
    pub(super) availability: &'a Availability,
    pub(super) registry: &'a Registry,
    pub(super) counties: &'a Counties,
    pub(super) now: Timestamp,
}

impl Offers for AvailableNow<'_> {
    fn of(&self, code: &CountyCode) -> Option<Offer> {
        let county = self.counties.get(code)?;
        let release = self.registry.current(code).filter(|release| release.is_ready())?;
        let manifest = release.manifest();
        let observed = self.availability.observed.lock().unwrap_or_else(PoisonError::into_inner);
        let spacing = i64::from(manifest.pace.spacing_ms).milliseconds();
        let spaced =
            observed.started.get(code).is_none_or(|last| last.saturating_add(spacing).is_ok_and(|due| due <= self.now));
        let resumed = observed.paused_counties.get(code).is_none_or(|until| *until <= self.now);
        let is_open = || manifest.hours.are_open_at(self.now.to_zoned(county.calendar.zone.clone()).time());
        if spaced && resumed && is_open() { observed.offer(county, &release, self.now) } else { None }
    }
}

impl Availability {
    /// What a rehearsal of a release may use, at whatever hour; none where a login is missing.
    pub(super) fn to_rehearse(&self, county: &County, release: &Release, now: Timestamp) -> Option<Offer> {
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).offer(county, release, now)
    }

    /// Notes that an attempt began.
    pub(super) fn started(&self, county: &CountyCode, now: Timestamp) {
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).started.insert(county.clone(), now);
    }

    /// Pauses a county: no work is taken for it before a moment.
    pub(super) fn pause_county(&self, county: &CountyCode, until: Timestamp) {
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).paused_counties.insert(county.clone(), until);
    }

    /// Disables an account for a while, because the county refused it.
    pub(super) fn disable_account(&self, county: &CountyCode, name: &str, account: &str, now: Timestamp) {
        let until = now.saturating_add(ACCOUNT_DISABLED_MINUTES.minutes()).unwrap_or(now);
        let key = (county.clone(), name.to_owned(), account.to_owned());
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).disabled_accounts.insert(key, until);
    }
}
