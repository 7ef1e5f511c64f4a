//! Forecasts of small worlds that can be reckoned by hand, of worlds that cannot be, and of many that chance makes.

mod backtest;
mod chance;
mod history;
mod strange;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::submission::ApplicationId;

fn noon() -> Timestamp {
    "2026-03-02T20:00:00Z".parse().unwrap()
}

/// So many minutes after noon.
fn at(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

fn exactly(seconds: u64) -> Service {
    let span = Duration::from_secs(seconds);
    Service { basis: Basis::County, attempts: 200, mean: span, median: span, p90: span, ends: 1.0 }
}

fn none_expected(cutoff: Timestamp) -> Arrivals {
    Arrivals { basis: ArrivalsBasis::None, cutoff, quarters: Vec::new() }
}

fn queued(deadline: Timestamp) -> Waiting {
    Waiting { id: ApplicationId::generate(), deadline, not_before: None, setbacks: 0, kind: Kind::Queued }
}

/// A county with one login, work of five minutes, and so much of it due five hours after noon.
fn county(code: &str, waiting: usize) -> CountyNow {
    CountyNow {
        code: code.parse().unwrap(),
        concurrency: 4,
        sessions: Some(1),
        benched: None,
        spacing: Duration::ZERO,
        last_start: None,
        submitting: exactly(300),
        asking: exactly(60),
        outage: 0.0,
        standing: Standing::Works,
        paused_until: None,
        open: vec![Open { from: at(-600), until: at(100_000) }],
        arrivals: none_expected(at(300)),
        waiting: (0..waiting).map(|_| queued(at(300))).collect(),
        at_work: Vec::new(),
    }
}

fn world(browsers: u32, counties: Vec<CountyNow>) -> World {
    World { now: noon(), browsers, share: browsers.saturating_sub(1).max(1), counties }
}

/// The one row of a world with one county and one cutoff.
fn only(world: &World) -> CountyForecast {
    let mut rows = forecast(world).counties;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

#[test]
fn one_login_passes_twelve_an_hour() {
    let row = only(&world(8, vec![county("99001", 74)]));
    // Five hours are sixty; the last of them is done at the very end.
    let sure = row.of.iter().filter(|one| one.finish.unwrap() <= at(300)).count();
    assert_eq!((sure, row.of[0].finish, row.last_finish), (60, Some(at(5)), Some(at(370))));
    assert!((14..=18).contains(&row.counts.will_miss), "{:?}", row.counts);
    assert_eq!(row.binds, Some(Binds::Sessions));
    let [help] = row.helps.as_slice() else { panic!("{:?}", row.helps) };
    assert_eq!((help.how.as_str(), help.will_miss, help.elsewhere), ("1 more session for county 99001", 0, 0));
}

#[test]
fn what_binds_is_named_and_what_would_help_is_tried_out() {
    #[track_caller]
    fn check(of: CountyNow, browsers: u32, binds: Binds, how: &str) {
        let row = only(&world(browsers, vec![of]));
        assert!(row.counts.will_miss > 0, "{row:?}");
        assert_eq!(row.binds, Some(binds));
        match row.helps.as_slice() {
            [] => assert_eq!(how, ""),
            [help] => {
                assert_eq!(help.how, how);
                assert!(help.will_miss < row.counts.will_miss, "{help:?}");
            }
            more => panic!("{more:?}"),
        }
    }
    let many = || county("99001", 150);
    check(
        CountyNow { sessions: None, concurrency: 2, ..many() },
        8,
        Binds::Concurrency,
        "`concurrency = 3` for county 99001",
    );
    let two_more = "2 more sessions for county 99001, with `concurrency = 3`";
    check(CountyNow { sessions: Some(1), concurrency: 1, ..many() }, 8, Binds::Sessions, two_more);
    check(CountyNow { sessions: Some(9), concurrency: 9, ..many() }, 2, Binds::Browsers, "1 more browser session");
    let spaced = CountyNow { sessions: None, concurrency: 9, spacing: Duration::from_secs(200), ..many() };
    check(spaced, 9, Binds::Spacing, "at most 107 s between two starts for county 99001, now 200 s");
    let held = CountyNow { standing: Standing::Held { asks: true }, ..county("99001", 20) };
    check(held, 8, Binds::Held, "`postrider county resume 99001`, where what it is held for is mended");
    check(CountyNow { standing: Standing::Unserved, ..county("99001", 2) }, 8, Binds::Unserved, "");
    check(CountyNow { paused_until: Some(at(250)), ..county("99001", 20) }, 8, Binds::Paused, "");
    let late = vec![Open { from: at(280), until: at(900) }];
    check(CountyNow { open: late, ..county("99001", 20) }, 8, Binds::Closed, "");
    let mut soon = county("99001", 1);
    soon.waiting[0].deadline = at(4);
    check(soon, 8, Binds::Time, "");
}

#[test]
fn a_county_that_is_benched_gets_its_accounts_back() {
    let benched = |until| CountyNow { benched: Some(Benched { sessions: 1, until }), ..county("99001", 10) };
    let row = only(&world(8, vec![benched(at(15))]));
    assert_eq!((row.of[0].finish, row.counts.will_miss), (Some(at(20)), 0));
    let row = only(&world(8, vec![benched(at(400))]));
    assert_eq!((row.counts.will_miss, row.binds), (10, Some(Binds::Sessions)));
    assert_eq!(row.helps[0].how, "1 more session of an account that works for county 99001");
    assert_eq!(row.helps[0].will_miss, 0);
}

#[test]
fn the_order_is_the_ledgers() {
    let mut of = county("99001", 3);
    of.waiting[0].setbacks = 2;
    of.waiting[1].kind = Kind::Doubt;
    of.waiting.push(Waiting { not_before: Some(at(2)), ..queued(at(200)) });
    let id = |place: usize| of.waiting[place].id;
    let expect = [(id(1), at(1)), (id(2), at(6)), (id(3), at(11)), (id(0), at(16))];
    let rows = forecast(&world(8, vec![of.clone()])).counties;
    let mut done: Vec<_> = rows.iter().flat_map(|row| &row.of).map(|one| (one.id, one.finish.unwrap())).collect();
    done.sort_by_key(|(_, at)| *at);
    assert_eq!(done, expect);
}

/// As `one_county_leaves_a_session_to_others`: whoever holds all but one session leaves that one to others, whatever is due first.
#[test]
fn one_county_leaves_a_session_to_others() {
    let first = CountyNow { sessions: Some(4), ..county("99001", 30) };
    let mut other = county("99003", 1);
    other.waiting[0].deadline = at(600);
    let rows = forecast(&world(3, vec![first.clone(), other])).counties;
    let other = rows.iter().find(|row| row.county.as_str() == "99003").unwrap();
    assert_eq!(other.of[0].finish, Some(at(5)));
    let alone = only(&world(3, vec![first]));
    assert_eq!(alone.last_finish, Some(at(50)), "where nothing else waits it has all three");
}

#[test]
fn what_is_expected_comes_behind_what_waits_but_for_what_was_set_back() {
    let mut of = county("99001", 58);
    of.waiting[57].setbacks = 1;
    let quiet = only(&world(8, vec![of.clone()]));
    assert_eq!((quiet.counts.will_miss, quiet.expected), (0, 0));
    of.arrivals = Arrivals {
        basis: ArrivalsBasis::EarlierDays,
        cutoff: at(300),
        quarters: vec![(at(0), 2.0), (at(15), 2.5), (at(30), 2.5)],
    };
    let row = only(&world(8, vec![of.clone()]));
    assert_eq!((row.expected, row.counts.will_miss), (7, 1), "{:?}", row.counts);
    let missed = row.of.iter().find(|one| one.class == Class::WillMiss).unwrap();
    assert_eq!(missed.id, of.waiting[57].id);
    assert!(row.expected_will_miss >= 4, "{row:?}");
}

#[test]
fn retries_and_outages_take_their_time() {
    let finish = |of: CountyNow| only(&world(8, vec![of])).last_finish.unwrap();
    assert_eq!(finish(county("99001", 12)), at(60));
    let tries = Service { ends: 0.5, ..exactly(300) };
    assert_eq!(finish(CountyNow { submitting: tries, ..county("99001", 12) }), at(120));
    // Eleven rest before the last begins.
    assert_eq!(finish(CountyNow { outage: 0.5, ..county("99001", 12) }), at(115));
}

#[test]
fn what_is_worked_on_holds_its_lane_and_is_forecast_too() {
    let mut of = county("99001", 1);
    let work = |deadline, minutes_ago: i64| AtWork {
        id: ApplicationId::generate(),
        deadline,
        since: at(-minutes_ago),
        kind: Kind::Queued,
    };
    of.at_work = vec![work(at(300), 3)];
    let row = only(&world(8, vec![of.clone()]));
    assert_eq!((row.applications, row.at_work, row.last_finish), (2, 1, Some(at(7))));
    of.waiting.clear();
    of.at_work = vec![work(at(-1), 60)];
    let row = only(&world(8, vec![of]));
    assert_eq!((row.counts.will_miss, row.last_finish), (1, Some(noon() + SignedDuration::from_secs(30))));
}

#[test]
fn one_application_goes_first_and_the_rest_follows() {
    let of = CountyNow { sessions: Some(4), standing: Standing::OneFirst, ..county("99001", 9) };
    assert_eq!(only(&world(8, vec![of])).last_finish, Some(at(15)));
}
