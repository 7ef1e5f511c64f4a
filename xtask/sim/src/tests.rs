//! Worlds in which everything holds, and worlds with a broken rule, each of which the checker notices by what it breaks.

use std::ops::Range;

use crate::play::Broken;
use crate::report::Report;
use crate::runs::one;
use crate::scale::Scale;

/// A day of a dozen counties in which more goes wrong than usual.
const HARSH: Scale = Scale { days: 1, counties: 12, each_day: 150.0, surge: false, trouble: Some(6.0) };

/// One with too few logins, too.
const BUSY: Scale = Scale { each_day: 250.0, surge: true, ..HARSH };

/// Worlds, one after the other.
fn run(scale: Scale, seeds: Range<u64>, broken: Option<Broken>) -> Report {
    let reports: Vec<Report> = seeds.map(|seed| one(seed, scale, broken).unwrap()).collect();
    Report::of(&reports)
}

#[test]
fn every_promise_holds() {
    let report = run(HARSH, 1..7, None);
    assert!(report.is_good(), "{report}");
    assert!(report.delivered > 700 && report.by_hand > 0 && report.cancelled > 0, "{report}");
}

#[test]
fn a_seed_is_one_world() {
    let said = || serde_json::to_string(&one(3, HARSH, None).unwrap()).unwrap();
    assert_eq!(said(), said());
}

#[test]
fn work_that_goes_on_without_its_lease_is_noticed() {
    let report = run(HARSH, 1..7, Some(Broken::Fence));
    assert!(report.twice > 0 && report.lease_breaches > 0, "{report}");
}

#[test]
fn a_click_before_its_intent_is_noticed() {
    let report = run(HARSH, 1..9, Some(Broken::Barrier));
    assert!(report.twice + report.lease_breaches > 0, "{report}");
}

#[test]
fn a_question_that_comes_too_early_is_noticed() {
    let report = run(HARSH, 3..5, Some(Broken::Settling));
    assert!(report.twice > 0, "{report}");
}

#[test]
fn the_order_of_arrival_is_noticed() {
    let report = run(HARSH, 1..7, Some(Broken::Order));
    assert!(report.out_of_order > 0, "{report}");
}

#[test]
fn more_sessions_than_there_are_are_noticed() {
    let report = run(HARSH, 1..3, Some(Broken::Sessions));
    assert!(report.lease_breaches > 0, "{report}");
}

#[test]
fn deadlines_that_nobody_watches_are_noticed() {
    let report = run(BUSY, 1..3, Some(Broken::Watch));
    assert!(report.unseen > 0, "{report}");
}
