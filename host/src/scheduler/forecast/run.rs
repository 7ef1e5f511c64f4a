//! Everything that waits, carried out in thought: whenever a browser is free, the most urgent work that may begin does.
//!
//! As the ledger claims: counties by the earliest deadline that waits there, first those that hold less than their share of the sessions; within
//! one by the order of turns. One thing happens after the other, at whole milliseconds, so that the same plan always runs alike.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::plan::{County, Job, Plan};
use super::world::{Kind, Standing};

/// How far ahead it is looked, in milliseconds: two weeks.
const SIGHT: i64 = 14 * DAY;
const DAY: i64 = 24 * 3_600 * 1_000;
/// The moment of what is not foreseen.
pub(super) const NEVER: i64 = i64::MAX;

/// What a run is made with otherwise than the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    None,
    /// One county has so many lanes.
    Lanes(usize, u32),
    /// One county is worked for at another pace.
    Spacing(usize, i64),
    /// One county's work goes on.
    Resumed(usize),
    /// There are so many browsers.
    Browsers(u32),
}

/// What each county's work came to.
pub(super) struct Ran(pub(super) Vec<Done>);

/// What one county's work came to.
pub(super) struct Done {
    /// In the order of its jobs.
    pub(super) jobs: Vec<End>,
    /// The most that went on at once, of what may.
    pub(super) lanes: u32,
}

/// How one job ended.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) at: i64,
    /// How many of its county began before it.
    pub(super) before: u32,
    /// What it waited for last.
    pub(super) waited_for: WaitedFor,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitedFor {
    /// Nothing: it came, or was due, and began.
    Nothing,
    Lane,
    Spacing,
    Opening,
    Browser,
}

const NOT_FORESEEN: End = End { at: NEVER, before: 0, waited_for: WaitedFor::Nothing };

/// What happens at a moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// Work ends: its browser is free, and its lane, unless the site rests.
    End,
    Lane,
    MoreLanes,
    /// Work that waited until now comes.
    Comes,
    /// What kept a county from beginning is over.
    Look,
}

struct Now<'a> {
    plan: &'a County,
    /// What may begin, by its place in the order of turns; what has passed its deadline comes after everything else.
    ready: BinaryHeap<Reverse<u32>>,
    comes: usize,
    lanes: u32,
    /// Lanes that are taken, and sessions.
    busy: u32,
    leases: u32,
    started: u32,
    spacing: i64,
    next_start: i64,
    window: usize,
    standing: Standing,
    /// Whether it stands in the order of counties, since when, and under which number.
    in_turn: bool,
    since: i64,
    stamp: u32,
    look_at: i64,
    waits_for: WaitedFor,
    ends: Vec<End>,
}

/// A county's place in the order of counties.
type Turn = Reverse<(i64, u64, usize, u32)>;

struct Run<'a> {
    now: i64,
    browsers: u32,
    share: u32,
    counties: Vec<Now<'a>>,
    events: BinaryHeap<Reverse<(i64, usize, Event)>>,
    within: BinaryHeap<Turn>,
    beyond: BinaryHeap<Turn>,
}

pub(super) fn run(plan: &Plan, change: &Change) -> Ran {
    let mut run = Run {
        now: plan.now,
        browsers: plan.browsers,
        share: plan.share,
        counties: plan.counties.iter().map(Now::of).collect(),
        events: BinaryHeap::new(),
        within: BinaryHeap::new(),
        beyond: BinaryHeap::new(),
    };
    run.change(*change);
    run.begin();
    let sight = plan.now.saturating_add(SIGHT);
    while let Some(Reverse((at, ..))) = run.events.peek()
        && *at <= sight
    {
        run.now = run.now.max(*at);
        while let Some(Reverse((at, county, event))) = run.events.peek().copied()
            && at <= run.now
        {
            run.events.pop();
            run.happens(county, event);
        }
        run.hand_out();
    }
    Ran(run.counties.into_iter().map(|county| Done { jobs: county.ends, lanes: county.lanes }).collect())
}

impl<'a> Now<'a> {
    fn of(plan: &'a County) -> Self {
        Self {
            plan,
            ready: BinaryHeap::new(),
            comes: 0,
            lanes: plan.lanes,
            busy: 0,
            leases: 0,
            started: 0,
            spacing: plan.spacing,
            next_start: plan.next_start,
            window: 0,
            standing: plan.standing,
            in_turn: false,
            since: NEVER,
            stamp: 0,
            look_at: NEVER,
            waits_for: WaitedFor::Nothing,
            ends: vec![NOT_FORESEEN; plan.jobs.len()],
        }
    }

    /// Whether it may ever be taken, as its county stands.
    fn takes(&self, job: &Job) -> bool {
        match self.standing {
            Standing::Works | Standing::OneFirst => true,
            Standing::Held { asks } => asks && job.kind == Kind::Doubt,
            Standing::Unserved => false,
        }
    }

    fn add(&mut self, place: u32) {
        if self.plan.jobs.get(place as usize).is_some_and(|job| self.takes(job)) {
            self.ready.push(Reverse(place));
        }
    }

    /// The job of a place in the order of turns.
    fn job(&self, place: u32) -> (usize, &Job) {
        let place = place as usize % self.plan.jobs.len();
        (place, &self.plan.jobs[place])
    }

    /// What is next, with the deadline that it goes by: what has passed its own waits for the next day's.
    fn next(&mut self, now: i64) -> Option<(i64, u64)> {
        let count = u32::try_from(self.plan.jobs.len()).unwrap_or(u32::MAX / 2);
        loop {
            let Reverse(place) = *self.ready.peek()?;
            let (_, job) = self.job(place);
            let (deadline, arrival, is_late) = (job.deadline, job.arrival, place >= count);
            if is_late {
                return Some((deadline.saturating_add(DAY), arrival));
            }
            if deadline > now {
                return Some((deadline, arrival));
            }
            self.ready.pop();
            self.ready.push(Reverse(place.saturating_add(count)));
        }
    }

    /// When it may begin next, as far as its site goes: now, or later, or never.
    fn opens(&mut self, now: i64) -> i64 {
        while let Some((from, until)) = self.plan.open.get(self.window) {
            if now < *until {
                return now.max(*from);
            }
            self.window += 1;
        }
        NEVER
    }

    fn lanes_now(&self) -> u32 {
        if self.standing == Standing::OneFirst { self.lanes.min(1) } else { self.lanes }
    }
}

impl Run<'_> {
    fn change(&mut self, change: Change) {
        match change {
            Change::None => {}
            Change::Lanes(county, lanes) => self.counties[county].lanes = lanes,
            Change::Spacing(county, spacing) => {
                let of = &mut self.counties[county];
                of.next_start = of.next_start.saturating_sub(of.spacing).saturating_add(spacing);
                of.spacing = spacing;
            }
            Change::Resumed(county) => self.counties[county].standing = Standing::OneFirst,
            Change::Browsers(browsers) => {
                self.share = self.share.saturating_add(browsers.saturating_sub(self.browsers));
                self.browsers = browsers;
            }
        }
    }

    fn begin(&mut self) {
        for index in 0..self.counties.len() {
            let county = &mut self.counties[index];
            let plan = county.plan;
            let at_work = u32::try_from(plan.at_work.len()).unwrap_or(u32::MAX);
            (county.busy, county.leases, county.started) = (at_work, at_work, at_work);
            self.browsers = self.browsers.saturating_sub(at_work);
            for (end, _) in &plan.at_work {
                self.events.push(Reverse((*end, index, Event::End)));
                self.events.extend((plan.rests > 0).then_some(Reverse((*end, index, Event::Lane))));
            }
            self.events.extend(plan.lanes_later.map(|(at, _)| Reverse((at, index, Event::MoreLanes))));
            let there = (0_u32..).zip(&plan.jobs).filter(|(_, job)| job.ready <= self.now && county.takes(job));
            county.ready = there.map(|(place, _)| Reverse(place)).collect();
            self.await_next(index);
            self.enter(index);
        }
        self.hand_out();
    }

    /// Looks again when the next of a county's work comes that has to wait.
    fn await_next(&mut self, index: usize) {
        let county = &self.counties[index];
        let next = county.plan.later.get(county.comes).map(|place| county.plan.jobs[*place as usize].ready);
        self.events.extend(next.map(|at| Reverse((at, index, Event::Comes))));
    }

    fn happens(&mut self, index: usize, event: Event) {
        let now = self.now;
        let county = &mut self.counties[index];
        match event {
            Event::End => {
                county.leases = county.leases.saturating_sub(1);
                self.browsers += 1;
                if county.standing == Standing::OneFirst {
                    county.standing = Standing::Works;
                }
                if county.plan.rests == 0 {
                    county.busy = county.busy.saturating_sub(1);
                }
            }
            Event::Lane => county.busy = county.busy.saturating_sub(1),
            Event::MoreLanes => {
                county.lanes = county.lanes.max(county.plan.lanes_later.map_or(0, |(_, lanes)| lanes));
            }
            Event::Look => county.look_at = NEVER,
            Event::Comes => {
                let before = county.ready.peek().copied();
                while let Some(place) = county.plan.later.get(county.comes)
                    && county.plan.jobs[*place as usize].ready <= now
                {
                    county.add(*place);
                    county.comes += 1;
                }
                // What is next is next still: nothing changes in the order of counties.
                let is_same = county.in_turn && county.ready.peek().copied() == before;
                self.await_next(index);
                if is_same {
                    return;
                }
            }
        }
        self.enter(index);
    }

    /// Puts a county where it belongs in the order of counties, or finds what it waits for.
    fn enter(&mut self, index: usize) {
        let now = self.now;
        let county = &mut self.counties[index];
        county.stamp += 1;
        let (next, opens) = (county.next(now), county.opens(now));
        let waits_for = match next {
            None => Some((WaitedFor::Nothing, NEVER)),
            Some(_) if county.busy >= county.lanes_now() => Some((WaitedFor::Lane, NEVER)),
            Some(_) if now < county.next_start => Some((WaitedFor::Spacing, county.next_start)),
            Some(_) if now < opens => Some((WaitedFor::Opening, opens)),
            Some(_) => None,
        };
        if let Some((waits_for, until)) = waits_for {
            (county.in_turn, county.waits_for) = (false, waits_for);
            if until < county.look_at {
                county.look_at = until;
                self.events.push(Reverse((until, index, Event::Look)));
            }
            return;
        }
        if !county.in_turn {
            (county.in_turn, county.since) = (true, now);
        }
        if let Some((deadline, arrival)) = next {
            let turns = if county.leases < self.share { &mut self.within } else { &mut self.beyond };
            turns.push(Reverse((deadline, arrival, index, county.stamp)));
        }
    }

    /// Begins what may begin, while there is a browser for it.
    fn hand_out(&mut self) {
        while self.browsers > 0 {
            let Some(index) =
                first(&mut self.within, &self.counties).or_else(|| first(&mut self.beyond, &self.counties))
            else {
                return;
            };
            let (now, county) = (self.now, &mut self.counties[index]);
            let Some(Reverse(place)) = county.ready.pop() else { continue };
            self.browsers -= 1;
            let (place, job) = county.job(place);
            let end = now.saturating_add(job.takes);
            let waited_for = if now > county.since { WaitedFor::Browser } else { county.waits_for };
            county.ends[place] = End { at: end, before: county.started, waited_for };
            self.events.push(Reverse((end, index, Event::End)));
            if county.plan.rests > 0 {
                let rest = end.saturating_sub(now) / 1_000 * county.plan.rests;
                self.events.push(Reverse((end.saturating_add(rest), index, Event::Lane)));
            }
            county.busy += 1;
            county.leases += 1;
            county.started += 1;
            county.next_start = now.saturating_add(county.spacing);
            (county.in_turn, county.waits_for) = (false, WaitedFor::Nothing);
            self.enter(index);
        }
    }
}

/// The county whose turn it is; places that were left meanwhile are dropped.
fn first(turns: &mut BinaryHeap<Turn>, counties: &[Now<'_>]) -> Option<usize> {
    while let Some(Reverse((.., index, stamp))) = turns.pop() {
        if counties[index].in_turn && counties[index].stamp == stamp {
            return Some(index);
        }
    }
    None
}
