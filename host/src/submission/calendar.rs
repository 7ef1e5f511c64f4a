//! When a county's day ends: the cutoff in its own time zone, on its own business days.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// How many days ahead a cutoff is looked for: no county closes for longer.
const MOST_CLOSED_DAYS: u32 = 30;

/// A county's business calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub zone: TimeZone,
    /// When the business day ends for applications, local time.
    pub cutoff: Time,
    /// Days on which the county is closed although they are weekdays.
    pub closed: BTreeSet<Date>,
}

/// The moment by which an application has to be at its county to count for that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cutoff(pub Timestamp);

impl Calendar {
    /// The next cutoff strictly after a moment. Daylight saving is the zone's business: 17:00 is 17:00 on the wall.
    pub fn next_cutoff(&self, after: Timestamp) -> Cutoff {
        let mut day = after.to_zoned(self.zone.clone()).date();
        for _ in 0..MOST_CLOSED_DAYS {
            if self.is_business_day(day)
                && let Ok(cutoff) = day.to_datetime(self.cutoff).to_zoned(self.zone.clone())
                && cutoff.timestamp() > after
            {
                return Cutoff(cutoff.timestamp());
            }
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        Cutoff(after.saturating_add(24.hours()).unwrap_or(after))
    }

    pub fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }

    fn is_business_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.closed.contains(&day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(after: &str, expect: &str) {
        let calendar = Calendar {
            zone: TimeZone::get("America/Los_Angeles").unwrap(),
            cutoff: jiff::civil::time(17, 0, 0, 0),
            closed: BTreeSet::from([jiff::civil::date(2026, 11, 26)]),
        };
        let cutoff = calendar.next_cutoff(after.parse().unwrap());
        assert_eq!(cutoff.0, expect.parse::<Timestamp>().unwrap(), "after {after}");
    }

    #[test]
    fn the_cutoff_is_local_and_on_business_days() {
        check("2026-11-23T18:00:00Z", "2026-11-24T01:00:00Z"); // Monday morning: the same day
        check("2026-11-24T01:00:00Z", "2026-11-25T01:00:00Z"); // at the cutoff itself: the next day
        check("2026-11-26T02:00:00Z", "2026-11-28T01:00:00Z"); // Thursday is Thanksgiving
        check("2026-11-28T02:00:00Z", "2026-12-01T01:00:00Z"); // over the weekend
        check("2026-03-06T18:00:00Z", "2026-03-07T01:00:00Z"); // before daylight saving
        check("2026-03-09T18:00:00Z", "2026-03-10T00:00:00Z"); // after it
    }
}
