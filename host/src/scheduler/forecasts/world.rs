//! The world as it is now: what the ledger, the releases and the configuration say of each county that has work, or expects some.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::super::availability::offer;
use super::super::forecast::{
    Ahead, Arrivals, ArrivalsBasis, AtWork, Benched, CountyNow, History, Kind, Open, Service, Standing, Waiting, World,
};
use super::super::surroundings::{Releases, ServingRelease};
use super::Forecaster;
use super::hours::{open_on_days_ahead, without};
use super::record::Record;
use crate::ledger::{BenchedAccount, GoingOn, LedgerError, LeftAlone, Offer, WorkKind};
use crate::submission::{County, CountyCode, State};

/// Counties after which others of the runtime have their turn.
const PAUSE_AFTER: usize = 16;
/// Most applications that wait and are looked at, by county and turn.
const MOST_WAITING: usize = 200_000;

/// What of a county waits, and is worked on.
#[derive(Default)]
struct Work {
    waiting: Vec<Waiting>,
    at_work: Vec<AtWork>,
}

/// What the ledger knows beside the work itself.
struct Known {
    going_on: BTreeMap<CountyCode, GoingOn>,
    left_alone: BTreeMap<CountyCode, LeftAlone>,
    of_all: (Service, Service),
    cutoffs: Cutoffs,
    now: Timestamp,
}

impl<R: Releases> Forecaster<R> {
    pub(super) async fn world(&self, record: &Record, now: Timestamp) -> Result<World, LedgerError> {
        let mut work = self.work().await?;
        let (going_on, left_alone) = (self.ledger.going_on().await?, self.ledger.left_alone().await?);
        let mut known = Known { going_on, left_alone, of_all: record.of_all(), cutoffs: Cutoffs::default(), now };
        let configured: Vec<CountyCode> = self.counties.now().keys().cloned().collect();
        let removed: Vec<CountyCode> = work.keys().filter(|county| !self.counties.contains(county)).cloned().collect();
        let mut counties = Vec::new();
        for (place, code) in configured.into_iter().chain(removed).enumerate() {
            if place % PAUSE_AFTER == 0 {
                tokio::task::yield_now().await;
            }
            let work = work.remove(&code).unwrap_or_default();
            let county = self.county(code, work, record, &mut known);
            if !(county.waiting.is_empty() && county.at_work.is_empty() && county.arrivals.quarters.is_empty()) {
                counties.push(county);
            }
        }
        let (browsers, share) = self.browsers().await?;
        Ok(World { now, browsers, share, counties })
    }

    /// Browser sessions of all hosts, and how many one county may hold while others have work. A host that did not say is taken to be as this
    /// one.
    async fn browsers(&self) -> Result<(u32, u32), LedgerError> {
        let mut hosts = self.ledger.sessions_of_hosts().await?;
        hosts.insert(self.host.clone(), Some(self.sessions));
        let sessions = || hosts.values().map(|sessions| sessions.unwrap_or(self.sessions));
        let most = sessions().max().unwrap_or(self.sessions);
        Ok((sessions().fold(0, u32::saturating_add), most.saturating_sub(1).max(1)))
    }

    async fn work(&self) -> Result<BTreeMap<CountyCode, Work>, LedgerError> {
        let mut work: BTreeMap<CountyCode, Work> = BTreeMap::new();
        let waiting = self.ledger.waiting_work(MOST_WAITING).await?;
        if waiting.len() >= MOST_WAITING {
            tracing::warn!(most = MOST_WAITING, "more waits than a forecast looks at: it leaves counties out");
        }
        for one in waiting {
            let (id, deadline, not_before, setbacks) = (one.id, one.deadline, one.not_before, one.setbacks);
            let kind = if one.state == State::InDoubt { Kind::Doubt } else { Kind::Queued };
            let waiting = Waiting { id, deadline, not_before, setbacks, kind };
            work.entry(one.county).or_default().waiting.push(waiting);
        }
        for one in self.ledger.work_going_on().await? {
            let kind = if one.work == WorkKind::Reconcile { Kind::Doubt } else { Kind::Queued };
            let at_work = AtWork { id: one.id, deadline: one.deadline, since: one.since, kind };
            work.entry(one.county).or_default().at_work.push(at_work);
        }
        Ok(work)
    }

    fn county(
        &self,
        code: CountyCode,
        Work { waiting, at_work }: Work,
        record: &Record,
        known: &mut Known,
    ) -> CountyNow {
        let (configured, release) = (self.counties.get(&code), self.releases.current(&code));
        let going_on = known.going_on.get(&code).copied().unwrap_or_default();
        let configured = configured.as_deref();
        let served = configured.zip(release).and_then(|(county, release)| {
            let offer = offer(county, &*release, &self.ledger).ok()?;
            Some((offer, release))
        });
        let standing = match (going_on.held, &served) {
            (_, None) => Standing::Unserved,
            (Some(asks), Some(_)) => Standing::Held { asks },
            (None, Some(_)) if going_on.one_goes_first => Standing::OneFirst,
            (None, Some(_)) => Standing::Works,
        };
        let left_alone = known.left_alone.get(&code);
        let accounts = left_alone.map_or(&[][..], |left_alone| &left_alone.accounts);
        let (sessions, benched) = served.as_ref().map_or((None, None), |(offer, _)| sessions(offer, accounts));
        let of_county = record.of(&code);
        let (submitting, asking, outage) = of_county.map_or((None, None, 0.0), |of| of.measured());
        CountyNow {
            concurrency: configured.map_or(0, |county| county.concurrency),
            sessions,
            benched,
            spacing: served.as_ref().map_or(Duration::ZERO, |(offer, _)| offer.spacing),
            last_start: going_on.last_start,
            submitting: submitting.unwrap_or(known.of_all.0),
            asking: asking.unwrap_or(known.of_all.1),
            outage,
            standing,
            paused_until: left_alone.and_then(|left_alone| left_alone.paused_until),
            open: open(
                configured.map(|served| &served.county),
                served.as_ref().map(|(_, release)| &**release),
                known.now,
            ),
            arrivals: known.cutoffs.arrivals(
                configured.map(|served| &served.county),
                of_county.map(|of| &of.arrivals),
                record,
                known.now,
            ),
            waiting,
            at_work,
            code,
        }
    }
}

/// The sessions of the credential that has the fewest, and those of them that are left alone; none where the site asks for no login.
fn sessions(offer: &Offer, left_alone: &[BenchedAccount]) -> (Option<u32>, Option<Benched>) {
    let mut by_name: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut until = None;
    for account in &offer.credentials {
        let is_benched = |one: &BenchedAccount| {
            one.credential == account.name && one.account == account.account && one.stands_for(&account.login)
        };
        let benched = left_alone.iter().filter(|one| is_benched(one)).map(|one| one.until).max();
        until = until.max(benched);
        let usable = if benched.is_some() { 0 } else { account.sessions };
        let (all, of_all) = by_name.entry(&account.name).or_default();
        (*all, *of_all) = (all.saturating_add(account.sessions), of_all.saturating_add(usable));
    }
    let all = by_name.values().map(|(all, _)| *all).min();
    let usable = by_name.values().map(|(_, usable)| *usable).min();
    let benched = all.zip(usable).map(|(all, usable)| all.saturating_sub(usable)).filter(|benched| *benched > 0);
    (all, benched.zip(until).map(|(sessions, until)| Benched { sessions, until }))
}

/// When its site is open, as its manifest says and ops narrow it.
fn open(county: Option<&County>, release: Option<&impl ServingRelease>, now: Timestamp) -> Vec<Open> {
    let Some((county, release)) = county.zip(release) else { return Vec::new() };
    let hours = &release.manifest().hours;
    let calendar = &county.calendar;
    if hours.open.is_empty() && hours.maintenance.is_empty() && calendar.is_site_always_open() {
        return vec![Open { from: now, until: Timestamp::MAX }];
    }
    let is_open = |weekday, time| hours.are_open_at(time) && calendar.is_site_open_on(weekday, time);
    without(open_on_days_ahead(is_open, &calendar.zone, now), calendar.maintenance())
}

/// Times to cutoffs, each made once for all counties of a zone.
#[derive(Default)]
struct Cutoffs(BTreeMap<(String, Timestamp), Ahead>);

impl Cutoffs {
    /// What is expected of a county until its next cutoff.
    fn arrivals(
        &mut self,
        county: Option<&County>,
        came: Option<&History>,
        record: &Record,
        now: Timestamp,
    ) -> Arrivals {
        let none = |cutoff| Arrivals { basis: ArrivalsBasis::None, cutoff, quarters: Vec::new() };
        let Some(county) = county else { return none(now) };
        let (cutoff, zone) = (county.calendar.next_cutoff(now).0, &county.calendar.zone);
        let Some(came) = came else { return none(cutoff) };
        let place = (zone.iana_name().unwrap_or_default().to_owned(), cutoff);
        came.expected(self.0.entry(place).or_insert_with(|| Ahead::of(now, cutoff, zone, record.known_since)))
    }
}
