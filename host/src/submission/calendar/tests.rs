//! Calendars as ops write them, and the cutoffs that follow.

mod daylight;
mod properties;
mod refused;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Calendar, CalendarConfig};

/// The calendar that this text says, in a zone, below this file.
fn written(zone: &str, own: &str, file: Option<&str>) -> Result<Calendar, String> {
    let parse = |text: &str| toml::from_str::<CalendarConfig>(text).unwrap();
    parse(own).calendar(TimeZone::get(zone).unwrap(), file.map(parse))
}

fn calendar(own: &str) -> Calendar {
    written("America/Los_Angeles", own, None).unwrap()
}

/// What a calendar says of a day: its cutoff on the wall, and the reason.
fn said(calendar: &Calendar, day: &str) -> String {
    let day: Date = day.parse().unwrap();
    let noon = day.at(12, 0, 0, 0).to_zoned(calendar.zone.clone()).unwrap().timestamp();
    let days = calendar.days(noon, 1);
    let cutoff = days[0].cutoff.map(|cutoff| cutoff.to_zoned(calendar.zone.clone()).strftime("%H:%M").to_string());
    [cutoff, days[0].why.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(calendar: &Calendar, day: &str, expect: &str) {
    assert_eq!(said(calendar, day), expect, "{day}");
}

#[test]
fn the_cutoff_is_local_and_on_business_days() {
    #[track_caller]
    fn check(after: &str, expect: &str) {
        let cutoff = calendar("").next_cutoff(after.parse().unwrap());
        assert_eq!(cutoff.0, expect.parse::<Timestamp>().unwrap(), "after {after}");
    }
    check("2026-11-23T18:00:00Z", "2026-11-24T01:00:00Z"); // Monday morning: the same day
    check("2026-11-24T01:00:00Z", "2026-11-25T01:00:00Z"); // at the cutoff itself: the next day
    check("2026-11-26T02:00:00Z", "2026-11-28T01:00:00Z"); // Thursday is Thanksgiving
    check("2026-11-28T02:00:00Z", "2026-12-01T01:00:00Z"); // over the weekend
    check("2026-03-06T18:00:00Z", "2026-03-07T01:00:00Z"); // before daylight saving
    check("2026-03-09T18:00:00Z", "2026-03-10T00:00:00Z"); // after it
}

#[test]
fn federal_holidays_are_kept_and_observed() {
    let usual = calendar("");
    for (day, expect) in [
        ("2026-01-01", "New Year's Day"),
        ("2026-01-19", "Birthday of Martin Luther King, Jr."),
        ("2026-02-16", "Washington's Birthday"),
        ("2026-05-25", "Memorial Day"),
        ("2026-06-19", "Juneteenth National Independence Day"),
        ("2026-07-03", "Independence Day, observed"), // a Saturday
        ("2026-09-07", "Labor Day"),
        ("2026-10-12", "Columbus Day"),
        ("2026-11-11", "Veterans Day"),
        ("2026-11-26", "Thanksgiving Day"),
        ("2026-12-25", "Christmas Day"),
        ("2021-12-31", "New Year's Day, observed"), // of 2022, a Saturday
        ("2022-12-26", "Christmas Day, observed"),  // a Sunday
        ("2023-01-02", "New Year's Day, observed"),
        ("2022-06-20", "Juneteenth National Independence Day, observed"),
        ("2026-07-04", "Independence Day"),
        ("2026-07-06", "17:00"),
        ("2026-07-11", "it does not work on saturdays"),
        ("2026-11-27", "17:00"),
    ] {
        check(&usual, day, expect);
    }
}

#[test]
fn a_year_has_as_many_closed_weekdays_as_federal_holidays() {
    // 2027: its own eleven, and New Year's Day of 2028, a Saturday, on the last day of the year. Its Christmas is a Saturday, too.
    let days = calendar("").days("2027-01-01T20:00:00Z".parse().unwrap(), 365);
    let closed = days.iter().filter(|day| day.cutoff.is_none() && day.date.weekday().to_monday_zero_offset() < 5);
    assert_eq!(closed.count(), 12);
}

#[test]
fn a_county_keeps_what_it_says() {
    let county = calendar(
        "holidays = ['federal', '-columbus']\nclosed = ['2026-08-03']\nopen = ['2026-11-11', '2026-12-05']\nearly = {'2026-12-24' = '12:00'}\n\
         [holiday_rules]\nday_after_thanksgiving = '1 day after thanksgiving'\ncesar_chavez = '03-31'\nlincoln = '02-12'\ngood_friday = '2 days before easter'",
    );
    for (day, expect) in [
        ("2026-10-12", "17:00"),
        ("2026-11-27", "Day after thanksgiving"),
        ("2026-03-31", "Cesar chavez"),
        ("2028-02-11", "Lincoln, observed"),
        ("2028-02-12", "Lincoln"),
        ("2027-02-12", "Lincoln"),
        ("2023-02-13", "Lincoln, observed"),
        ("2026-04-03", "Good friday"),
        ("2026-08-03", "closed"),
        ("2026-11-11", "17:00 open although it is Veterans Day"),
        ("2026-12-05", "17:00 open"),
        ("2026-12-24", "12:00 it ends early"),
    ] {
        check(&county, day, expect);
    }
}

#[test]
fn weekends_are_the_county_s_own() {
    let every_day_but_monday =
        calendar("weekdays = ['tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']");
    check(&every_day_but_monday, "2026-07-04", "Independence Day"); // it works on Saturdays, and keeps the day itself
    check(&every_day_but_monday, "2026-07-03", "17:00");
    check(&every_day_but_monday, "2026-11-23", "it does not work on mondays");
    let only_mondays = calendar("weekend_holidays = 'monday'");
    check(&only_mondays, "2026-07-03", "17:00");
    check(&only_mondays, "2022-12-26", "Christmas Day, observed");
    let never = calendar("weekend_holidays = 'neither'");
    check(&never, "2026-07-03", "17:00");
    check(&never, "2022-12-26", "17:00");
}

#[test]
fn a_county_s_own_word_counts_before_its_file_s() {
    let file = "cutoff = '16:30'\nclosed = ['2026-08-03', '2026-08-04']\nopen = ['2026-11-11']\nearly = {'2026-12-24' = '12:00', '2026-12-23' = '12:00'}\n\
                holidays = ['federal', '-columbus']\nweekend_holidays = 'neither'\nholiday_rules = {lincoln = '02-12', admission = '09-09'}";
    let below = |own: &str| written("America/Los_Angeles", own, Some(file)).unwrap();
    let same = below("");
    for (day, expect) in [
        ("2026-10-12", "16:30"),
        ("2026-02-12", "Lincoln"),
        ("2026-07-03", "16:30"),
        ("2026-08-03", "closed"),
        ("2026-12-24", "12:00 it ends early"),
    ] {
        check(&same, day, expect);
    }
    check(&below("cutoff = '11:30'"), "2026-12-24", "11:30");
    let other = below(
        "holidays = ['calendar', '-lincoln', 'columbus']\nopen = ['2026-08-04']\nclosed = ['2026-11-11', '2026-12-24']\nearly = {'2026-12-23' = '13:00'}\n\
         [holiday_rules]\nadmission = '09-10'\nharvest = 'first monday of august'",
    );
    for (day, expect) in [
        ("2026-02-12", "16:30"),
        ("2026-10-12", "Columbus Day"),
        ("2026-08-03", "Harvest"),
        ("2026-08-04", "16:30 open"),
        ("2026-11-11", "Veterans Day"),
        ("2026-12-24", "closed"),
        ("2026-12-23", "13:00 it ends early"),
        ("2026-09-09", "16:30"),
        ("2026-09-10", "Admission"),
    ] {
        check(&other, day, expect);
    }
}

#[test]
fn a_site_is_worked_on_within_its_hours_and_not_in_maintenance() {
    let county = calendar(
        "hours = {every_day = ['06:00-12:00', '12:30-22:00'], saturday = ['08:00-12:00'], sunday = []}\n\
         maintenance = [{from = '2026-11-24T20:00', to = '2026-11-25T08:00'}]",
    );
    let open = |at: &str| {
        let at: jiff::civil::DateTime = at.parse().unwrap();
        county.is_site_open_at(at.to_zoned(county.zone.clone()).unwrap().timestamp())
    };
    for at in ["2026-11-23T06:00", "2026-11-23T21:59", "2026-11-24T19:59", "2026-11-25T08:00", "2026-11-28T11:59"] {
        assert!(open(at), "{at}");
    }
    for at in [
        "2026-11-23T05:59",
        "2026-11-23T12:15",
        "2026-11-23T22:00",
        "2026-11-24T20:00",
        "2026-11-25T07:59",
        "2026-11-28T12:00",
        "2026-11-29T10:00",
    ] {
        assert!(!open(at), "{at}");
    }
}

#[test]
fn what_the_documentation_writes_is_a_calendar() {
    let section = include_str!("../../../../docs/operations.md").split("## Calendars").nth(1).unwrap();
    let written = section.split("```toml").nth(1).unwrap().split("```").next().unwrap();
    let county = calendar(written);
    for (day, expect) in [
        ("2026-10-12", "17:00"),
        ("2026-08-03", "closed"),
        ("2026-11-03", "Election"),
        ("2026-12-24", "12:00 it ends early"),
        ("2027-03-26", "Good friday"),
    ] {
        check(&county, day, expect);
    }
}
