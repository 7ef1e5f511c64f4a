//! What a run says of each application, and of each county and cutoff: in time or not, and what there was too little of.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::plan::{County, Plan, Whose};
use super::run::{Done, End, NEVER, Ran, WaitedFor};
use super::said::{Binds, Class, Counts, CountyForecast, Expected, Forecast, ServiceSaid};
use super::service::{Service, outage_share};
use super::spread::{LATE, MISSES, RISKS, deviation, later, likelihood};
use super::world::{CountyNow, Standing, World};
use crate::submission::ApplicationId;

/// Every county and cutoff, those with most that will miss it first.
pub(super) fn judge(world: &World, plan: &Plan, ran: &Ran) -> Forecast {
    let mut counties = Vec::new();
    for ((county, of), done) in world.counties.iter().zip(&plan.counties).zip(&ran.0) {
        counties.extend(rows(county, of, done, plan.now));
    }
    counties.sort_by(|a, b| {
        let worst = |of: &CountyForecast| (of.counts.will_miss, of.counts.at_risk);
        worst(b).cmp(&worst(a)).then_with(|| (a.cutoff, &a.county).cmp(&(b.cutoff, &b.county)))
    });
    let counts = Counts::of(counties.iter().map(|county| county.counts));
    Forecast { at: world.now, browsers: world.browsers, counts, counties }
}

/// How many of a county, due at one cutoff or at any, will miss it.
pub(super) fn will_miss(of: &County, done: &Done, now: i64, cutoff: Option<i64>) -> u32 {
    let finishes = Finishes { of, done, now, again: again(of, done) };
    let waiting = of.jobs.iter().zip(&done.jobs).filter(|(job, _)| matches!(job.whose, Whose::Waiting(_)));
    let waiting = waiting.map(|(job, end)| (job.deadline, *end));
    let all = waiting.chain(at_work(of)).filter(|(deadline, _)| cutoff.is_none_or(|cutoff| cutoff == *deadline));
    let missed = all.filter(|(deadline, end)| class(finishes.miss(end, *deadline)) == Class::WillMiss);
    u32::try_from(missed.count()).unwrap_or(u32::MAX)
}

fn at_work(of: &County) -> impl Iterator<Item = (i64, End)> {
    of.at_work.iter().map(|(at, deadline)| (*deadline, End { at: *at, before: 0, waited_for: WaitedFor::Nothing }))
}

/// When the last of what has to be tried again is done, by deadline.
fn again(of: &County, done: &Done) -> BTreeMap<i64, End> {
    let mut last: BTreeMap<i64, End> = BTreeMap::new();
    for (job, end) in of.jobs.iter().zip(&done.jobs).filter(|(job, _)| job.whose == Whose::Again) {
        let known = last.entry(job.deadline).or_insert(*end);
        if end.at > known.at {
            *known = *end;
        }
    }
    last
}

fn class(miss: f64) -> Class {
    if miss >= MISSES {
        Class::WillMiss
    } else if miss >= RISKS {
        Class::AtRisk
    } else {
        Class::InTime
    }
}

/// How sure the finishes of a county's work are.
struct Finishes<'a> {
    of: &'a County,
    done: &'a Done,
    now: i64,
    again: BTreeMap<i64, End>,
}

impl Finishes<'_> {
    fn deviation(&self, end: &End) -> f64 {
        deviation(self.of.deviation, end.before, self.done.lanes, end.at.saturating_sub(self.now))
    }

    /// When it is done where it has to be tried again: by then most of the others that have to be are, too.
    fn second(&self, end: &End, deadline: i64) -> End {
        let after_it = || End { at: end.at.saturating_mul(2).saturating_sub(self.now), ..*end };
        self.again.get(&deadline).copied().unwrap_or_else(after_it)
    }

    /// How likely it is to miss a deadline: it is done too late, or it has to be tried again, and that is too late.
    fn miss(&self, end: &End, deadline: i64) -> f64 {
        let late = |end: &End| match end.at {
            NEVER => 1.0,
            at => likelihood(at.saturating_sub(deadline), self.deviation(end)),
        };
        let first = late(end);
        if self.of.ends >= 1.0 || first >= 1.0 {
            return first;
        }
        let second = late(&self.second(end, deadline));
        1.0 - (1.0 - first) * (self.of.ends + (1.0 - self.of.ends) * (1.0 - second))
    }

    /// The moment before which it is done nine times of ten.
    fn late(&self, end: &End, deadline: i64) -> i64 {
        let late = |end: &End| later(end.at, LATE, self.deviation(end));
        // One in ten, or more, has to be tried again.
        if self.of.ends <= 1.0 - RISKS { late(&self.second(end, deadline)).max(late(end)) } else { late(end) }
    }

    fn expected(&self, id: ApplicationId, end: &End, deadline: i64) -> Expected {
        let miss = self.miss(end, deadline);
        Expected {
            id,
            class: class(miss),
            finish: moment(end.at),
            late_finish: moment(end.at).and_then(|_| moment(self.late(end, deadline))),
            miss: (miss * 100.0).round() / 100.0,
        }
    }
}

fn moment(at: i64) -> Option<Timestamp> {
    if at == NEVER { None } else { Timestamp::from_millisecond(at).ok() }
}

/// What is due at each cutoff.
#[derive(Default)]
struct Due {
    of: Vec<Expected>,
    at_work: u32,
    expected: u32,
    expected_will_miss: u32,
}

fn rows(county: &CountyNow, of: &County, done: &Done, now: i64) -> Vec<CountyForecast> {
    let finishes = Finishes { of, done, now, again: again(of, done) };
    let mut due: BTreeMap<i64, Due> = BTreeMap::new();
    for (work, (deadline, end)) in county.at_work.iter().zip(at_work(of)) {
        let row = due.entry(deadline).or_default();
        row.at_work += 1;
        row.of.push(finishes.expected(work.id, &end, deadline));
    }
    for (job, end) in of.jobs.iter().zip(&done.jobs) {
        let row = due.entry(job.deadline).or_default();
        match job.whose {
            Whose::Waiting(place) => {
                let waiting = county.waiting.get(place as usize);
                row.of.extend(waiting.map(|waiting| finishes.expected(waiting.id, end, job.deadline)));
            }
            Whose::Expected => {
                row.expected += 1;
                row.expected_will_miss += u32::from(class(finishes.miss(end, job.deadline)) == Class::WillMiss);
            }
            Whose::Again => {}
        }
    }
    due.retain(|_, row| !row.of.is_empty() || row.expected_will_miss > 0);
    due.into_iter().map(|(cutoff, row)| said(county, &finishes, cutoff, row)).collect()
}

fn said(county: &CountyNow, finishes: &Finishes<'_>, cutoff: i64, mut row: Due) -> CountyForecast {
    row.of.sort_by_key(|one| (one.finish.is_none(), one.finish, one.id));
    let counts = Counts::of(row.of.iter().map(|one| Counts::one(one.class)));
    let again = finishes.again.get(&cutoff).map(|end| end.at);
    let is_foreseen = again != Some(NEVER) && row.of.iter().all(|one| one.finish.is_some());
    let last = |last: Option<Timestamp>| last.max(again.and_then(moment)).filter(|_| is_foreseen);
    let last_finish = last(row.of.iter().filter_map(|one| one.finish).max());
    let is_short = counts.will_miss + counts.at_risk + row.expected_will_miss > 0;
    CountyForecast {
        county: county.code.clone(),
        cutoff: Timestamp::from_millisecond(cutoff).unwrap_or(Timestamp::MAX),
        applications: u32::try_from(row.of.len()).unwrap_or(u32::MAX),
        at_work: row.at_work,
        counts,
        expected: row.expected,
        expected_will_miss: row.expected_will_miss,
        arrivals: county.arrivals.basis,
        last_finish,
        late_finish: last(row.of.iter().filter_map(|one| one.late_finish).max()),
        binds: is_short.then(|| binds(county, finishes, cutoff, last_finish.map_or(NEVER, Timestamp::as_millisecond))),
        helps: Vec::new(),
        service: service(county),
        of: row.of,
    }
}

/// What there is too little of for what is due at a cutoff.
fn binds(county: &CountyNow, finishes: &Finishes<'_>, cutoff: i64, last: i64) -> Binds {
    let Finishes { of, done, now, .. } = *finishes;
    match of.standing {
        Standing::Unserved => return Binds::Unserved,
        Standing::Held { .. } => return Binds::Held,
        Standing::Works | Standing::OneFirst => {}
    }
    if of.lanes == 0 && of.lanes_later.is_none_or(|(at, _)| at >= cutoff) {
        return if county.concurrency == 0 { Binds::Concurrency } else { Binds::Sessions };
    }
    let opens = of.open.first().map_or(NEVER, |(from, _)| *from);
    // Open from now on, all would be done earlier by as much: it would do.
    let would_do = opens >= cutoff || (last != NEVER && last.saturating_sub(cutoff) <= opens.saturating_sub(now));
    if opens > now && would_do {
        let is_open = county.open.first().is_some_and(|open| open.from.as_millisecond() < opens);
        return if county.paused_until.is_some() && is_open { Binds::Paused } else { Binds::Closed };
    }
    let jobs = of.jobs.iter().zip(&done.jobs);
    let of_it = jobs.filter(|(job, end)| job.deadline == cutoff || end.at.saturating_sub(job.takes) < cutoff);
    let waits: Vec<WaitedFor> = of_it.map(|(_, end)| end.waited_for).collect();
    let count = |of: WaitedFor| waits.iter().filter(|waited_for| **waited_for == of).count();
    let most = [WaitedFor::Opening, WaitedFor::Browser, WaitedFor::Spacing, WaitedFor::Lane]
        .into_iter()
        .max_by_key(|of| count(*of))
        .filter(|of| count(*of) > 0);
    match most {
        None | Some(WaitedFor::Nothing) => Binds::Time,
        Some(WaitedFor::Opening) => Binds::Closed,
        Some(WaitedFor::Browser) => Binds::Browsers,
        Some(WaitedFor::Spacing) => Binds::Spacing,
        Some(WaitedFor::Lane) if county.sessions.is_some_and(|sessions| sessions <= county.concurrency) => {
            Binds::Sessions
        }
        Some(WaitedFor::Lane) if county.lanes() < county.concurrency => Binds::Sessions,
        Some(WaitedFor::Lane) => Binds::Concurrency,
    }
}

fn service(county: &CountyNow) -> ServiceSaid {
    let Service { basis, attempts, median, p90, ends, .. } = county.submitting;
    let rounded = |number: f64| if number.is_finite() { (number * 100.0).round() / 100.0 } else { 0.0 };
    ServiceSaid {
        basis,
        attempts,
        median_s: rounded(median.as_secs_f64()),
        p90_s: rounded(p90.as_secs_f64()),
        tries: rounded(if ends > 0.0 { 1.0 / ends } else { 0.0 }),
        outage: rounded(outage_share(county.outage)),
    }
}
