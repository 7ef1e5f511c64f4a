//! Small days, by hand.

use super::*;
use crate::jobs::Span;

const DAY: Second = 1_000;

fn next(_: usize, after: Second) -> Second {
    (after.div_euclid(DAY) + 1) * DAY
}

fn job(county: usize, arrives: Second, seconds: Second) -> Job {
    Job { county, arrives, deadline: next(county, arrives), seconds, tail: 0 }
}

fn constant(until: Second, many: u32) -> Capacity {
    Capacity::new(vec![Span { from: 0, until, many }])
}

/// Applications and cutoffs by arrival, and by deadline.
fn check(jobs: &[Job], resources: &Resources, arrival: (u64, u64), deadline: (u64, u64)) {
    for (order, (applications, cutoffs)) in [(Order::Arrival, arrival), (Order::Deadline, deadline)] {
        assert_eq!(missed(jobs, resources, order, &next), Missed { applications, cutoffs }, "{order:?}");
    }
}

#[test]
fn who_commits_at_the_deadline_is_in_time() {
    let one = Resources { counties: vec![constant(9_000, 1)], browsers: constant(9_000, 1) };
    check(&[job(0, 0, 600), job(0, 0, 400)], &one, (0, 0), (0, 0));
    check(&[job(0, 0, 600), job(0, 0, 401)], &one, (1, 1), (1, 1));
}

#[test]
fn the_tail_keeps_the_lane_and_the_browser() {
    let two = Resources { counties: vec![constant(9_000, 1); 2], browsers: constant(9_000, 1) };
    let tailed = Job { tail: 50, ..job(0, 0, 600) };
    check(&[tailed, job(0, 1, 350)], &two, (0, 0), (0, 0));
    check(&[tailed, job(0, 1, 351)], &two, (1, 1), (1, 1));
    check(&[tailed, job(1, 1, 351)], &two, (1, 1), (1, 1));
}

#[test]
fn each_cutoff_that_passes_is_missed() {
    let one = Resources { counties: vec![constant(9_000, 1)], browsers: constant(9_000, 1) };
    check(&[job(0, 0, 2_500), job(0, 0, 500)], &one, (2, 4), (2, 4));
}

#[test]
fn what_never_begins_misses_the_cutoffs_that_there_were() {
    let none = Resources { counties: vec![constant(9_000, 0), constant(3_500, 1)], browsers: constant(3_500, 1) };
    check(&[job(0, 0, 5), job(7, 0, 5), job(0, 5_000, 5)], &none, (3, 7), (3, 7));
}

#[test]
fn a_later_arrival_with_an_earlier_deadline_goes_first_by_deadline() {
    let two = Resources { counties: vec![constant(9_000, 1); 2], browsers: constant(9_000, 1) };
    let patient = Job { deadline: 2_000, ..job(0, 1, 500) };
    let jobs = [job(1, 0, 300), patient, job(1, 2, 500)];
    check(&jobs, &two, (1, 1), (0, 0));
}

#[test]
fn what_missed_its_cutoff_stands_behind_those_that_have_one_before_its_next() {
    let two = Resources { counties: vec![constant(9_000, 1); 2], browsers: constant(9_000, 1) };
    // Until 1,100 the browser is taken; then the other county's cutoff is the next.
    let late = job(0, 10, 100);
    let other = Job { deadline: 1_200, ..job(1, 20, 100) };
    check(&[job(0, 0, 1_100), late, other], &two, (3, 3), (2, 2));
}

#[test]
fn whose_county_has_no_free_lane_lets_others_pass() {
    let two = Resources { counties: vec![constant(9_000, 1), constant(9_000, 2)], browsers: constant(9_000, 3) };
    check(&[job(0, 0, 900), job(0, 0, 100), job(1, 1, 900), job(1, 2, 900)], &two, (0, 0), (0, 0));
}

#[test]
fn work_ends_although_lanes_and_browsers_have_become_fewer() {
    let lanes = Capacity::new(vec![
        Span { from: 0, until: 100, many: 2 },
        Span { from: 100, until: 500, many: 1 },
        Span { from: 600, until: 700, many: 2 },
    ]);
    let day = Resources { counties: vec![lanes], browsers: constant(9_000, 9) };
    // Two until 300; one from then on, until 450; the next begins at 600 and ends after all lanes have.
    let jobs = [job(0, 0, 300), job(0, 0, 300), job(0, 0, 150), job(0, 460, 50), job(0, 470, 300)];
    check(&jobs, &day, (0, 0), (0, 0));
    let jobs = [job(0, 0, 300), job(0, 0, 300), job(0, 0, 300), job(0, 501, 400), job(0, 502, 401)];
    check(&jobs, &day, (1, 1), (1, 1));
}
