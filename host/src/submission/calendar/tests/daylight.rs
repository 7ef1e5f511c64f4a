//! What a cutoff means on the days on which clocks are changed.

use super::*;

/// The cutoff of a Sunday on which a county works.
#[track_caller]
fn check(zone: &str, cutoff: &str, day: &str, expect: &str) {
    let calendar = written(zone, &format!("cutoff = '{cutoff}'\nweekdays = ['sunday']"), None).unwrap();
    let before = day.parse::<Date>().unwrap().yesterday().unwrap().at(12, 0, 0, 0);
    let before = before.to_zoned(calendar.zone.clone()).unwrap().timestamp();
    assert_eq!(calendar.next_cutoff(before).0, expect.parse::<Timestamp>().unwrap(), "{zone} {day} {cutoff}");
}

#[test]
fn a_cutoff_in_the_hour_that_is_skipped_is_the_moment_clocks_go_forward() {
    let sunday = "2026-03-08";
    check("America/Los_Angeles", "01:59", sunday, "2026-03-08T09:59:00Z");
    check("America/Los_Angeles", "02:00", sunday, "2026-03-08T10:00:00Z");
    check("America/Los_Angeles", "02:30", sunday, "2026-03-08T10:00:00Z");
    check("America/Los_Angeles", "02:59", sunday, "2026-03-08T10:00:00Z");
    check("America/Los_Angeles", "03:00", sunday, "2026-03-08T10:00:00Z");
    check("America/Los_Angeles", "03:01", sunday, "2026-03-08T10:01:00Z");
    check("America/Los_Angeles", "17:00", sunday, "2026-03-09T00:00:00Z");
    check("America/Adak", "02:30", sunday, "2026-03-08T12:00:00Z");
}

#[test]
fn a_cutoff_that_comes_twice_is_the_first() {
    let sunday = "2026-11-01";
    check("America/Los_Angeles", "00:59", sunday, "2026-11-01T07:59:00Z");
    check("America/Los_Angeles", "01:00", sunday, "2026-11-01T08:00:00Z");
    check("America/Los_Angeles", "01:30", sunday, "2026-11-01T08:30:00Z");
    check("America/Los_Angeles", "02:00", sunday, "2026-11-01T10:00:00Z");
    check("America/Los_Angeles", "17:00", sunday, "2026-11-02T01:00:00Z");
}

#[test]
fn what_came_already_does_not_come_again_that_day() {
    let calendar = written("America/Los_Angeles", "cutoff = '01:30'\nweekdays = ['sunday']", None).unwrap();
    let second = "2026-11-01T09:15:00Z".parse().unwrap(); // 01:15 for the second time
    assert_eq!(calendar.next_cutoff(second).0, "2026-11-08T09:30:00Z".parse::<Timestamp>().unwrap());
}

#[test]
fn zones_that_change_no_clocks_have_the_same_cutoff_all_year() {
    for day in ["2026-03-08", "2026-11-01"] {
        check("America/Phoenix", "02:30", day, &format!("{day}T09:30:00Z"));
        check("Pacific/Honolulu", "01:30", day, &format!("{day}T11:30:00Z"));
    }
}

#[test]
fn odd_changes_mean_the_same() {
    // By half an hour, from 02:00 to 02:30.
    check("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:30:00Z");
    check("Australia/Lord_Howe", "02:45", "2026-10-04", "2026-10-03T15:45:00Z");
    // At midnight: that day begins at 01:00.
    check("America/Havana", "00:30", "2026-03-08", "2026-03-08T05:00:00Z");
    // Half an hour off everybody else, the whole year.
    check("America/St_Johns", "17:00", "2026-11-01", "2026-11-01T20:30:00Z");
}

#[test]
fn maintenance_is_as_long_as_the_clock_could_mean() {
    let own = "maintenance = [{from = '2026-11-01T01:15', to = '2026-11-01T01:45'}, {from = '2026-03-08T02:15', to = '2026-03-08T02:30'}]";
    let county = calendar(own);
    let open = |at: &str| county.is_site_open_at(at.parse().unwrap());
    assert!(open("2026-11-01T08:14:00Z") && !open("2026-11-01T08:15:00Z"), "01:15 for the first time");
    assert!(!open("2026-11-01T09:44:00Z") && open("2026-11-01T09:45:00Z"), "01:45 for the second time");
    assert!(!open("2026-03-08T10:00:00Z"), "within the hour that is skipped");
}
