//! What holds of every calendar and every moment.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::super::weekdays::WEEKDAYS;
use super::*;

/// 2020 to 2039: clocks are changed, and leap days come.
const FIRST: i64 = 1_577_836_800;
const SECONDS: i64 = 20 * 31_557_600;

const ZONES: [&str; 9] = [
    "America/Los_Angeles",
    "America/New_York",
    "America/Phoenix",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Havana",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "UTC",
];

fn moment() -> impl Strategy<Value = Timestamp> {
    (0..SECONDS).prop_map(|seconds| Timestamp::from_second(FIRST + seconds).unwrap())
}

/// Sound by themselves, as those are that are not refused.
fn any_calendar() -> impl Strategy<Value = Calendar> {
    let time = (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| jiff::civil::time(hour, minute, 0, 0));
    let day = || moment().prop_map(|at| at.to_zoned(TimeZone::UTC).date());
    (0..ZONES.len(), time, btree_set(0..7_usize, 1..=7), vec(day(), 0..12), vec(day(), 0..4)).prop_map(
        |(zone, cutoff, weekdays, closed, open)| Calendar {
            cutoff,
            weekdays: weekdays.into_iter().map(|at| WEEKDAYS[at]).collect(),
            closed: closed.into_iter().collect(),
            open: open.into_iter().collect(),
            ..Calendar::usual(TimeZone::get(ZONES[zone]).unwrap())
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_next_cutoff_is_the_first_of_a_business_day_after_a_moment(calendar in any_calendar(), after in moment()) {
        let next = calendar.next_cutoff(after).0;
        prop_assert!(next > after);
        let days: Vec<_> = calendar.days(after - SignedDuration::from_hours(48), 60);
        let cutoffs: Vec<Timestamp> = days.iter().filter_map(|day| day.cutoff).collect();
        prop_assert!(cutoffs.is_sorted());
        let first = cutoffs.iter().find(|cutoff| **cutoff > after);
        prop_assert_eq!(first, Some(&next));
        let its_day = days.iter().find(|day| day.cutoff == Some(next)).unwrap();
        prop_assert!(calendar.is_business_day(its_day.date));
    }

    #[test]
    fn a_later_moment_has_no_earlier_cutoff(calendar in any_calendar(), one in moment(), more in 0..10_000_000_i64) {
        let later = one + SignedDuration::from_secs(more);
        prop_assert!(calendar.next_cutoff(one) <= calendar.next_cutoff(later));
    }

    #[test]
    fn a_cutoff_is_at_its_time_on_the_wall_or_where_that_is_skipped(calendar in any_calendar(), after in moment()) {
        let next = calendar.next_cutoff(after).0;
        let wall = next.to_zoned(calendar.zone.clone());
        let a_moment_before = (next - SignedDuration::from_secs(1)).to_zoned(calendar.zone.clone());
        prop_assert!(wall.time() == calendar.cutoff || a_moment_before.offset() < wall.offset(), "{wall}");
    }
}
