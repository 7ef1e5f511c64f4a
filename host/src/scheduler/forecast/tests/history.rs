//! What is made of measurements: service times, outages, arrivals.

use jiff::tz::TimeZone;

use super::*;

fn sample(start: i64, seconds: i64) -> Sample {
    let started = noon() + SignedDuration::from_secs(start);
    Sample { started, ended: started + SignedDuration::from_secs(seconds), is_end: true, is_outage: false }
}

#[test]
fn service_times_are_measured_where_there_are_enough() {
    let few: Vec<Sample> = (0..4).map(|one| sample(one, 60)).collect();
    assert_eq!(Service::measured(&few, Basis::County), None);
    let mut samples: Vec<Sample> = (1..=10).map(|tenth| sample(0, tenth * 10)).collect();
    samples[0].is_end = false;
    samples.push(Sample { is_outage: true, ..sample(0, 5_000) });
    let measured = Service::measured(&samples, Basis::County).unwrap();
    let seconds = Duration::from_secs;
    assert_eq!(
        (measured.attempts, measured.mean, measured.median, measured.p90),
        (10, seconds(55), seconds(60), seconds(100))
    );
    assert!((measured.ends - 0.9).abs() < 1e-9);
    // A clock that was set back during an attempt, and one that was set forward by a week.
    let wrong = [sample(0, -3_600), sample(0, 600_000), sample(0, 60), sample(0, 60), sample(0, 60)];
    let measured = Service::measured(&wrong, Basis::County).unwrap();
    assert_eq!((measured.median, measured.p90), (seconds(60), seconds(4 * 3_600)));
}

#[test]
fn an_outage_lasts_from_the_first_that_met_it_to_the_next_that_did_not() {
    let down = |start| Sample { is_outage: true, ..sample(start, 5) };
    assert_eq!(Service::outage(&[]), 0.0);
    assert_eq!(Service::outage(&[sample(0, 100), sample(100, 100)]), 0.0);
    // 300 s of work, 100 s down.
    let samples = [sample(0, 100), down(100), down(150), sample(200, 100), sample(250, 150)];
    assert!((Service::outage(&samples) - 100.0 / 300.0 * 0.75).abs() < 0.01, "{}", Service::outage(&samples));
    // A night is no outage: none is taken to be longer than an hour.
    let night = Service::outage(&[down(0), sample(40_000, 3_600)]);
    assert!((night - 0.5).abs() < 1e-9, "{night}");
}

/// 14 days of one application each quarter of an hour from 14:00 to 17:00, workdays only; local times.
fn workdays(zone: &TimeZone) -> (History, Timestamp) {
    let mut history = History::default();
    let today = noon().to_zoned(zone.clone());
    for back in 1..=14_i64 {
        let day = today.date() - jiff::Span::new().days(back);
        if matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday) {
            continue;
        }
        for quarter in 0..12_i8 {
            let at = day.at(14 + quarter / 4, quarter % 4 * 15 + 3, 0, 0).to_zoned(zone.clone()).unwrap();
            history.add(at.timestamp(), 1);
        }
    }
    (history, noon() - SignedDuration::from_hours(24 * 15))
}

fn sum(arrivals: &Arrivals) -> f64 {
    arrivals.quarters.iter().map(|(_, count)| count).sum()
}

#[test]
fn arrivals_are_expected_as_on_earlier_days_of_that_kind() {
    let zone = TimeZone::get("America/Los_Angeles").unwrap();
    let (history, since) = workdays(&zone);
    // Monday noon to 17:00.
    let monday = history.expected(&Ahead::of(noon(), at(300), &zone, Some(since)));
    assert_eq!((monday.basis, sum(&monday)), (ArrivalsBasis::EarlierDays, 12.0));
    assert_eq!(monday.quarters[0].0, at(120));
    let saturday = at(5 * 24 * 60);
    assert_eq!(
        sum(&history.expected(&Ahead::of(saturday, saturday + SignedDuration::from_hours(5), &zone, Some(since)))),
        0.0
    );
}

/// The Sunday on which clocks go forward lies between: 14:00 stays 14:00 on the wall.
#[test]
fn a_time_of_day_is_the_walls() {
    let zone = TimeZone::get("America/Los_Angeles").unwrap();
    let (history, since) = workdays(&zone);
    let after: Timestamp = "2026-03-09T19:00:00Z".parse().unwrap();
    let expected = history.expected(&Ahead::of(after, "2026-03-10T00:00:00Z".parse().unwrap(), &zone, Some(since)));
    assert_eq!(expected.quarters[0].0, "2026-03-09T21:00:00Z".parse::<Timestamp>().unwrap());
}

#[test]
fn a_day_that_brings_more_goes_on_so() {
    let zone = TimeZone::get("America/Los_Angeles").unwrap();
    let (mut history, since) = workdays(&zone);
    let now = at(4 * 60 + 30);
    for minute in 0..60 {
        history.add(at(150 + minute), 1);
    }
    // Sixty came where ten did before: at the most four times as many are expected.
    let expected = history.expected(&Ahead::of(now, at(300), &zone, Some(since)));
    assert!((sum(&expected) - 2.0 * 4.0).abs() < 1e-9, "{expected:?}");
}

#[test]
fn without_earlier_days_the_last_hour_speaks_and_without_that_nothing() {
    let zone = TimeZone::UTC;
    let mut history = History::default();
    let nothing = history.expected(&Ahead::of(noon(), at(60), &zone, None));
    assert_eq!((nothing.basis, nothing.quarters.len()), (ArrivalsBasis::None, 0));
    for minute in 1..=8 {
        history.add(at(-minute), 1);
    }
    let hour = history.expected(&Ahead::of(noon(), at(60), &zone, Some(at(-60))));
    assert_eq!((hour.basis, sum(&hour)), (ArrivalsBasis::LastHour, 8.0));
    history.forget_before(at(60 * 24 * 16));
    assert_eq!(history.expected(&Ahead::of(noon(), at(60), &zone, Some(at(-60)))).basis, ArrivalsBasis::None);
}

#[test]
fn a_cutoff_that_is_past_or_far_away_is_no_trouble() {
    let zone = TimeZone::get("Pacific/Honolulu").unwrap();
    let (history, since) = workdays(&zone);
    assert_eq!(sum(&history.expected(&Ahead::of(noon(), at(-60), &zone, Some(since)))), 0.0);
    assert!(history.expected(&Ahead::of(noon(), Timestamp::MAX, &zone, Some(since))).quarters.len() <= 480);
}
