//! Cutoffs that passed before an application was in its county, each one counted: of what automation could have sent, how many did; how many would
//! have, whoever had done the work; and how many in a plain queue.

use std::collections::BTreeMap;

use crate::attempt::{Correction, attempt, needed, needs_person};
use crate::bound::fewest_missed;
use crate::jobs::{Capacity, Job, Resources, Second, Span};
use crate::queue::{self, Order};
use crate::scale::{DAY, HOUR, MINUTE};
use crate::truth::Truth;
use crate::world::World;

/// No attempt takes longer.
const LONGEST: Second = 20 * 60;
/// For so long after the last arrival cutoffs are counted.
const AFTERWARDS: Second = 4 * DAY;
/// At this hour in New York no county has its cutoff: there one day's end and the next one's begin.
const BETWEEN: Second = 9 * HOUR;

/// How many cutoffs passed.
pub(crate) struct Missed {
    pub(crate) cutoffs: u64,
    /// Whoever does the work, who knows the future and how long each takes.
    pub(crate) at_least: u64,
    /// The same, where each takes as long as its county's do on average, with what is begun in vain: nobody knows beforehand which are short, and
    /// which only a person can complete.
    pub(crate) at_least_by_mean: u64,
    /// In a plain queue in the order of arrival, in which nothing goes wrong but outages; and in that of deadlines.
    pub(crate) by_arrival: u64,
    pub(crate) by_deadline: u64,
}

/// Counts them. What a person delivered is no work for anybody any more from then on; what a person had `corrected` comes anew with that.
pub(crate) fn count(world: &World, truth: &Truth, corrected: &[Option<Correction>]) -> Missed {
    let until = world.ends + AFTERWARDS;
    let cutoffs: Vec<Vec<Second>> = (0..world.counties.len()).map(|county| cutoffs(world, county, until)).collect();
    let all: Vec<Due> =
        (0..world.arrivals.len()).filter_map(|which| Due::of(world, truth, which, corrected[which])).collect();
    let passed = |one: &Due| {
        let of = &cutoffs[one.job.county];
        of.partition_point(|cutoff| *cutoff < one.arrived) - of.partition_point(|cutoff| *cutoff < one.job.arrives)
    };
    let resources = resources(world, until + DAY, &all);
    // What somebody delivered by hand before its first cutoff is nothing for a queue.
    let queued = all.iter().filter(|one| one.by_hand.is_none_or(|at| at > one.job.deadline));
    let queued: Vec<Job> = queued.map(|one| one.job).collect();
    let next = |county: usize, after: Second| {
        let of = &cutoffs[county];
        of.get(of.partition_point(|cutoff| *cutoff <= after)).copied().unwrap_or(after)
    };
    let in_a_queue = |order| queue::missed(&queued, &resources, order, &next).cutoffs;
    Missed {
        cutoffs: all.iter().map(|one| passed(one) as u64).sum(),
        at_least: at_least(&all, &cutoffs, &resources),
        at_least_by_mean: at_least(&by_mean(world, &all, corrected), &cutoffs, &resources),
        by_arrival: in_a_queue(Order::Arrival),
        by_deadline: in_a_queue(Order::Deadline),
    }
}

/// What automation has to do.
#[derive(Clone, Copy)]
struct Due {
    /// Its deadline is the first cutoff.
    job: Job,
    /// When its county had it; the end of time where it never did.
    arrived: Second,
    /// The same, where a person sent it.
    by_hand: Option<Second>,
}

impl Due {
    fn of(world: &World, truth: &Truth, which: usize, corrected: Option<Correction>) -> Option<Self> {
        let (seconds, tail) = needed(world, which, corrected)?;
        let arrival = world.arrivals[which];
        let arrives = corrected.map_or(arrival.at, |corrected| corrected.at);
        let deadline = world.cutoff(arrival.county, arrives);
        let first = truth.of(which).iter().min_by_key(|arrived| arrived.at);
        Some(Self {
            job: Job { county: arrival.county, arrives, deadline, seconds, tail },
            arrived: first.map_or(Second::MAX, |arrived| arrived.at),
            by_hand: first.filter(|arrived| arrived.by_hand).map(|arrived| arrived.at),
        })
    }
}

/// What is as much as a minute on a site that takes so many times as long.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "less than a minute")]
fn part_of_a_minute(times: f64) -> Second {
    (MINUTE as f64 / times).ceil() as Second
}

fn cutoffs(world: &World, county: usize, until: Second) -> Vec<Second> {
    let next = |at: &Second| Some(world.cutoff(county, *at)).filter(|at| *at <= until);
    std::iter::successors(next(&0), next).collect()
}

/// Of each day: the fewest of all that has come by then which is not in its county by the day's cutoff, whoever does the work.
///
/// A sum of bounds that hold by themselves. What a county's own lanes let be done by one cutoff entirely is left out on later days: less to do makes
/// a bound only smaller.
fn at_least(all: &[Due], cutoffs: &[Vec<Second>], resources: &Resources) -> u64 {
    let mut to_come: BTreeMap<(usize, Second), Vec<Due>> = BTreeMap::new();
    for one in all {
        to_come.entry((one.job.county, one.job.deadline)).or_default().push(*one);
    }
    let mut days: BTreeMap<Second, Vec<(usize, Second)>> = BTreeMap::new();
    for (county, cutoffs) in cutoffs.iter().enumerate() {
        for cutoff in cutoffs {
            days.entry((cutoff - BETWEEN).div_euclid(DAY)).or_default().push((county, *cutoff));
        }
    }
    let mut waiting: Vec<Vec<Due>> = vec![Vec::new(); cutoffs.len()];
    let mut missed = 0;
    for day in days.values() {
        let mut due = Vec::new();
        for (county, cutoff) in day {
            let of = &mut waiting[*county];
            of.extend(to_come.remove(&(*county, *cutoff)).unwrap_or_default());
            of.retain(|one| one.by_hand.is_none_or(|at| at > *cutoff));
            let jobs: Vec<Job> = of.iter().map(|one| Job { deadline: *cutoff, ..one.job }).collect();
            if missed_by(&jobs, resources) == 0 {
                of.clear();
            }
            due.extend(jobs);
        }
        missed += missed_by(&due, resources);
    }
    missed
}

/// How many miss their deadline whoever does them. A commit in time leaves its lane no later than the longest time after one in its county.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a count")]
fn missed_by(jobs: &[Job], resources: &Resources) -> u64 {
    let mut longest: BTreeMap<usize, Second> = BTreeMap::new();
    for job in jobs {
        let tail = longest.entry(job.county).or_default();
        *tail = job.tail.max(*tail);
    }
    let whole = |job: &Job| {
        let deadline = job.deadline + longest[&job.county];
        Job { seconds: job.seconds + job.tail, deadline, tail: 0, ..*job }
    };
    fewest_missed(&jobs.iter().map(whole).collect::<Vec<_>>(), resources).ceil().max(0.0) as u64
}

/// Each as long as its county's are on average. What is begun before it turns out that only a person can complete it is time of all others.
fn by_mean(world: &World, all: &[Due], corrected: &[Option<Correction>]) -> Vec<Due> {
    let mut sums: BTreeMap<usize, (Second, Second, Second)> = BTreeMap::new();
    for (which, arrival) in world.arrivals.iter().enumerate() {
        let (seconds, tail, many) = sums.entry(arrival.county).or_default();
        if needs_person(world, which).is_some() {
            *seconds += attempt(world, which, 1, None).before;
        }
        if let Some((before, after)) = needed(world, which, corrected[which]) {
            (*seconds, *tail, *many) = (*seconds + before, *tail + after, *many + 1);
        }
    }
    let mean = |one: &Due| {
        let (seconds, tail, many) = sums[&one.job.county];
        Due { job: Job { seconds: seconds / many, tail: tail / many, ..one.job }, ..*one }
    };
    all.iter().map(mean).collect()
}

fn resources(world: &World, until: Second, all: &[Due]) -> Resources {
    let mut longest = vec![0; world.counties.len()];
    for Due { job, .. } in all {
        longest[job.county] = longest[job.county].max(job.seconds + job.tail);
    }
    let counties = longest.iter().enumerate().map(|(county, longest)| lanes(world, county, until, *longest)).collect();
    let browsers = Capacity::new(vec![Span { from: 0, until, many: world.hosts.iter().sum() }]);
    Resources { counties, browsers }
}

/// When a county can be worked on, and at how many places at once. What began before its site closed goes on; what an outage cuts off is lost.
/// While its site is slow, there is as much less of every minute, once what began before has ended, of which the longest takes `longest`.
fn lanes(world: &World, county: usize, until: Second, longest: Second) -> Capacity {
    let of = &world.counties[county];
    let mut fewer: Vec<(Second, Second, u32)> =
        of.outages.iter().filter(|one| one.slow.is_none()).map(|one| (one.from, one.until, of.lanes)).collect();
    for (outage, times) in of.outages.iter().filter_map(|one| one.slow.map(|times| (one, times))) {
        let minutes = (outage.from + longest..outage.until).step_by(MINUTE as usize);
        fewer.extend(minutes.map(|from| (from + part_of_a_minute(times), (from + MINUTE).min(outage.until), of.lanes)));
    }
    fewer.extend(of.drift.map(|(from, until)| (from, until, of.lanes)));
    fewer.extend(of.refuses.map(|(from, until)| (from, until, of.of_one_account)));
    let mut at = 0;
    let mut spans: Vec<Span> = Vec::new();
    while at < until {
        let next = at + 5 * 60;
        let is_open = [at, at - LONGEST].into_iter().any(|at| of.served.calendar.is_site_open_at(world.at(at)));
        match spans.last_mut() {
            Some(last) if is_open && last.until == at => last.until = next,
            _ if is_open => spans.push(Span { from: at, until: next, many: of.lanes }),
            _ => {}
        }
        at = next;
    }
    for (from, to, by) in fewer {
        let cut = |span: Span| {
            let before = Span { until: span.until.min(from), ..span };
            let within =
                Span { from: span.from.max(from), until: span.until.min(to), many: span.many.saturating_sub(by) };
            let after = Span { from: span.from.max(to), ..span };
            [before, within, after]
        };
        spans = spans.into_iter().flat_map(cut).filter(|span| span.from < span.until).collect();
    }
    Capacity::new(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One lane that is there for the hour before each cutoff, at 17:00.
    fn an_hour_a_day() -> (Vec<Vec<Second>>, Resources) {
        let cutoffs: Vec<Second> = (0..4).map(|day| day * DAY + 17 * HOUR).collect();
        let span = |cutoff: &Second| Span { from: cutoff - HOUR, until: *cutoff, many: 1 };
        let counties = vec![Capacity::new(cutoffs.iter().map(span).collect())];
        let browsers = Capacity::new(vec![Span { from: 0, until: 9 * DAY, many: 9 }]);
        (vec![cutoffs], Resources { counties, browsers })
    }

    fn due(many: usize, by_hand: Option<Second>) -> Vec<Due> {
        let job = Job { county: 0, arrives: 0, deadline: 17 * HOUR, seconds: HOUR / 2, tail: 0 };
        vec![Due { job, arrived: Second::MAX, by_hand }; many]
    }

    #[test]
    fn what_is_left_over_misses_the_next_cutoff_too() {
        let (cutoffs, resources) = an_hour_a_day();
        assert_eq!(at_least(&due(2, None), &cutoffs, &resources), 0);
        // Two a day: three are left on the first evening, one on the second.
        assert_eq!(at_least(&due(5, None), &cutoffs, &resources), 4);
    }

    #[test]
    fn what_a_person_delivered_is_no_work_from_then_on() {
        let (cutoffs, resources) = an_hour_a_day();
        let all = |by_hand| [due(4, None), due(1, Some(by_hand))].concat();
        assert_eq!(at_least(&all(17 * HOUR), &cutoffs, &resources), 2);
        assert_eq!(at_least(&all(18 * HOUR), &cutoffs, &resources), 3);
    }
}
