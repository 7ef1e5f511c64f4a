//! Which counties could be worked on now: with a release that is compiled, open, and with an account for every login. What keeps work from
//! them beside that (spacing, a pause, accounts that were refused) the ledger knows, for all hosts.

use std::time::Duration;

use jiff::Timestamp;

use super::surroundings::{Releases, ServingRelease};
use crate::counties::Counties;
use crate::ledger::{CanWork, CredentialOffer, Ledger, Offer, Offers, Watched};
use crate::submission::{County, CountyCode};

/// What could be done at a moment.
pub struct AvailableNow<'a, R> {
    pub releases: &'a R,
    pub counties: &'a Counties,
    pub ledger: &'a Ledger,
    pub now: Timestamp,
}

impl<R: Releases> Offers for AvailableNow<'_, R> {
    fn of(&self, code: &CountyCode) -> Option<Offer> {
        // Of thousands that are asked about, most are closed at night.
        let county = self.counties.get(code).filter(|county| county.calendar.is_site_open_at(self.now))?;
        let release = self.releases.current(code).filter(|release| release.is_ready())?;
        if is_open(&county, &*release, self.now) { offer(&county, &*release, self.ledger).ok() } else { None }
    }
}

/// The counties as this host knows them. Whether it has compiled a release yet is its own affair: another host may have.
pub struct WatchedCounties<'a, R> {
    pub ledger: &'a Ledger,
    pub releases: &'a R,
    pub counties: &'a Counties,
}

impl<R: Releases> Watched for WatchedCounties<'_, R> {
    fn can_work(&self, code: &CountyCode, now: Timestamp) -> CanWork {
        let unserved = self.releases.unserved(code);
        let (Some(county), Some(release)) = (self.counties.get(code), self.releases.current(code)) else {
            let since = unserved.as_ref().map(|none| none.since);
            let why = unserved.map_or_else(|| "the configuration does not have it".to_owned(), |none| none.why);
            return CanWork::Never { since, why: format!("no release serves its county: {why}") };
        };
        match offer(&county, &*release, self.ledger) {
            Err(NoAccount { credential }) => {
                let why = format!("its county's credential {credential} has no account in the configuration");
                CanWork::Never { since: None, why }
            }
            Ok(offer) if is_open(&county, &*release, now) => CanWork::Now(offer),
            Ok(_) => CanWork::Later("its county's site is closed at this hour".to_owned()),
        }
    }

    fn next_cutoff(&self, code: &CountyCode, after: Timestamp) -> Option<Timestamp> {
        self.counties.get(code).map(|county| county.calendar.next_cutoff(after).0)
    }
}

/// Ops narrow what the manifest says, and widen nothing.
fn is_open(county: &County, release: &impl ServingRelease, now: Timestamp) -> bool {
    let hours = &release.manifest().hours;
    county.calendar.is_site_open_at(now) && hours.are_open_at(now.to_zoned(county.calendar.zone.clone()).time())
}

/// A credential of a release for which the configuration has no account.
pub(super) struct NoAccount {
    pub(super) credential: String,
}

/// What an attempt of a release may use, at whatever hour.
pub(super) fn offer(county: &County, release: &impl ServingRelease, ledger: &Ledger) -> Result<Offer, NoAccount> {
    let manifest = release.manifest();
    let mut credentials = Vec::new();
    for (name, entry) in &manifest.credentials {
        let before = credentials.len();
        credentials.extend(county.credentials.accounts(name).map(|(account, parts)| CredentialOffer {
            name: name.clone(),
            account: account.to_owned(),
            sessions: entry.sessions,
            cool_down: entry.cool_down(),
            login: ledger.login_digest(parts),
        }));
        if credentials.len() == before {
            return Err(NoAccount { credential: name.clone() });
        }
    }
    Ok(Offer {
        county: county.code.clone(),
        plugin: release.digest().clone(),
        concurrency: county.concurrency,
        spacing: Duration::from_millis(manifest.pace.spacing_ms.into()),
        settling: manifest.settling_seconds.map(|seconds| Duration::from_secs(seconds.into())),
        credentials,
    })
}
