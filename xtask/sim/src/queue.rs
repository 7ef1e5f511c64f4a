//! What becomes of the jobs when they are done one after the other in one plain order, as a queue of workers does. Never interrupts
//! work, never looks ahead.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::jobs::{Capacity, Job, Resources, Second};

/// Who is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Who came first.
    Arrival,
    /// Whose deadline comes first, then who came first. What has missed one has the next one.
    Deadline,
}

/// What was not committed by its deadline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Missed {
    pub(crate) applications: u64,
    /// Each that passed before an application was committed.
    pub(crate) cutoffs: u64,
}

/// Does the jobs in one order over all counties, each without a break in one lane of its county and one browser until its tail has ended:
/// as soon as a browser is free, the first whose county has a free lane begins. Work that goes on when there come to be fewer lanes or
/// browsers ends all the same.
///
/// A commit at the deadline is in time. What misses it is done nevertheless, and misses each further deadline that passes until then, as
/// `next_cutoff` gives them for a county and the last one. What never begins has missed those that passed while there was anything to work
/// with, and its first one.
pub(crate) fn missed(
    jobs: &[Job],
    resources: &Resources,
    order: Order,
    next_cutoff: &dyn Fn(usize, Second) -> Second,
) -> Missed {
    let mut missed = Missed::default();
    let mut count = |job: &Job, committed: Second, at_least: u64| {
        let mut deadline = Some(job.deadline);
        let mut cutoffs = 0;
        while let Some(passed) = deadline.filter(|deadline| *deadline < committed) {
            cutoffs += 1;
            deadline = following(next_cutoff, job.county, passed);
        }
        let cutoffs = at_least.max(cutoffs);
        missed.applications += u64::from(cutoffs > 0);
        missed.cutoffs += cutoffs;
    };

    let mut queue = Queue::new(jobs, resources, order, next_cutoff);
    while let Some(now) = queue.next_moment() {
        queue.pass(now);
        while let Some(job) = queue.begin(now) {
            count(&jobs[job], now + jobs[job].seconds, 0);
        }
    }
    let ends = resources.counties.iter().chain([&resources.browsers]).filter_map(Capacity::end);
    let end = ends.max().unwrap_or(Second::MIN);
    for job in queue.never_begun() {
        count(&jobs[job], end, 1);
    }
    missed
}

/// The cutoff after one, if there is one.
fn following(next_cutoff: &dyn Fn(usize, Second) -> Second, county: usize, passed: Second) -> Option<Second> {
    Some(next_cutoff(county, passed)).filter(|next| *next > passed)
}

/// Less is earlier: the deadline that counts, the arrival, the job.
type Turn = (Second, Second, usize);

struct Queue<'a> {
    jobs: &'a [Job],
    order: Order,
    next_cutoff: &'a dyn Fn(usize, Second) -> Second,
    /// By arrival, the next one last.
    to_come: Vec<usize>,
    /// Counties, or the browsers, come to have so many; the next change last.
    changes: Vec<(Second, Whose, u32)>,
    /// When work ends, and in which county.
    ends: BinaryHeap<Reverse<(Second, usize)>>,
    browsers: Workers,
    counties: Vec<Waiting>,
    /// The first turns of counties with free lanes, and some that are so no more.
    ready: BinaryHeap<Reverse<(Turn, usize)>>,
}

/// Whose capacity it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    County(usize),
    All,
}

#[derive(Clone, Copy, Default)]
struct Workers {
    many: u32,
    busy: u32,
}

impl Workers {
    fn is_free(self) -> bool {
        self.busy < self.many
    }
}

/// What waits of one county.
#[derive(Default)]
struct Waiting {
    turns: BinaryHeap<Reverse<Turn>>,
    lanes: Workers,
}

impl<'a> Queue<'a> {
    fn new(
        jobs: &'a [Job],
        resources: &Resources,
        order: Order,
        next_cutoff: &'a dyn Fn(usize, Second) -> Second,
    ) -> Self {
        let mut to_come: Vec<usize> = (0..jobs.len()).collect();
        to_come.sort_by_key(|job| Reverse((jobs[*job].arrives, *job)));
        let counties = resources.counties.iter().enumerate();
        let mut changes: Vec<_> =
            counties.flat_map(|(county, lanes)| changes_of(lanes, Whose::County(county))).collect();
        changes.extend(changes_of(&resources.browsers, Whose::All));
        changes.sort_by_key(|(at, ..)| Reverse(*at));
        let most = jobs.iter().map(|job| job.county + 1).max().unwrap_or(0).max(resources.counties.len());
        Self {
            jobs,
            order,
            next_cutoff,
            to_come,
            changes,
            ends: BinaryHeap::new(),
            browsers: Workers::default(),
            counties: std::iter::repeat_with(Waiting::default).take(most).collect(),
            ready: BinaryHeap::new(),
        }
    }

    /// When anything changes.
    fn next_moment(&self) -> Option<Second> {
        let arrival = self.to_come.last().map(|job| self.jobs[*job].arrives);
        let change = self.changes.last().map(|(at, ..)| *at);
        let end = self.ends.peek().map(|Reverse((at, _))| *at);
        [arrival, change, end].into_iter().flatten().min()
    }

    /// All that ends, changes and comes at a moment.
    fn pass(&mut self, now: Second) {
        while let Some(Reverse((_, county))) = self.ends.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            self.ends.pop();
            self.browsers.busy -= 1;
            self.counties[county].lanes.busy -= 1;
            self.offer(county);
        }
        while let Some((_, whose, many)) = self.changes.pop_if(|(at, ..)| *at <= now) {
            match whose {
                Whose::All => self.browsers.many = many,
                Whose::County(county) => {
                    self.counties[county].lanes.many = many;
                    self.offer(county);
                }
            }
        }
        while let Some(job) = self.to_come.pop_if(|job| self.jobs[*job].arrives <= now) {
            let Job { county, arrives, deadline, .. } = self.jobs[job];
            let deadline = if self.order == Order::Deadline { deadline } else { Second::MIN };
            self.counties[county].turns.push(Reverse((deadline, arrives, job)));
            if self.counties[county].turns.peek().is_some_and(|Reverse((.., first))| *first == job) {
                self.offer(county);
            }
        }
    }

    /// A county's first turn may be ready.
    fn offer(&mut self, county: usize) {
        let waiting = &self.counties[county];
        if let (true, Some(Reverse(turn))) = (waiting.lanes.is_free(), waiting.turns.peek()) {
            self.ready.push(Reverse((*turn, county)));
        }
    }

    /// Begins the first job that can.
    fn begin(&mut self, now: Second) -> Option<usize> {
        while self.browsers.is_free() {
            let Reverse((turn, county)) = self.ready.pop()?;
            let waiting = &mut self.counties[county];
            if !waiting.lanes.is_free() || waiting.turns.peek() != Some(&Reverse(turn)) {
                continue;
            }
            waiting.turns.pop();
            let (deadline, arrives, job) = turn;
            if self.order == Order::Deadline && deadline < now {
                // It passed while the job waited; there may be a more urgent one now.
                let next = self.deadline_at(county, deadline, now);
                self.counties[county].turns.push(Reverse((next, arrives, job)));
                self.offer(county);
                continue;
            }
            waiting.lanes.busy += 1;
            self.browsers.busy += 1;
            self.ends.push(Reverse((now + self.jobs[job].seconds + self.jobs[job].tail, county)));
            self.offer(county);
            return Some(job);
        }
        None
    }

    /// The first deadline that has not passed, of one that has; the end of time where there is none.
    fn deadline_at(&self, county: usize, passed: Second, now: Second) -> Second {
        let mut deadline = passed;
        while deadline < now {
            let Some(next) = following(self.next_cutoff, county, deadline) else { return Second::MAX };
            deadline = next;
        }
        deadline
    }

    fn never_begun(self) -> impl Iterator<Item = usize> {
        self.counties.into_iter().flat_map(|waiting| waiting.turns).map(|Reverse((.., job))| job)
    }
}

/// When a capacity comes to be how much.
fn changes_of(capacity: &Capacity, whose: Whose) -> Vec<(Second, Whose, u32)> {
    let spans = capacity.spans();
    let mut changes = Vec::with_capacity(2 * spans.len());
    for (place, span) in spans.iter().enumerate() {
        changes.push((span.from, whose, span.many));
        if spans.get(place + 1).is_none_or(|next| next.from > span.until) {
            changes.push((span.until, whose, 0));
        }
    }
    changes
}
