//! A calendar as ops write it, of a county or in a file that counties share, and how the two become one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::business_calendar::Calendar;
use super::contradictions;
use super::federal;
use super::holidays::{Holiday, Holidays, Weekend};
use super::site_hours::{HoursConfig, Maintenance, SiteHours};
use super::weekdays::{WEEKDAYS, Weekdays, name_of};
use super::written_rule;
use crate::submission::suggest;

/// Most dates in one list of a calendar.
const MOST_DATES: usize = 1_000;
/// Most rules for holidays, and most entries of any other list.
const MOST_ENTRIES: usize = 100;
/// The word of `holidays` for all federal ones.
const FEDERAL: &str = "federal";
/// The word of a county's `holidays` for those of its calendar file.
const SHARED: &str = "calendar";

/// What a calendar file says; a county says the same beside what else it says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CalendarConfig {
    /// When the business day ends, local time; 17:00 where nothing says it.
    pub cutoff: Option<Time>,
    /// On which weekdays the county works; Monday to Friday where nothing says it.
    pub weekdays: Option<Vec<String>>,
    /// The holidays that it keeps, in order: `federal` for all of them, `calendar` for the file's, a name, `-name` for all but that one.
    pub holidays: Option<Vec<String>>,
    /// Further holidays, which it keeps: a name and the rule of its date.
    pub holiday_rules: BTreeMap<String, String>,
    /// On which day it keeps one that falls on a weekend.
    pub weekend_holidays: Option<Weekend>,
    /// Further days on which it is closed.
    pub closed: Vec<Date>,
    /// Days on which it works although they are holidays or weekends.
    pub open: Vec<Date>,
    /// Days that end earlier.
    pub early: BTreeMap<Date, Time>,
    /// When its site may be worked on.
    pub hours: Option<HoursConfig>,
    /// When its site is away, announced.
    pub maintenance: Vec<Maintenance>,
}

impl CalendarConfig {
    /// The calendar of a county: what it says itself, over what the file says that it shares. Otherwise what contradicts what, and
    /// what to do.
    pub(in crate::submission) fn calendar(self, zone: TimeZone, file: Option<Self>) -> Result<Calendar, String> {
        let is_shared = file.is_some();
        let mut shared = file.unwrap_or_default();
        shared.check().map_err(|problem| format!("of its `calendar` file, {problem}"))?;
        self.check()?;
        let holidays = self.kept_holidays(is_shared.then_some(&shared))?;
        // What the county says of a day counts, whatever the file says of it.
        let open_alone: Vec<Date> = self.open.iter().copied().filter(|day| !shared.closed.contains(day)).collect();
        shared.closed.retain(|day| !self.open.contains(day));
        shared.open.retain(|day| !self.closed.contains(day));
        shared.early.retain(|day, _| !self.closed.contains(day));
        let maintenance = [shared.maintenance, self.maintenance].concat();
        let hours = self.hours.or(shared.hours).unwrap_or_default();
        let usual = Calendar::usual(zone.clone());
        let weekdays = self.weekdays.or(shared.weekdays).map(|names| weekdays(&names)).transpose()?;
        let mut calendar = Calendar {
            cutoff: self.cutoff.or(shared.cutoff).unwrap_or(usual.cutoff),
            weekdays: weekdays.unwrap_or(usual.weekdays),
            holidays,
            closed: shared.closed.into_iter().chain(self.closed).collect(),
            open: shared.open.into_iter().chain(self.open).collect(),
            early: BTreeMap::new(),
            site_hours: SiteHours::new(&hours, &maintenance, &zone)?,
            zone,
        };
        // Days of the file's that this county does not work on, or ends earlier anyway.
        let ends_earlier = |early: &Time| self.cutoff.is_some_and(|cutoff| cutoff <= *early);
        shared.early.retain(|day, early| calendar.is_business_day(*day) && !ends_earlier(early));
        calendar.early = shared.early.into_iter().chain(self.early).collect();
        contradictions::check(&calendar, &open_alone)?;
        Ok(calendar)
    }

    /// What is wrong with it by itself.
    fn check(&self) -> Result<(), String> {
        let dates = [("closed", self.closed.len()), ("open", self.open.len()), ("early", self.early.len())];
        let names = self.holidays.as_ref().map_or(0, Vec::len);
        let entries =
            [("holiday_rules", self.holiday_rules.len()), ("holidays", names), ("maintenance", self.maintenance.len())];
        let bounded = dates.map(|of| (of, MOST_DATES)).into_iter().chain(entries.map(|of| (of, MOST_ENTRIES)));
        if let Some(((key, found), most)) = bounded.into_iter().find(|((_, found), most)| found > most) {
            return Err(format!("`{key}` has {found} entries; {most} are allowed"));
        }
        let closed: BTreeSet<&Date> = self.closed.iter().collect();
        if let Some(day) = self.open.iter().find(|day| closed.contains(day)) {
            return Err(format!("{day} is in `closed` and in `open`: take it out of one of them"));
        }
        if let Some(day) = self.early.keys().find(|day| closed.contains(day)) {
            return Err(format!("{day} is in `closed` and in `early`: take it out of one of them"));
        }
        self.hours.as_ref().map_or(Ok(()), HoursConfig::check)
    }

    /// The holidays that the county keeps, by what it says itself over what the file says.
    fn kept_holidays(&self, shared: Option<&Self>) -> Result<Holidays, String> {
        let mut known = federal();
        let all_federal: Vec<String> = federal::names().map(str::to_owned).collect();
        let mut kept = all_federal.clone();
        if let Some(file) = shared {
            let of_file = |problem| format!("of its `calendar` file, {problem}");
            file.add_rules(&mut known).map_err(of_file)?;
            kept = file.keep(&known, &all_federal, None).map_err(of_file)?;
        }
        self.add_rules(&mut known)?;
        let kept = match shared {
            Some(_) if self.holidays.is_none() => [kept, self.holiday_rules.keys().cloned().collect()].concat(),
            Some(_) => self.keep(&known, &all_federal, Some(&kept))?,
            None => self.keep(&known, &all_federal, None)?,
        };
        let kept: BTreeSet<String> = kept.into_iter().collect();
        let weekend = self.weekend_holidays.or_else(|| shared?.weekend_holidays).unwrap_or_default();
        // In one order, whatever order they were written in: a day of two holidays always has the same name.
        Ok(Holidays {
            kept: known.into_iter().filter(|(name, _)| kept.contains(name)).map(|(_, holiday)| holiday).collect(),
            weekend,
        })
    }

    /// Makes the rules of `holiday_rules` known.
    fn add_rules(&self, known: &mut BTreeMap<String, Holiday>) -> Result<(), String> {
        for (name, rule) in &self.holiday_rules {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if name.is_empty() || name.len() > 64 || !name.chars().all(is_plain) {
                let name: String = name.chars().take(64).collect();
                return Err(format!(
                    "`holiday_rules`: write the name `{name}` in small letters, digits and `_`, 64 at most"
                ));
            }
            if federal::named(name).is_some() || [FEDERAL, SHARED].contains(&name.as_str()) {
                return Err(format!(
                    "`holiday_rules.{name}`: the name is taken; where the county keeps `{name}` on another date, write `-{name}` into `holidays`, and the rule by another name"
                ));
            }
            let rule = written_rule::parse(rule).map_err(|problem| format!("`holiday_rules.{name}`: {problem}"))?;
            known.insert(name.clone(), Holiday { shown: shown(name), rule });
        }
        Ok(())
    }

    /// The names that `holidays` leaves, and those of the rules beside it, which are kept without being named.
    fn keep(
        &self,
        known: &BTreeMap<String, Holiday>,
        all_federal: &[String],
        shared: Option<&[String]>,
    ) -> Result<Vec<String>, String> {
        let Some(words) = &self.holidays else {
            return Ok(all_federal.iter().chain(self.holiday_rules.keys()).cloned().collect());
        };
        let mut kept: Vec<String> = Vec::new();
        for word in words {
            let name = word.strip_prefix('-').unwrap_or(word);
            match (word.as_str(), shared) {
                (FEDERAL, _) => kept.extend_from_slice(all_federal),
                (SHARED, Some(shared)) => kept.extend_from_slice(shared),
                (SHARED, None) => {
                    return Err("`holidays` says `calendar`, and there is no calendar file below it: write `federal`"
                        .to_owned());
                }
                _ if !known.contains_key(name) => {
                    let words = known.keys().map(String::as_str).chain([FEDERAL, SHARED]);
                    let meant =
                        suggest(name, words).map(|meant| format!("; most like it is `{meant}`")).unwrap_or_default();
                    let name: String = name.chars().take(64).collect();
                    return Err(format!(
                        "`holidays` names `{name}`, which is no federal holiday and in no `holiday_rules`{meant}"
                    ));
                }
                _ if name.len() == word.len() => kept.push(name.to_owned()),
                _ if kept.iter().any(|one| one == name) => kept.retain(|one| one != name),
                _ => {
                    return Err(format!(
                        "`holidays` takes `{name}` away from what is not there: write `federal` (or `calendar`, for those of the file) before `-{name}`"
                    ));
                }
            }
        }
        kept.extend(self.holiday_rules.keys().cloned());
        Ok(kept)
    }
}

fn federal() -> BTreeMap<String, Holiday> {
    let holiday = |federal: &federal::Federal| Holiday { shown: federal.shown.to_owned(), rule: federal.rule };
    federal::FEDERAL.iter().map(|federal| (federal.name.to_owned(), holiday(federal))).collect()
}

/// `day_after_thanksgiving` as a person reads it: `Day after thanksgiving`.
fn shown(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn weekdays(names: &[String]) -> Result<Weekdays, String> {
    if names.is_empty() {
        return Err("`weekdays` is empty, a county that never works: say when it does, or leave it out".to_owned());
    }
    let weekday = |name: &String| {
        WEEKDAYS.into_iter().find(|weekday| name_of(*weekday) == name).ok_or_else(|| {
            let meant = suggest(name, WEEKDAYS.map(name_of));
            let meant = meant.map(|meant| format!("; most like it is `{meant}`")).unwrap_or_default();
            let name: String = name.chars().take(32).collect();
            format!("`weekdays` names `{name}`, which is none: write {}{meant}", WEEKDAYS.map(name_of).join(", "))
        })
    };
    names.iter().map(weekday).collect()
}
