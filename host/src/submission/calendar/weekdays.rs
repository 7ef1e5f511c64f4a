//! The days of a week on which a county works.

use jiff::civil::Weekday;

/// All seven.
pub(super) const WEEKDAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// As a configuration writes it.
pub(super) fn name_of(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

/// Which of the seven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weekdays([bool; 7]);

impl Weekdays {
    pub(super) const MONDAY_TO_FRIDAY: Self = Self([true, true, true, true, true, false, false]);

    pub(super) fn contains(self, weekday: Weekday) -> bool {
        let Self(works) = self;
        WEEKDAYS.into_iter().zip(works).any(|(one, works)| works && one == weekday)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEKDAYS.into_iter().filter(move |weekday| self.contains(*weekday))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(weekdays: I) -> Self {
        let worked: Vec<Weekday> = weekdays.into_iter().collect();
        Self(WEEKDAYS.map(|weekday| worked.contains(&weekday)))
    }
}
