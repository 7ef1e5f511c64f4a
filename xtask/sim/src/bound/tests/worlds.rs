//! Small worlds, by hand and drawn.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::jobs::{Capacity, Job, Resources, Second, Span};

/// The first cutoff of the drawn worlds. Each further one is as long after the one before.
pub(super) const CUTOFF: Second = 40;

pub(super) fn job(county: usize, arrives: Second, deadline: Second, seconds: Second) -> Job {
    Job { county, arrives, deadline, seconds, tail: 0 }
}

pub(super) fn constant(from: Second, until: Second, many: u32) -> Capacity {
    Capacity::new(vec![Span { from, until, many }])
}

/// Counties of odd numbers are in another zone.
pub(super) fn next_cutoff(county: usize, after: Second) -> Second {
    let zone = if county % 2 == 1 { 9 } else { 0 };
    ((after - zone).div_euclid(CUTOFF) + 1) * CUTOFF + zone
}

/// Pieces of time with and without.
fn capacity(until: Second, most: u32) -> impl Strategy<Value = Capacity> {
    vec((1..until.max(2), 0..=most), 1..6).prop_map(move |pieces| {
        let mut from = 0;
        let spans = pieces.into_iter().map(|(length, many)| {
            let span = Span { from, until: from + length, many };
            from = span.until;
            span
        });
        let mut spans: Vec<_> = spans.collect();
        // Some worlds go on, some end early.
        spans.push(Span { from, until: from.max(until), many: most });
        Capacity::new(spans)
    })
}

/// At most so many jobs within so many seconds, in three counties of so many lanes. Most deadlines are cutoffs.
pub(super) fn world(jobs: usize, until: Second, lanes: u32) -> impl Strategy<Value = (Vec<Job>, Resources)> {
    let longest = until / 3;
    let job = (0_usize..3, 0..until, 0..=longest, 0_i64..4, proptest::option::weighted(0.2, 0..until)).prop_map(
        |(county, arrives, seconds, tail, other)| {
            let deadline = other.map_or_else(|| next_cutoff(county, arrives), |after| arrives + after);
            Job { county, arrives, deadline, seconds, tail }
        },
    );
    (vec(job, 0..=jobs), vec(capacity(until, lanes), 3), capacity(until, lanes + 1))
        .prop_map(|(jobs, counties, browsers)| (jobs, Resources { counties, browsers }))
}

/// One lane that is there all the time, and one deadline: what is interrupted can be done as well without.
pub(super) fn one_lane() -> impl Strategy<Value = (Vec<Job>, Resources)> {
    let job = (0_i64..12, 1_i64..9).prop_map(|(arrives, seconds)| job(0, arrives, 14, seconds));
    vec(job, 0..7)
        .prop_map(|jobs| (jobs, Resources { counties: vec![constant(0, 99, 1)], browsers: constant(0, 99, 1) }))
}
