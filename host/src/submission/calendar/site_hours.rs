//! When a county's site may be worked on, as ops know it: hours by weekday, and maintenance that was announced. Narrows what a
//! plugin's manifest says, never widens it.

use jiff::civil::{DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Deserialize;

use super::weekdays::{WEEKDAYS, name_of};
use crate::submission::Window;

/// Longest maintenance: a site that is away for longer is no matter of hours.
const MOST_MAINTENANCE_DAYS: i64 = 30;
const MINUTES_OF_AN_HOUR: u16 = 60;

/// `hours`, as ops write it: `every_day`, and weekdays that differ; an empty list is a day on which the site is away.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HoursConfig {
    every_day: Option<Vec<Window>>,
    monday: Option<Vec<Window>>,
    tuesday: Option<Vec<Window>>,
    wednesday: Option<Vec<Window>>,
    thursday: Option<Vec<Window>>,
    friday: Option<Vec<Window>>,
    saturday: Option<Vec<Window>>,
    sunday: Option<Vec<Window>>,
}

/// One `maintenance`, as ops write it, in the county's time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    from: DateTime,
    to: DateTime,
}

/// Hours and maintenance, checked.
#[derive(Debug, Clone, Default)]
pub(super) struct SiteHours {
    /// Of each weekday, from Monday; none where it is always open.
    days: [Option<Vec<Window>>; 7],
    /// From each first moment to the second.
    maintenance: Vec<(Timestamp, Timestamp)>,
}

impl SiteHours {
    pub(super) fn new(hours: &HoursConfig, maintenance: &[Maintenance], zone: &TimeZone) -> Result<Self, String> {
        let days = WEEKDAYS.map(|weekday| hours.of(weekday).or(hours.every_day.as_ref()).cloned());
        let maintenance = maintenance.iter().map(|one| one.moments(zone)).collect::<Result<_, String>>()?;
        Ok(Self { days, maintenance })
    }

    pub(super) fn are_open_at(&self, now: Timestamp, local: &Zoned) -> bool {
        let is_away = self.maintenance.iter().any(|(from, to)| (*from..*to).contains(&now));
        !is_away && self.hold(local.weekday(), local.time())
    }

    pub(super) fn is_always_open(&self) -> bool {
        self.maintenance.is_empty() && self.days.iter().all(Option::is_none)
    }

    pub(super) fn maintenance(&self) -> &[(Timestamp, Timestamp)] {
        &self.maintenance
    }

    /// Whether a time of a weekday is within the hours.
    pub(super) fn hold(&self, weekday: Weekday, time: Time) -> bool {
        let of_it = WEEKDAYS.iter().zip(&self.days).find(|(one, _)| **one == weekday);
        match of_it.and_then(|(_, windows)| windows.as_ref()) {
            Some(windows) => windows.iter().any(|window| window.holds(time)),
            None => true,
        }
    }

    /// The last minute before a cutoff, within an hour of it, at which the site is away.
    pub(super) fn away_before(&self, weekday: Weekday, cutoff: Time) -> Option<Time> {
        let end = u16::from(cutoff.hour().unsigned_abs()) * 60 + u16::from(cutoff.minute().unsigned_abs());
        let mut hour = (end.saturating_sub(MINUTES_OF_AN_HOUR)..end).rev().filter_map(|minute| {
            Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
        });
        hour.find(|time| !self.hold(weekday, *time))
    }
}

impl HoursConfig {
    fn of(&self, weekday: Weekday) -> Option<&Vec<Window>> {
        let of = match weekday {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        };
        of.as_ref()
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let days = WEEKDAYS.iter().filter_map(|weekday| Some((name_of(*weekday), self.of(*weekday)?)));
        let written = days.chain(self.every_day.as_ref().map(|windows| ("every_day", windows)));
        for (key, windows) in written {
            if let Some(window) = windows.iter().find(|window| window.is_over_midnight()) {
                return Err(format!(
                    "`hours.{key}`: {window} ends before it begins; hours over midnight are two, `22:00-24:00` of a day and `00:00-02:00` of the next"
                ));
            }
        }
        match &self.every_day {
            Some(windows) if windows.is_empty() => {
                Err("`hours.every_day` is empty, a site that is never open: say when it is, or leave it out".to_owned())
            }
            _ => Ok(()),
        }
    }
}

impl Maintenance {
    /// From when to when, as long as the wall could mean.
    fn moments(&self, zone: &TimeZone) -> Result<(Timestamp, Timestamp), String> {
        let Self { from, to } = self;
        let moments = |wall: DateTime| zone.to_ambiguous_timestamp(wall);
        let (Ok(first), Ok(last)) = (moments(*from).earlier(), moments(*to).later()) else {
            return Err(format!("`maintenance` from {from} to {to} lies in no year that can be counted: correct it"));
        };
        if to <= from {
            return Err(format!("`maintenance` from {from} to {to} ends before it begins: correct one of them"));
        }
        if last.duration_since(first).as_hours() > MOST_MAINTENANCE_DAYS * 24 {
            return Err(format!(
                "`maintenance` from {from} to {to} is longer than {MOST_MAINTENANCE_DAYS} days: correct it, or write several"
            ));
        }
        Ok((first, last))
    }
}
