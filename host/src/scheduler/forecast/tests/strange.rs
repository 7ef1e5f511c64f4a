//! What cannot be, and is met all the same: each ends in an answer, with numbers in it.

use super::*;

fn row(of: CountyNow) -> CountyForecast {
    let row = only(&world(4, vec![of]));
    for one in &row.of {
        assert!((0.0..=1.0).contains(&one.miss), "{one:?}");
    }
    assert!(row.service.tries.is_finite() && row.service.outage.is_finite());
    row
}

#[test]
fn no_lanes_no_browsers_and_no_hours_miss_everything() {
    for of in [
        CountyNow { concurrency: 0, ..county("99001", 3) },
        CountyNow { sessions: Some(0), ..county("99001", 3) },
        CountyNow { open: Vec::new(), ..county("99001", 3) },
    ] {
        let row = row(of);
        assert_eq!((row.counts.will_miss, row.last_finish, row.of[0].miss), (3, None, 1.0));
    }
    let row = only(&world(0, vec![county("99001", 3)]));
    assert_eq!((row.counts.will_miss, row.last_finish), (3, None));
}

#[test]
fn a_cutoff_that_is_past_was_missed_and_keeps_nothing_from_its_turn() {
    let mut of = county("99001", 61);
    for past in &mut of.waiting[..5] {
        past.deadline = at(-60);
    }
    let rows = forecast(&world(4, vec![of])).counties;
    let [missed, today] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((missed.cutoff, missed.counts.will_miss), (at(-60), 5));
    assert_eq!((today.cutoff, today.counts.will_miss), (at(300), 0), "they go behind what can still arrive");
}

/// A clock that is set back an hour at 16:55: starts and pauses lie ahead, and work began in the future.
#[test]
fn a_clock_that_was_set_back_keeps_nothing_from_beginning() {
    let mut of = county("99001", 2);
    of.last_start = Some(at(60));
    of.spacing = Duration::from_secs(60);
    of.sessions = Some(2);
    of.at_work = vec![AtWork { id: ApplicationId::generate(), deadline: at(300), since: at(60), kind: Kind::Queued }];
    let row = row(of);
    assert_eq!((row.last_finish, row.counts.will_miss), (Some(at(10)), 0));
}

#[test]
fn a_spacing_longer_than_the_day_lets_one_through() {
    let row = row(CountyNow { sessions: None, spacing: Duration::from_secs(100_000), ..county("99001", 5) });
    assert_eq!((row.counts.in_time, row.counts.will_miss, row.binds), (1, 4, Some(Binds::Spacing)));
    let longest = forecast(&world(4, vec![CountyNow { spacing: Duration::MAX, ..county("99001", 5) }]));
    assert_eq!(longest.counts.will_miss, 4);
}

#[test]
fn service_times_of_nothing_and_of_for_ever_are_bounded() {
    let of = |submitting| CountyNow { submitting, ..county("99001", 5) };
    assert_eq!(row(of(exactly(0))).counts.will_miss, 0);
    assert_eq!(row(of(Service { mean: Duration::MAX, p90: Duration::MAX, ..exactly(1) })).counts.will_miss, 4);
    assert_eq!(row(of(Service { ends: 0.0, ..exactly(60) })).last_finish, Some(at(25)), "five tries each, at the most");
    assert_eq!(row(of(Service { ends: f64::NAN, ..exactly(60) })).last_finish, Some(at(5)));
    for outage in [f64::NAN, f64::INFINITY, -1.0, 2.0] {
        row(CountyNow { outage, ..county("99001", 5) });
    }
}

#[test]
fn expectations_that_are_no_numbers_bring_nothing_and_endless_ones_are_cut() {
    let quarters = vec![(at(0), f64::NAN), (at(15), -5.0), (at(30), f64::INFINITY)];
    let arrivals = Arrivals { basis: ArrivalsBasis::LastHour, cutoff: at(300), quarters };
    assert_eq!(row(CountyNow { arrivals, ..county("99001", 5) }).expected, 0);
    let quarters = vec![(at(0), 1e12)];
    let arrivals = Arrivals { basis: ArrivalsBasis::LastHour, cutoff: at(300), quarters };
    let row = row(CountyNow { arrivals, ..county("99001", 5) });
    assert_eq!((row.expected as usize, row.counts.will_miss), (MOST_ARRIVALS, 0));
}

#[test]
fn nothing_at_all_is_a_forecast() {
    let nothing = forecast(&world(4, vec![county("99001", 0)]));
    assert_eq!((nothing.counts, nothing.counties), (Counts::default(), Vec::new()));
}
