//! When a site is open on the days ahead, from the windows of a day that its manifest names, the hours of a weekday that ops do, and maintenance.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::super::forecast::Open;

/// How many days ahead, today included.
const DAYS: i64 = 9;
/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// The spans of the days ahead in which a site is open, by the clock on its wall.
pub(super) fn open_on_days_ahead(
    is_open: impl Fn(Weekday, Time) -> bool,
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<Open> {
    let today = now.to_zoned(zone.clone()).date();
    let mut of_weekdays: BTreeMap<i8, Vec<(u16, u16)>> = BTreeMap::new();
    let mut open: Vec<Open> = Vec::new();
    for day in (0..DAYS).filter_map(|ahead| today.checked_add(ahead.days()).ok()) {
        let weekday = day.weekday();
        let of_it = of_weekdays.entry(weekday.to_monday_zero_offset());
        for (from, until) in of_it.or_insert_with(|| windows(|time| is_open(weekday, time))) {
            let Some((from, until)) = at(day, *from, zone).zip(at(day, *until, zone)) else { continue };
            match open.last_mut() {
                Some(last) if last.until == from => last.until = until,
                // Where clocks go forward a window may have no minutes.
                _ if from < until => open.push(Open { from, until }),
                _ => {}
            }
        }
    }
    open
}

/// The spans, less those in which it is away.
pub(super) fn without(open: Vec<Open>, away: &[(Timestamp, Timestamp)]) -> Vec<Open> {
    away.iter().fold(open, |open, (from, to)| {
        let around = |span: Open| {
            let before = Open { from: span.from, until: span.until.min(*from) };
            [before, Open { from: span.from.max(*to), until: span.until }]
        };
        open.into_iter().flat_map(around).filter(|span| span.from < span.until).collect()
    })
}

/// The minutes of a day, from and to, in which it is open.
fn windows(is_open: impl Fn(Time) -> bool) -> Vec<(u16, u16)> {
    let mut windows: Vec<(u16, u16)> = Vec::new();
    for minute in (0..DAY).filter(|minute| time(*minute).is_some_and(&is_open)) {
        match windows.last_mut() {
            Some((_, until)) if *until == minute => *until += 1,
            _ => windows.push((minute, minute + 1)),
        }
    }
    windows
}

fn time(minute: u16) -> Option<Time> {
    Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
}

fn at(day: Date, minute: u16, zone: &TimeZone) -> Option<Timestamp> {
    let (day, minute) = if minute == DAY { (day.tomorrow().ok()?, 0) } else { (day, minute) };
    Some(day.to_datetime(time(minute)?).to_zoned(zone.clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(is_open: impl Fn(Time) -> bool, now: &str) -> Vec<String> {
        said(&open_on_days_ahead(|_, time| is_open(time), &zone(), now.parse().unwrap()))
    }

    fn zone() -> TimeZone {
        TimeZone::get("America/Los_Angeles").unwrap()
    }

    fn said(open: &[Open]) -> Vec<String> {
        let zone = zone();
        let said = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%d %H:%M").to_string();
        open.iter().map(|open| format!("{} to {}", said(open.from), said(open.until))).collect()
    }

    #[test]
    fn days_ahead_are_open_as_today_and_nights_join_them() {
        let day = spans(|time| (6..23).contains(&time.hour()), "2026-03-02T20:00:00Z");
        assert_eq!((day.len(), day[0].as_str(), day[1].as_str()), (9, "02 06:00 to 02 23:00", "03 06:00 to 03 23:00"));
        let maintained = spans(|time| !(2..4).contains(&time.hour()), "2026-03-02T20:00:00Z");
        assert_eq!(&maintained[..3], ["02 00:00 to 02 02:00", "02 04:00 to 03 02:00", "03 04:00 to 04 02:00"]);
        assert_eq!(spans(|_| true, "2026-03-02T20:00:00Z"), ["02 00:00 to 11 00:00"]);
        assert!(spans(|_| false, "2026-03-02T20:00:00Z").is_empty());
    }

    #[test]
    fn weekdays_have_hours_of_their_own_and_maintenance_takes_some() {
        let is_open = |weekday, time: Time| weekday != Weekday::Tuesday && (6..23).contains(&time.hour());
        let open = open_on_days_ahead(is_open, &zone(), "2026-03-02T20:00:00Z".parse().unwrap());
        assert_eq!(said(&open[..2]), ["02 06:00 to 02 23:00", "04 06:00 to 04 23:00"]);
        let moment = |text: &str| text.parse::<Timestamp>().unwrap();
        let away = [
            (moment("2026-03-02T20:00:00Z"), moment("2026-03-02T21:00:00Z")),
            (moment("2026-03-03T05:00:00Z"), moment("2026-03-04T20:00:00Z")),
        ];
        let left = said(&without(open, &away));
        assert_eq!(left[..3], ["02 06:00 to 02 12:00", "02 13:00 to 02 21:00", "04 12:00 to 04 23:00"]);
    }

    /// On the 8th the clock goes from 02:00 to 03:00.
    #[test]
    fn hours_that_a_day_does_not_have_are_none() {
        let night = spans(|time| time.hour() == 2, "2026-03-07T20:00:00Z");
        assert_eq!(&night[..2], ["07 02:00 to 07 03:00", "09 02:00 to 09 03:00"]);
    }
}
