//! Which counties could be worked on now: with a release that is compiled, open, and with an account for every login. What keeps work from
//! them beside that (spacing, a pause, accounts that were refused) the ledger knows, for all hosts.

use std::time::Duration;

use jiff::Timestamp;

use crate::ledger::{CredentialOffer, Offer, Offers};
use crate::plugin::{Registry, Release};
use crate::submission::{Counties, County, CountyCode};

/// What could be done at a moment.
pub(super) struct AvailableNow<'a> {
    pub(super) registry: &'a Registry,
    pub(super) counties: &'a Counties,
    pub(super) now: Timestamp,
}

impl Offers for AvailableNow<'_> {
    fn of(&self, code: &CountyCode) -> Option<Offer> {
        let county = self.counties.get(code)?;
        let release = self.registry.current(code).filter(|release| release.is_ready())?;
        // Ops narrow what the manifest says, and widen nothing.
        let hours = &release.manifest().hours;
        let is_open = county.calendar.is_site_open_at(self.now)
            && hours.are_open_at(self.now.to_zoned(county.calendar.zone.clone()).time());
        if is_open { offer(county, &release) } else { None }
    }
}

/// What an attempt of a release may use, at whatever hour; none where a credential has no account.
pub(super) fn offer(county: &County, release: &Release) -> Option<Offer> {
    let manifest = release.manifest();
    let mut credentials = Vec::new();
    for (name, entry) in &manifest.credentials {
        let before = credentials.len();
        credentials.extend(county.credentials.accounts(name).map(|(account, _)| CredentialOffer {
            name: name.clone(),
            account: account.to_owned(),
            sessions: entry.sessions,
        }));
        if credentials.len() == before {
            return None;
        }
    }
    Some(Offer {
        county: county.code.clone(),
        plugin: release.digest().clone(),
        concurrency: county.concurrency,
        spacing: Duration::from_millis(manifest.pace.spacing_ms.into()),
        credentials,
    })
}
