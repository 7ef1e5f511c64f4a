//! What is expected to come: from earlier days at the same time of day, as much more or less as today differs from them so far.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

use super::spread::as_float;
use super::world::{Arrivals, ArrivalsBasis};

/// How many days are looked back.
const DAYS: i64 = 14;
/// A quarter of an hour, in seconds.
const QUARTER: i64 = 15 * 60;
/// Quarters of an hour of today that are held against the same of earlier days.
const COMPARED: i64 = 12;
/// Fewest of both from which on their ratio says something, and how far it is believed.
const ENOUGH: f64 = 20.0;
const LEAST: f64 = 0.5;
const MOST: f64 = 4.0;
/// Quarters of an hour ahead that are looked at: five days, for a cutoff after a long weekend.
const AHEAD: i64 = 5 * 24 * 4;

/// A quarter of an hour, counted from the epoch: in every zone there is one begins at its wall's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Quarter(i64);

impl Quarter {
    fn of(at: Timestamp) -> Self {
        Self(at.as_second().div_euclid(QUARTER))
    }

    fn begins(self) -> Timestamp {
        Timestamp::from_second(self.0.saturating_mul(QUARTER)).unwrap_or(Timestamp::MAX)
    }
}

/// How many applications came to a county, by quarters of an hour.
#[derive(Debug, Clone, Default)]
pub struct History(BTreeMap<Quarter, u32>);

impl History {
    /// So many came in the quarter of an hour of a moment.
    pub fn add(&mut self, at: Timestamp, count: u32) {
        let known = self.0.entry(Quarter::of(at)).or_default();
        *known = known.saturating_add(count);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets what nothing is expected from any more.
    pub fn forget_before(&mut self, now: Timestamp) {
        let Ok(first) = now.checked_sub(Span::new().hours(24 * (DAYS + 1))) else { return };
        self.0 = self.0.split_off(&Quarter::of(first));
    }

    /// What is expected until a cutoff.
    pub fn expected(&self, ahead: &Ahead) -> Arrivals {
        let cutoff = ahead.cutoff;
        if !ahead.knows_days {
            return self.as_in_the_last_hour(ahead);
        }
        let mut counts = vec![0.0; ahead.quarters.len()];
        let (mut today, mut before) = (0.0, 0.0);
        let this = Quarter::of(ahead.now).0;
        for (quarter, count) in &self.0 {
            let count = f64::from(*count);
            for (place, weight) in ahead.stands_for.get(quarter).into_iter().flatten() {
                counts[*place] += count * weight;
            }
            before += ahead.compared.get(quarter).copied().unwrap_or(0.0) * count;
            today += if (this - COMPARED..this).contains(&quarter.0) { count } else { 0.0 };
        }
        let factor = if today + before < ENOUGH || before <= 0.0 { 1.0 } else { (today / before).clamp(LEAST, MOST) };
        // Of the quarter that has begun the rest is still to come.
        let begun = ahead.now.duration_since(Quarter(this).begins()).as_secs_f64() / as_float(QUARTER);
        let counts = ahead.quarters.iter().zip(counts).map(|(quarter, count)| {
            let share = if quarter.0 == this { 1.0 - begun } else { 1.0 };
            (quarter.begins().max(ahead.now), count * factor * share)
        });
        let quarters = counts.filter(|(_, count)| *count > 0.0).collect();
        Arrivals { basis: ArrivalsBasis::EarlierDays, cutoff, quarters }
    }

    fn as_in_the_last_hour(&self, ahead: &Ahead) -> Arrivals {
        let (this, cutoff) = (Quarter::of(ahead.now).0, ahead.cutoff);
        let came: u32 = self.0.range(Quarter(this - 4)..Quarter(this)).map(|(_, count)| count).sum();
        if came == 0 {
            return Arrivals { basis: ArrivalsBasis::None, cutoff, quarters: Vec::new() };
        }
        let counts = ahead.quarters.iter().map(|quarter| (quarter.begins().max(ahead.now), f64::from(came) / 4.0));
        Arrivals { basis: ArrivalsBasis::LastHour, cutoff, quarters: counts.collect() }
    }
}

/// The time to a cutoff in a zone, and the earlier days that speak for it: the same for every county that has both.
pub struct Ahead {
    now: Timestamp,
    cutoff: Timestamp,
    /// Whether any earlier day is known.
    knows_days: bool,
    quarters: Vec<Quarter>,
    /// For which of these an earlier quarter speaks, and with what part of their mean.
    stands_for: HashMap<Quarter, Vec<(usize, f64)>>,
    /// The same of the quarters of today that are held against them.
    compared: HashMap<Quarter, f64>,
}

impl Ahead {
    /// `known_since` is how far back the ledger goes: days before it say nothing.
    pub fn of(now: Timestamp, cutoff: Timestamp, zone: &TimeZone, known_since: Option<Timestamp>) -> Self {
        let days = EarlierDays::of(now, zone, known_since);
        let this = Quarter::of(now).0;
        let last = Quarter::of(cutoff).0.min(this.saturating_add(AHEAD));
        let quarters: Vec<Quarter> = (this..last).map(Quarter).collect();
        let mut stands_for: HashMap<Quarter, Vec<(usize, f64)>> = HashMap::new();
        for (place, quarter) in quarters.iter().enumerate() {
            for (earlier, weight) in days.like(*quarter) {
                stands_for.entry(earlier).or_default().push((place, weight));
            }
        }
        let mut compared: HashMap<Quarter, f64> = HashMap::new();
        for (earlier, weight) in (this - COMPARED..this).flat_map(|quarter| days.like(Quarter(quarter))) {
            *compared.entry(earlier).or_default() += weight;
        }
        Self { now, cutoff, knows_days: !days.days.is_empty(), quarters, stands_for, compared }
    }
}

/// The days that are known.
struct EarlierDays<'a> {
    zone: &'a TimeZone,
    days: Vec<Date>,
}

impl<'a> EarlierDays<'a> {
    fn of(now: Timestamp, zone: &'a TimeZone, known_since: Option<Timestamp>) -> Self {
        let today = now.to_zoned(zone.clone()).date();
        // A day of which only a part is known says too little.
        let first = known_since.map(|since| since.to_zoned(zone.clone()).date());
        let days = (1..=DAYS).filter_map(|back| today.checked_sub(back.days()).ok());
        Self { zone, days: days.filter(|day| first.is_some_and(|first| first < *day)).collect() }
    }

    /// The same quarter of the wall's clock on earlier days that are like its day, each with its part of their mean: those of the same weekday,
    /// else workdays for a workday and other days for another.
    fn like(&self, quarter: Quarter) -> Vec<(Quarter, f64)> {
        let at = quarter.begins().to_zoned(self.zone.clone());
        let day = at.date();
        let known = || self.days.iter().copied().filter(|earlier| *earlier < day);
        let mut like: Vec<Date> = known().filter(|earlier| earlier.weekday() == day.weekday()).collect();
        if like.is_empty() {
            like = known().filter(|earlier| is_workday(*earlier) == is_workday(day)).collect();
        }
        let weight = 1.0 / as_float(i64::try_from(like.len()).unwrap_or(1).max(1));
        let on = |earlier: Date| earlier.to_datetime(at.time()).to_zoned(self.zone.clone()).ok();
        like.into_iter().filter_map(on).map(|at| (Quarter::of(at.timestamp()), weight)).collect()
    }
}

fn is_workday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
