//! A world in whole milliseconds and in the order of turns: what every run of a forecast reads and none changes.

use jiff::Timestamp;

use super::service::{millis, outage_share};
use super::world::{Arrivals, AtWork, CountyNow, Kind, MOST_ARRIVALS, Standing, Waiting, World};

/// A quarter of an hour, in milliseconds.
const QUARTER: i64 = 15 * 60 * 1_000;
/// Where expected arrivals stand in the order of arrival: after everything that is there.
const TO_COME: u64 = 1 << 62;

pub(super) struct Plan {
    pub(super) now: i64,
    pub(super) browsers: u32,
    pub(super) share: u32,
    pub(super) counties: Vec<County>,
}

pub(super) struct County {
    pub(super) lanes: u32,
    /// When there are more lanes, and how many.
    pub(super) lanes_later: Option<(i64, u32)>,
    pub(super) spacing: i64,
    /// No start before.
    pub(super) next_start: i64,
    /// How much longer than a browser a lane is taken, of a thousand: its site is down for a while.
    pub(super) rests: i64,
    pub(super) standing: Standing,
    /// When its site is open, from now on, in order; a pause is left out.
    pub(super) open: Vec<(i64, i64)>,
    /// What is to be done, in the order of turns.
    pub(super) jobs: Vec<Job>,
    /// The jobs that have to wait until a moment, in the order of those.
    pub(super) later: Vec<u32>,
    /// When what is worked on now ends, and its deadline, in the order of the world.
    pub(super) at_work: Vec<(i64, i64)>,
    /// How much one piece of work differs from the next.
    pub(super) deviation: f64,
    /// The share of attempts that are the last of their application.
    pub(super) ends: f64,
}

#[derive(Clone, Copy)]
pub(super) struct Job {
    pub(super) deadline: i64,
    /// Its place in the order of arrival, over all counties.
    pub(super) arrival: u64,
    pub(super) ready: i64,
    /// For how long it has a session.
    pub(super) takes: i64,
    pub(super) kind: Kind,
    pub(super) whose: Whose,
    setbacks: u32,
}

/// What a job is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// What waits at this place of the county's list.
    Waiting(u32),
    /// An application that is expected.
    Expected,
    /// Whichever application has to be tried again.
    Again,
}

impl Plan {
    pub(super) fn of(world: &World) -> Self {
        let now = world.now.as_millisecond();
        let mut room = MOST_ARRIVALS;
        let arrived = order_of_arrival(world);
        let counties =
            world.counties.iter().zip(arrived).map(|(county, arrived)| County::of(county, &arrived, now, &mut room));
        Self { now, browsers: world.browsers, share: world.share.max(1), counties: counties.collect() }
    }
}

/// For each county, the places of what waits in the order of arrival over all counties.
fn order_of_arrival(world: &World) -> Vec<Vec<u64>> {
    let mut all: Vec<_> = (world.counties.iter().enumerate())
        .flat_map(|(county, of)| of.waiting.iter().enumerate().map(move |(one, waiting)| (waiting.id, county, one)))
        .collect();
    all.sort_unstable();
    let mut places: Vec<Vec<u64>> = world.counties.iter().map(|county| vec![0; county.waiting.len()]).collect();
    for ((_, county, one), place) in all.into_iter().zip(0_u64..) {
        places[county][one] = place;
    }
    places
}

impl County {
    fn of(county: &CountyNow, arrived: &[u64], now: i64, room: &mut usize) -> Self {
        let (submitting, asking) = (county.submitting.takes(), county.asking.takes());
        let takes = |kind| match kind {
            Kind::Queued => submitting,
            Kind::Doubt => asking,
        };
        let mut jobs: Vec<Job> = (county.waiting.iter().zip(arrived).zip(0_u32..))
            .map(|((waiting, arrival), place)| Job {
                deadline: waiting.deadline.as_millisecond(),
                arrival: *arrival,
                ready: ready(waiting, now),
                takes: takes(waiting.kind),
                kind: waiting.kind,
                setbacks: waiting.setbacks,
                whose: Whose::Waiting(place),
            })
            .collect();
        jobs.extend(expected(&county.arrivals, now, submitting, room));
        jobs.sort_unstable_by_key(Job::turn);
        let ends = county.submitting.ends();
        jobs.extend(again(&jobs, ends));
        // As the ledger claims: doubts, then by deadline, and of one deadline what was set back least.
        jobs.sort_unstable_by_key(Job::turn);
        let mut later: Vec<u32> =
            (0_u32..).zip(&jobs).filter(|(_, job)| job.ready > now).map(|(place, _)| place).collect();
        later.sort_by_key(|place| jobs[*place as usize].ready);
        let spacing = millis(county.spacing);
        let last_start = county.last_start.map_or(i64::MIN, Timestamp::as_millisecond);
        // A start that lies ahead is of a clock that was set back since: it keeps nothing from beginning.
        let next_start = if last_start > now { now } else { last_start.saturating_add(spacing) };
        let outage = outage_share(county.outage);
        Self {
            lanes: county.lanes(),
            lanes_later: (county.benched)
                .filter(|_| county.all_lanes() > county.lanes())
                .map(|benched| (benched.until.as_millisecond().max(now), county.all_lanes())),
            spacing,
            next_start,
            rests: per_mille(outage / (1.0 - outage)),
            standing: county.standing,
            open: open(county, now),
            later,
            at_work: (county.at_work.iter())
                .map(|work| (work_ends(work, takes(work.kind), now), work.deadline.as_millisecond()))
                .collect(),
            deviation: county.submitting.deviation(),
            ends,
            jobs,
        }
    }
}

fn ready(waiting: &Waiting, now: i64) -> i64 {
    waiting.not_before.map_or(now, |at| at.as_millisecond().max(now))
}

/// When work that goes on ends: what has lasted longer than such work does ends soon, nobody knows when.
fn work_ends(work: &AtWork, takes: i64, now: i64) -> i64 {
    let since = work.since.as_millisecond().min(now);
    since.saturating_add(takes).max(now.saturating_add(takes / 10))
}

impl Job {
    fn turn(&self) -> (bool, i64, u32, u64) {
        (self.kind == Kind::Queued, self.deadline, self.setbacks, self.arrival)
    }
}

/// What has to be tried again: nobody knows which applications, but how many, and that their turn comes behind all others of their deadline.
fn again(jobs: &[Job], ends: f64) -> Vec<Job> {
    let each = (1.0 - ends) / ends;
    let (mut due, mut again) = (0.0, Vec::new());
    for job in jobs.iter().filter(|job| job.kind == Kind::Queued) {
        due += each;
        let whole = whole(due);
        due -= f64::from(whole);
        let once = Job { ready: job.ready.saturating_add(job.takes), setbacks: u32::MAX, whose: Whose::Again, ..*job };
        again.extend((0..whole).map(|_| once));
    }
    again
}

/// The applications that are expected, each at a moment: of a quarter of an hour, evenly in it.
fn expected(arrivals: &Arrivals, now: i64, takes: i64, room: &mut usize) -> Vec<Job> {
    let cutoff = arrivals.cutoff.as_millisecond();
    let mut jobs = Vec::new();
    let mut due = 0.0;
    for (from, count) in &arrivals.quarters {
        due += if count.is_finite() { count.max(0.0) } else { 0.0 };
        let whole = whole(due).min(u32::try_from(*room).unwrap_or(u32::MAX));
        due -= f64::from(whole);
        for one in 0..whole {
            let at = from.as_millisecond().saturating_add(QUARTER * i64::from(one) / i64::from(whole));
            if at < cutoff {
                *room -= 1;
                let ready = at.max(now);
                let arrival = TO_COME.saturating_add(u64::try_from(ready - now).unwrap_or(0));
                let kind = Kind::Queued;
                jobs.push(Job { deadline: cutoff, arrival, ready, takes, kind, setbacks: 0, whose: Whose::Expected });
            }
        }
    }
    jobs
}

/// When its site is open, from the moment on from which it is not left alone.
fn open(county: &CountyNow, now: i64) -> Vec<(i64, i64)> {
    let from = county.paused_until.map_or(now, |until| until.as_millisecond().max(now));
    let spans = county.open.iter().map(|open| (open.from.as_millisecond().max(from), open.until.as_millisecond()));
    spans.filter(|(from, until)| from < until).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of floats saturates")]
fn whole(count: f64) -> u32 {
    // What was added up in parts may lie a hair under the whole.
    (count + 1e-9).floor() as u32
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of floats saturates")]
fn per_mille(share: f64) -> i64 {
    (share * 1_000.0) as i64
}
