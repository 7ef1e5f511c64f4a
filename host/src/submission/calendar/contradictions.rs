//! What in a calendar contradicts itself: each is refused where it is written, since each makes a deadline that the county does not
//! have.

use jiff::civil::{Date, Time, Weekday};

use super::business_calendar::{Calendar, days_from};
use super::weekdays::name_of;

/// No county closes for longer: one that seems to has a date too many.
const MOST_CLOSED_DAYS: usize = 30;
/// Years by which rules are tried: as many as it takes until the same dates have had every weekday.
const RULE_YEARS: std::ops::RangeInclusive<i16> = 2020..=2048;

/// The first contradiction, with what to do. `open` holds the county's own that take back nothing of its file.
pub(super) fn check(calendar: &Calendar, open: &[Date]) -> Result<(), String> {
    useless_open(calendar, open)?;
    early_days(calendar)?;
    last_hour(calendar)?;
    closed_too_long(calendar)
}

/// A date in `open` that changes nothing is most likely another one than was meant.
fn useless_open(calendar: &Calendar, open: &[Date]) -> Result<(), String> {
    let mut without = calendar.clone();
    without.open.clear();
    match open.iter().find(|day| without.is_business_day(**day)) {
        Some(day) => Err(format!(
            "`open` has {day}, a {} on which the county works anyway: correct the date, or take it out",
            name_of(day.weekday())
        )),
        None => Ok(()),
    }
}

fn early_days(calendar: &Calendar) -> Result<(), String> {
    let cutoff = calendar.cutoff;
    for (day, early) in &calendar.early {
        if !calendar.is_business_day(*day) {
            let weekday = name_of(day.weekday());
            return Err(format!(
                "`early` has {day}, a {weekday} on which the county does not work: correct the date, or take it out"
            ));
        }
        if *early >= cutoff {
            let (early, cutoff) = (shown(*early), shown(cutoff));
            return Err(format!(
                "`early` ends {day} at {early}, which is not before `cutoff`, {cutoff}: correct one of them"
            ));
        }
    }
    Ok(())
}

/// Most is sent in the last hour before a cutoff; one at which the site is away is not the county's.
fn last_hour(calendar: &Calendar) -> Result<(), String> {
    let usual = calendar.weekdays.iter().map(|weekday| (format!("on {}s", name_of(weekday)), weekday, calendar.cutoff));
    let early = calendar.early.iter().map(|(day, early)| (format!("on {day}"), day.weekday(), *early));
    let open = calendar.open.iter().filter(|day| !calendar.early.contains_key(day));
    let open = open.map(|day| (format!("on {day}"), day.weekday(), calendar.cutoff));
    let ends: Vec<(String, Weekday, Time)> = usual.chain(early).chain(open).collect();
    for (when, weekday, cutoff) in ends {
        if let Some(away) = calendar.site_hours.away_before(weekday, cutoff) {
            let (cutoff, away) = (shown(cutoff), shown(away));
            return Err(format!(
                "{when} the day ends at {cutoff}, and by `hours` the site is away at {away}, so that its last hour cannot be used: \
                 let the day end when the site closes, or correct `hours`"
            ));
        }
    }
    Ok(())
}

fn closed_too_long(calendar: &Calendar) -> Result<(), String> {
    let (kept, week) = (calendar.holidays.kept.len(), calendar.weekdays.iter().count());
    // A holiday takes one working day a year: fewer than this cannot take all that so many days have.
    if kept + calendar.closed.len() < week * (MOST_CLOSED_DAYS / 7) {
        return Ok(());
    }
    let is_without_end =
        |day: &Date| days_from(*day).take(MOST_CLOSED_DAYS + 1).all(|day| !calendar.is_business_day(day));
    // Where the holidays alone are too few, one of `closed` is among such days: only its years are looked at.
    let few_holidays = kept < week * (MOST_CLOSED_DAYS / 7);
    let is_near = |year: &i16| calendar.closed.iter().any(|day| (day.year() - 1..=day.year() + 1).contains(year));
    let of_years = |year: i16| calendar.holidays.kept.iter().filter_map(move |holiday| holiday.rule.date(year));
    let years = RULE_YEARS.filter(|year| !few_holidays || is_near(year));
    let holidays = years.flat_map(of_years).flat_map(|date| [date.yesterday(), Ok(date), date.tomorrow()]).flatten();
    match calendar.closed.iter().copied().chain(holidays).find(is_without_end) {
        Some(day) => Err(format!(
            "from {day} on it has no business day for more than {MOST_CLOSED_DAYS} days, and no deadline could be told: correct `closed`, `holidays` or \
             `weekdays`, or take the county out of the configuration for so long"
        )),
        None => Ok(()),
    }
}

fn shown(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}
