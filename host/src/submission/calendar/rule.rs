//! On which date of a year a holiday falls. Pure.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// One date of each year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) from: Anchor,
    /// Days after it; before it where there are less than none.
    pub(super) days: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    On { month: i8, day: i8 },
    Nth { nth: i8, weekday: Weekday, month: i8 },
    Easter,
}

impl Rule {
    pub(super) const fn on(month: i8, day: i8) -> Self {
        Self { from: Anchor::On { month, day }, days: 0 }
    }

    /// The last where `nth` is -1.
    pub(super) const fn nth(nth: i8, weekday: Weekday, month: i8) -> Self {
        Self { from: Anchor::Nth { nth, weekday, month }, days: 0 }
    }

    /// The date that belongs to a year; it may lie in the next one or the one before.
    pub(super) fn date(self, year: i16) -> Option<Date> {
        let from = match self.from {
            Anchor::On { month, day } => Date::new(year, month, day).ok()?,
            Anchor::Nth { nth, weekday, month } => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?
            }
            Anchor::Easter => easter(year)?,
        };
        from.checked_add(self.days.days()).ok()
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, of_century) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let moon = (19 * golden + century - century.div_euclid(4) - correction + 15).rem_euclid(30);
    let sunday =
        (32 + 2 * century.rem_euclid(4) + 2 * of_century.div_euclid(4) - moon - of_century.rem_euclid(4)).rem_euclid(7);
    let late = (golden + 11 * moon + 22 * sunday).div_euclid(451);
    let days = moon + sunday - 7 * late + 114;
    let (month, day) = (i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}
