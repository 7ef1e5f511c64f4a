//! Calendars that contradict themselves, each with what is said.

use super::*;

#[track_caller]
fn check(own: &str, expect: &str) {
    assert_eq!(written("America/Los_Angeles", own, None).map(drop), Err(expect.to_owned()), "{own}");
}

#[test]
fn days_that_contradict_each_other_are_refused() {
    check(
        "closed = ['2026-08-03']\nopen = ['2026-08-03']",
        "2026-08-03 is in `closed` and in `open`: take it out of one of them",
    );
    check(
        "closed = ['2026-08-03']\nearly = {'2026-08-03' = '12:00'}",
        "2026-08-03 is in `closed` and in `early`: take it out of one of them",
    );
    check(
        "open = ['2026-10-13']",
        "`open` has 2026-10-13, a tuesday on which the county works anyway: correct the date, or take it out",
    );
    check(
        "early = {'2026-12-25' = '12:00'}",
        "`early` has 2026-12-25, a friday on which the county does not work: correct the date, or take it out",
    );
    check(
        "early = {'2026-12-24' = '17:00'}",
        "`early` ends 2026-12-24 at 17:00, which is not before `cutoff`, 17:00: correct one of them",
    );
}

#[test]
fn weekdays_and_holidays_that_nobody_knows_are_refused() {
    check("weekdays = []", "`weekdays` is empty, a county that never works: say when it does, or leave it out");
    check(
        "weekdays = ['moday']",
        "`weekdays` names `moday`, which is none: write monday, tuesday, wednesday, thursday, friday, saturday, sunday; most like it is `monday`",
    );
    check(
        "holidays = ['federal', '-colombus']",
        "`holidays` names `colombus`, which is no federal holiday and in no `holiday_rules`; most like it is `columbus`",
    );
    check(
        "holidays = ['-columbus']",
        "`holidays` takes `columbus` away from what is not there: write `federal` (or `calendar`, for those of the file) before `-columbus`",
    );
    check(
        "holidays = ['calendar']",
        "`holidays` says `calendar`, and there is no calendar file below it: write `federal`",
    );
    check(
        "holiday_rules = {columbus = '10-12'}",
        "`holiday_rules.columbus`: the name is taken; where the county keeps `columbus` on another date, write `-columbus` into `holidays`, and the rule by another name",
    );
    check(
        "holiday_rules = {'Cesar Chavez' = '03-31'}",
        "`holiday_rules`: write the name `Cesar Chavez` in small letters, digits and `_`, 64 at most",
    );
    check(
        "holiday_rules = {leap_day = '02-29'}",
        "`holiday_rules.leap_day`: not every year has the day 02-29: write the month first, as in `03-31`, or the dates into `closed`",
    );
}

#[test]
fn hours_that_cannot_be_are_refused() {
    check(
        "hours = {friday = ['22:00-02:00']}",
        "`hours.friday`: 22:00-02:00 ends before it begins; hours over midnight are two, `22:00-24:00` of a day and `00:00-02:00` of the next",
    );
    check(
        "hours = {every_day = []}",
        "`hours.every_day` is empty, a site that is never open: say when it is, or leave it out",
    );
    check(
        "hours = {every_day = ['06:00-22:00'], friday = ['06:00-16:30']}",
        "on fridays the day ends at 17:00, and by `hours` the site is away at 16:59, so that its last hour cannot be used: \
         let the day end when the site closes, or correct `hours`",
    );
    check(
        "hours = {every_day = ['06:00-22:00'], saturday = []}\nopen = ['2026-12-05']",
        "on 2026-12-05 the day ends at 17:00, and by `hours` the site is away at 16:59, so that its last hour cannot be used: \
         let the day end when the site closes, or correct `hours`",
    );
    check(
        "hours = {every_day = ['12:00-22:00']}\nearly = {'2026-12-24' = '12:30'}",
        "on 2026-12-24 the day ends at 12:30, and by `hours` the site is away at 11:59, so that its last hour cannot be used: \
         let the day end when the site closes, or correct `hours`",
    );
    check(
        "maintenance = [{from = '2026-12-05T22:00', to = '2026-12-05T04:00'}]",
        "`maintenance` from 2026-12-05T22:00:00 to 2026-12-05T04:00:00 ends before it begins: correct one of them",
    );
    check(
        "maintenance = [{from = '2026-12-05T22:00', to = '2027-12-06T04:00'}]",
        "`maintenance` from 2026-12-05T22:00:00 to 2027-12-06T04:00:00 is longer than 30 days: correct it, or write several",
    );
}

/// Before, a calendar without a business day within a month had a deadline that nobody had written: a day from now.
#[test]
fn a_calendar_without_a_business_day_for_a_month_is_refused() {
    let weekdays = |from: &str, count: usize| {
        let days = std::iter::successors(Some(from.parse::<Date>().unwrap()), |day| day.tomorrow().ok()).take(count);
        let days: Vec<String> = days.map(|day| format!("'{day}'")).collect();
        format!("closed = [{}]", days.join(", "))
    };
    check(
        &weekdays("2027-03-01", 31),
        "from 2027-03-01 on it has no business day for more than 30 days, and no deadline could be told: correct `closed`, `holidays` or `weekdays`, \
         or take the county out of the configuration for so long",
    );
    let thirty = written("America/Los_Angeles", &weekdays("2027-03-01", 30), None).unwrap();
    let next = thirty.next_cutoff("2027-03-01T00:00:00Z".parse().unwrap()).0;
    assert_eq!(next, "2027-04-01T00:00:00Z".parse::<Timestamp>().unwrap(), "Wednesday, March 31");
    // Each year anew, by rules alone.
    let rules: Vec<String> = (1..=31).map(|day| format!("day_{day} = '07-{day:02}'")).collect();
    let said = written("America/Los_Angeles", &format!("[holiday_rules]\n{}", rules.join("\n")), None).unwrap_err();
    assert!(said.starts_with("from 2020-") && said.contains("no business day for more than 30 days"), "{said}");
}

#[test]
fn lists_are_bounded() {
    let days: Vec<String> = (0..1_001).map(|_| "'2026-11-26'".to_owned()).collect();
    check(&format!("closed = [{}]", days.join(", ")), "`closed` has 1001 entries; 1000 are allowed");
}

#[test]
fn what_is_wrong_with_a_shared_file_is_said_of_it() {
    let said = written("UTC", "", Some("closed = ['2026-08-03']\nopen = ['2026-08-03']")).unwrap_err();
    assert_eq!(said, "of its `calendar` file, 2026-08-03 is in `closed` and in `open`: take it out of one of them");
}
