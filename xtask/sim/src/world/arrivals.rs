//! Who applies when: by the hour of the day on the county's wall, less at weekends.

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};

use super::county::County;
use crate::chance::{Chance, What};
use crate::jobs::Second;
use crate::scale::{DAY, HOUR, Scale};

/// Which part of a day comes in each hour of a calm day.
const CALM: [f64; 24] = [
    0.006, 0.004, 0.003, 0.003, 0.004, 0.008, 0.015, 0.030, 0.055, 0.075, 0.085, 0.085, 0.075, 0.080, 0.085, 0.085,
    0.080, 0.060, 0.045, 0.035, 0.030, 0.025, 0.017, 0.010,
];
/// And of one of a surge: 40 % between 14:00 and 17:00.
const SURGE: [f64; 24] = [
    0.004, 0.003, 0.002, 0.002, 0.003, 0.006, 0.012, 0.025, 0.045, 0.060, 0.070, 0.070, 0.065, 0.075, 0.125, 0.140,
    0.135, 0.050, 0.035, 0.025, 0.020, 0.014, 0.009, 0.005,
];
/// How many times as much comes in a surge: 8,970 a day, and 2,100 in calm weeks.
const TIMES: f64 = 4.27;
/// Which part of a full day a weekend's has.
const WEEKEND: f64 = 0.3;

/// Somebody applies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) at: Second,
    pub(crate) county: usize,
}

/// All of them, in order.
pub(super) fn draw(chance: Chance, scale: Scale, start: Timestamp, counties: &[County]) -> Vec<Arrival> {
    let hours = if scale.surge { &SURGE } else { &CALM };
    let whole: f64 = hours.iter().sum();
    let mut arrivals = Vec::new();
    for (county, of) in counties.iter().enumerate() {
        let mut draw = chance.of(What::Arrivals, county, 0);
        for hour in 0..i64::from(scale.days) * 24 {
            let from: Second = hour * HOUR;
            let local = (start + SignedDuration::from_secs(from)).to_zoned(of.served.calendar.zone.clone());
            let is_weekend = matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday);
            let part =
                hours[usize::try_from(local.hour()).unwrap_or(0)] / whole * if is_weekend { WEEKEND } else { 1.0 };
            let mut expected = scale.each_day * of.share * part;
            // As many as that on average: whole ones, and one more by chance.
            while expected > 0.0 {
                if draw.happens(expected.min(1.0)) {
                    arrivals.push(Arrival { at: from + draw.between(0, HOUR - 1), county });
                }
                expected -= 1.0;
            }
        }
    }
    arrivals.retain(|arrival| arrival.at < i64::from(scale.days) * DAY);
    arrivals.sort_by_key(|arrival| (arrival.at, arrival.county));
    arrivals
}

/// The most that a county of this share gets in an hour.
pub(super) fn at_the_peak(scale: Scale, share: f64) -> f64 {
    let hours = if scale.surge { &SURGE } else { &CALM };
    scale.each_day * share * largest(hours)
}

/// The same of a calm week, also where this one is none.
pub(super) fn at_a_calm_peak(scale: Scale, share: f64) -> f64 {
    let times = if scale.surge { TIMES } else { 1.0 };
    scale.each_day / times * share * largest(&CALM)
}

/// Which part of a day comes in its fullest hour.
fn largest(hours: &[f64; 24]) -> f64 {
    hours.iter().copied().fold(0.0, f64::max) / hours.iter().sum::<f64>()
}
