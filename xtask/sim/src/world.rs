//! What a seed draws before anything is done: the counties and what befalls their sites, who applies when, the hosts and what befalls them.

mod arrivals;
mod counties;
mod county;
mod faults;

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, Timestamp};

use crate::chance::{Chance, What};
use crate::jobs::Second;
use crate::scale::{DAY, Scale};

pub(crate) use self::arrivals::Arrival;
pub(crate) use self::county::County;
pub(crate) use self::faults::{Fault, FaultKind};

/// How many times as much as usual befalls hosts and sites, and how often a world is so.
const TROUBLES: [(f64, f64); 3] = [(0.5, 3.0), (1.0, 4.0), (6.0, 3.0)];

/// A world.
pub(crate) struct World {
    pub(crate) chance: Chance,
    /// Midnight in New York, of a day that is a Monday, mostly: second 0.
    pub(crate) start: Timestamp,
    pub(crate) ends: Second,
    pub(crate) counties: Vec<County>,
    /// In order.
    pub(crate) arrivals: Vec<Arrival>,
    /// Browser sessions of each host.
    pub(crate) hosts: Vec<u32>,
    pub(crate) faults: Vec<Fault>,
    /// By how many seconds the clock on the wall is set, and when.
    pub(crate) clock: Vec<(Second, i64)>,
    /// People of the review hour.
    pub(crate) staff: u32,
}

impl World {
    pub(crate) fn draw(seed: u64, scale: Scale) -> Result<Self> {
        let chance = Chance::new(seed);
        let mut draw = chance.of(What::Changes, 0, 0);
        let start = start(draw.one_of(&STARTS.map(|(_, weight)| weight)))?;
        let ends = Second::from(scale.days) * DAY;
        let drawn = TROUBLES[draw.one_of(&TROUBLES.map(|(_, weight)| weight))].0;
        let trouble = scale.trouble.unwrap_or(if scale.surge { 1.0 } else { drawn });
        let mut counties = counties::draw(chance, scale, trouble)?;
        let arrivals = arrivals::draw(chance, scale, start, &counties);
        counties::give_lanes(chance, scale, &mut counties)?;
        let hosts = faults::hosts(chance, scale, &counties);
        let (faults, clock) = faults::draw(chance, scale, hosts.len(), trouble);
        let staff = if scale.surge { 10 } else { u32::try_from(draw.between(1, 4))? };
        Ok(Self { chance, start, ends, counties, arrivals, hosts, faults, clock, staff })
    }

    pub(crate) fn at(&self, second: Second) -> Timestamp {
        self.start.saturating_add(SignedDuration::from_secs(second)).unwrap_or(self.start)
    }

    /// The first whole second at which a moment has come.
    pub(crate) fn second(&self, at: Timestamp) -> Second {
        let passed = at.duration_since(self.start);
        passed.as_secs() + Second::from(passed.subsec_nanos() > 0)
    }

    /// Whether the clock on the wall is wrong at any of these moments.
    pub(crate) fn clock_is_wrong_in(&self, moments: [Second; 2]) -> bool {
        let wrong = |at: Second| {
            self.clock.chunks(2).any(|set| matches!(set, [from, until] if (from.0..until.0).contains(&at)))
        };
        moments.into_iter().any(wrong)
    }

    /// Whether it was at any moment between these.
    pub(crate) fn clock_was_wrong(&self, from: Second, until: Second) -> bool {
        self.clock.chunks(2).any(|set| matches!(set, [begins, ends] if begins.0 <= until && from <= ends.0))
    }

    /// The first cutoff of a county after a moment.
    pub(crate) fn cutoff(&self, county: usize, after: Second) -> Second {
        self.second(self.counties[county].served.calendar.next_cutoff(self.at(after)).0)
    }
}

/// Mondays at midnight, in New York: quiet weeks, one with a holiday, and those that lead over the Sundays on which clocks change.
const STARTS: [(&str, f64); 6] = [
    ("2026-05-04T00:00[America/New_York]", 5.0),
    ("2026-09-14T00:00[America/New_York]", 4.0),
    ("2026-10-12T00:00[America/New_York]", 1.0),
    ("2026-11-23T00:00[America/New_York]", 1.0),
    ("2026-03-06T00:00[America/New_York]", 1.0),
    ("2026-10-30T00:00[America/New_York]", 1.0),
];

fn start(which: usize) -> Result<Timestamp> {
    let zoned: jiff::Zoned = STARTS[which].0.parse().context("no start")?;
    Ok(zoned.timestamp())
}
