//! The best that anybody can do, by trying all sets of jobs in the plainest of flows, second by second. For tiny worlds.

use std::collections::{BTreeMap, BTreeSet};

use super::Chain;
use crate::jobs::{Capacity, Job, Resources, Second};

/// The most jobs that are committed by their deadlines, with every interruption that helps; each takes one lane at a time.
pub(super) fn most_on_time(jobs: &[Job], resources: &Resources) -> usize {
    let sets = 0_u32..1 << jobs.len();
    let best = sets.filter_map(|set| {
        let chosen: Vec<_> = (0..jobs.len()).filter(|job| set & 1 << job != 0).map(|job| jobs[job]).collect();
        let sources = chosen.iter().map(|job| (job.county, job.arrives, job.deadline, job.seconds));
        let needed: Second = chosen.iter().map(|job| job.seconds).sum();
        let lanes = |county: usize, second: Second| many_at(&resources.counties[county], second);
        let idle = |job: &&Job| job.seconds == 0;
        // What needs no time still needs to begin.
        let begins = chosen.iter().filter(idle).all(|job| {
            (job.arrives..=job.deadline)
                .any(|second| lanes(job.county, second) > 0 && many_at(&resources.browsers, second) > 0)
        });
        let all = begins && most(sources, 1, lanes, &resources.browsers) == needed;
        all.then_some(chosen.len())
    });
    best.max().unwrap_or(0)
}

/// The most that flows of all works up to a length. As many lanes as works that have come take part in any.
pub(super) fn flow(chains: &[Chain], longest: Second, resources: &Resources) -> Second {
    let lanes = |county: usize, second: Second| {
        let own = chains.iter().filter(|chain| chain.county == county && second < chain.deadline);
        let come: u32 = own.map(|chain| chain.come_by(second)).sum();
        many_at(&resources.counties[county], second).min(Second::from(come))
    };
    let works = chains.iter().flat_map(|chain| {
        let works = chain.works.iter().filter(move |work| work.seconds <= longest);
        works.map(move |work| (chain.county, work.release, chain.deadline, work.seconds))
    });
    most(works, Second::MAX, lanes, &resources.browsers)
}

fn many_at(capacity: &Capacity, second: Second) -> Second {
    let span = capacity.spans().iter().find(|span| span.from <= second && second < span.until);
    span.map_or(0, |span| Second::from(span.many))
}

/// The most that flows from works (county, from, until, seconds), each with so many lanes at a time, one second's worth after the other.
fn most(
    works: impl Iterator<Item = (usize, Second, Second, Second)>,
    at_once: Second,
    lanes: impl Fn(usize, Second) -> Second,
    browsers: &Capacity,
) -> Second {
    let works: Vec<_> = works.collect();
    let done = vec![BTreeMap::new(); works.len()];
    let mut flow = Flow { works, done, at_once, lanes, browsers, tried: BTreeSet::new() };
    let mut total = 0;
    for work in 0..flow.works.len() {
        let mut wanting = flow.works[work].3;
        while wanting > 0 && flow.by_work(work) {
            flow.tried.clear();
            wanting -= 1;
            total += 1;
        }
        flow.tried.clear();
    }
    total
}

struct Flow<'a, L> {
    works: Vec<(usize, Second, Second, Second)>,
    /// Of each work in each second.
    done: Vec<BTreeMap<Second, Second>>,
    at_once: Second,
    lanes: L,
    browsers: &'a Capacity,
    tried: BTreeSet<Tried>,
}

/// No place is on a way twice.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Tried {
    Work(usize),
    Lanes(usize, Second),
    Browsers(Second),
}

impl<L: Fn(usize, Second) -> Second> Flow<'_, L> {
    /// One second more is done of a work.
    fn by_work(&mut self, work: usize) -> bool {
        let (county, from, until, _) = self.works[work];
        self.tried.insert(Tried::Work(work))
            && (from..until).any(|second| {
                let may = self.done_in(work, second) < self.at_once && self.by_lanes(county, second);
                *self.done[work].entry(second).or_default() += Second::from(may);
                may
            })
    }

    /// A county's lanes do one second more in this one, or else one less of other work.
    fn by_lanes(&mut self, county: usize, second: Second) -> bool {
        if !self.tried.insert(Tried::Lanes(county, second)) {
            return false;
        }
        let own: Vec<_> = (0..self.works.len()).filter(|work| self.works[*work].0 == county).collect();
        let used: Second = own.iter().map(|work| self.done_in(*work, second)).sum();
        if used < (self.lanes)(county, second) && self.by_browsers(second) {
            return true;
        }
        own.into_iter().any(|other| {
            let gives = self.done_in(other, second) > 0 && self.by_work(other);
            *self.done[other].entry(second).or_default() -= Second::from(gives);
            gives
        })
    }

    /// The browsers do one second more in this one, or else one less for another county.
    fn by_browsers(&mut self, second: Second) -> bool {
        if !self.tried.insert(Tried::Browsers(second)) {
            return false;
        }
        let busy: Vec<_> = (0..self.works.len()).filter(|work| self.done_in(*work, second) > 0).collect();
        let used: Second = busy.iter().map(|work| self.done_in(*work, second)).sum();
        used < many_at(self.browsers, second) || busy.into_iter().any(|work| self.by_lanes(self.works[work].0, second))
    }

    fn done_in(&self, work: usize, second: Second) -> Second {
        self.done[work].get(&second).copied().unwrap_or(0)
    }
}
