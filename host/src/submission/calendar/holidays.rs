//! The holidays that a county keeps, and on which day it keeps one that falls on a weekend.

use std::fmt;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::federal::FEDERAL;
use super::rule::Rule;
use super::weekdays::Weekdays;

/// On which day a holiday is kept that falls on a Saturday or Sunday on which the county does not work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekend {
    /// Saturday's on the Friday before, Sunday's on the Monday after, as the federal government does.
    #[default]
    FridayOrMonday,
    /// Sunday's on the Monday after, Saturday's on no other day.
    Monday,
    /// On no other day.
    Neither,
}

/// What a county keeps.
#[derive(Debug, Clone)]
pub(super) struct Holidays {
    pub(super) kept: Vec<Holiday>,
    pub(super) weekend: Weekend,
}

/// One holiday, with the name that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holiday {
    pub(super) shown: String,
    pub(super) rule: Rule,
}

/// A holiday on a day; on the day itself, or on the one that stands for it.
pub(super) struct KeptHoliday<'a> {
    holiday: &'a Holiday,
    is_observed: bool,
}

impl Holidays {
    /// The holiday for which a county does not work on a day.
    pub(super) fn on(&self, day: Date, weekdays: Weekdays) -> Option<KeptHoliday<'_>> {
        self.kept.iter().find_map(|holiday| {
            // New Year's Day may be kept on the last day of the year before, and a rule may count days into the next one.
            let dates = (-1..=1).filter_map(|years| holiday.rule.date(day.year().checked_add(years)?));
            dates.into_iter().find_map(|date| {
                let is_kept = date == day || self.observed(date, weekdays) == Some(day);
                is_kept.then_some(KeptHoliday { holiday, is_observed: date != day })
            })
        })
    }

    /// The day that stands for a date; none where the date stands for itself.
    fn observed(&self, date: Date, weekdays: Weekdays) -> Option<Date> {
        if weekdays.contains(date.weekday()) {
            return None;
        }
        match (date.weekday(), self.weekend) {
            (Weekday::Saturday, Weekend::FridayOrMonday) => date.yesterday().ok(),
            (Weekday::Sunday, Weekend::FridayOrMonday | Weekend::Monday) => date.tomorrow().ok(),
            _ => None,
        }
    }
}

impl Default for Holidays {
    /// The federal ones.
    fn default() -> Self {
        let kept = FEDERAL.iter().map(|federal| Holiday { shown: federal.shown.to_owned(), rule: federal.rule });
        Self { kept: kept.collect(), weekend: Weekend::default() }
    }
}

impl fmt::Display for KeptHoliday<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let observed = if self.is_observed { ", observed" } else { "" };
        write!(f, "{}{observed}", self.holiday.shown)
    }
}
