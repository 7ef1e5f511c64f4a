//! A county's business days and their cutoffs, once they are known to be sound. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::Serialize;

use super::holidays::Holidays;
use super::site_hours::SiteHours;
use super::weekdays::{Weekdays, name_of};

/// How many days ahead a cutoff is looked for. A calendar that closes for so long is refused where it is written.
const SEARCHED: usize = 366;

/// A county's business calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    pub zone: TimeZone,
    /// When a business day ends for applications, on the wall of the county.
    pub(super) cutoff: Time,
    pub(super) weekdays: Weekdays,
    pub(super) holidays: Holidays,
    /// Further days on which it does not work.
    pub(super) closed: BTreeSet<Date>,
    /// Days on which it works whatever else is said.
    pub(super) open: BTreeSet<Date>,
    /// Business days that end earlier.
    pub(super) early: BTreeMap<Date, Time>,
    pub(super) site_hours: SiteHours,
}

/// The moment by which an application has to be at its county to count for that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cutoff(pub Timestamp);

/// A day of a calendar: when it ends, or why it does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarDay {
    pub date: Date,
    /// None on a day without business.
    pub cutoff: Option<Timestamp>,
    /// Why there is none, or why it is another than on most days.
    pub why: Option<String>,
}

impl Calendar {
    /// What most counties have: Monday to Friday until 17:00, every federal holiday, a site that is always open.
    pub fn usual(zone: TimeZone) -> Self {
        Self {
            zone,
            cutoff: Time::constant(17, 0, 0, 0),
            weekdays: Weekdays::MONDAY_TO_FRIDAY,
            holidays: Holidays::default(),
            closed: BTreeSet::new(),
            open: BTreeSet::new(),
            early: BTreeMap::new(),
            site_hours: SiteHours::default(),
        }
    }

    /// The next cutoff strictly after a moment.
    pub fn next_cutoff(&self, after: Timestamp) -> Cutoff {
        let days = || days_from(self.today(after));
        let business = days().take(SEARCHED).filter(|day| self.is_business_day(*day));
        // Rather too early than never: no calendar that was checked comes to this.
        let worked = days().take(SEARCHED).filter(|day| self.weekdays.contains(day.weekday()));
        let mut moments = business.chain(worked).filter_map(|day| self.cutoff_of(day));
        Cutoff(moments.find(|cutoff| *cutoff > after).unwrap_or(Timestamp::MAX))
    }

    /// The date at the county.
    pub fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }

    /// Whether ops let its site be worked on at a moment: its hours, and maintenance that was announced.
    pub fn is_site_open_at(&self, now: Timestamp) -> bool {
        self.site_hours.are_open_at(now, &now.to_zoned(self.zone.clone()))
    }

    /// Whether they let it be worked on at a time of every such weekday, maintenance aside.
    pub fn is_site_open_on(&self, weekday: Weekday, time: Time) -> bool {
        self.site_hours.hold(weekday, time)
    }

    /// Announced maintenance of its site, from each first moment to the second.
    pub fn maintenance(&self) -> &[(Timestamp, Timestamp)] {
        self.site_hours.maintenance()
    }

    /// Whether they say nothing of when it is away.
    pub fn is_site_always_open(&self) -> bool {
        self.site_hours.is_always_open()
    }

    /// So many days from the county's date on, each with its cutoff or the reason why it has none.
    pub fn days(&self, now: Timestamp, count: usize) -> Vec<CalendarDay> {
        days_from(self.today(now)).take(count).map(|date| self.day(date)).collect()
    }

    fn day(&self, date: Date) -> CalendarDay {
        match self.why_closed(date) {
            Some(why) => CalendarDay { date, cutoff: None, why: Some(why) },
            None => CalendarDay { date, cutoff: self.cutoff_of(date), why: self.why_unusual(date) },
        }
    }

    pub(super) fn is_business_day(&self, day: Date) -> bool {
        let is_kept_free = || self.closed.contains(&day) || self.holidays.on(day, self.weekdays).is_some();
        self.open.contains(&day) || self.weekdays.contains(day.weekday()) && !is_kept_free()
    }

    fn why_closed(&self, day: Date) -> Option<String> {
        if self.is_business_day(day) {
            return None;
        }
        let holiday = self.holidays.on(day, self.weekdays);
        Some(match (holiday, self.closed.contains(&day)) {
            (Some(holiday), _) => holiday.to_string(),
            (None, true) => "closed".to_owned(),
            (None, false) => format!("it does not work on {}s", name_of(day.weekday())),
        })
    }

    fn why_unusual(&self, day: Date) -> Option<String> {
        let open = self.open.contains(&day).then(|| match self.holidays.on(day, self.weekdays) {
            Some(holiday) => format!("open although it is {holiday}"),
            None => "open".to_owned(),
        });
        let early = self.early.get(&day).map(|_| "it ends early".to_owned());
        let whys: Vec<String> = open.into_iter().chain(early).collect();
        (!whys.is_empty()).then(|| whys.join("; "))
    }

    /// The first moment at which the county's wall shows a day's cutoff, or has gone past it: where clocks go back and show it
    /// twice, the first; where they go forward and never show it, the moment at which they do. Never later than the county could mean.
    pub(super) fn cutoff_of(&self, day: Date) -> Option<Timestamp> {
        let wall = day.to_datetime(self.early.get(&day).copied().unwrap_or(self.cutoff));
        let moments = self.zone.to_ambiguous_timestamp(wall);
        let is_skipped = matches!(moments.offset(), AmbiguousOffset::Gap { .. });
        let earlier = moments.earlier().ok()?;
        let forward = is_skipped.then(|| self.zone.following(earlier).next()).flatten();
        Some(forward.map_or(earlier, |transition| transition.timestamp()))
    }
}

pub(super) fn days_from(first: Date) -> impl Iterator<Item = Date> {
    successors(Some(first), |day| day.tomorrow().ok())
}
