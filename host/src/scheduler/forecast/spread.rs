//! How sure a moment is: the expected one has a deviation, from what work takes longer or shorter and from what is not foreseen at all.

use super::service::millis;
use std::time::Duration;

/// How far a wait itself may be from what is expected, as a share of it: sites grow slow, and none of that is measured before.
const UNFORESEEN: f64 = 0.05;
/// The late one of ten, in deviations.
pub(super) const LATE: f64 = 1.2816;
/// From which likelihood on an application is said to miss its cutoff, and to be at risk. A miss is dearer than a false alarm.
pub(super) const MISSES: f64 = 0.4;
pub(super) const RISKS: f64 = 0.1;
/// Never surer than this.
const SUREST: Duration = Duration::from_secs(5);

/// The deviation of a finish that is expected after `wait`, of work that differs by `one`, after so many others in so many lanes; in
/// milliseconds.
pub(super) fn deviation(one: f64, before: u32, lanes: u32, wait: i64) -> f64 {
    let lanes = f64::from(lanes.max(1));
    let before = f64::from(before) / (lanes * lanes);
    let unforeseen = as_float(wait.max(0)) * UNFORESEEN;
    (one * one * (1.0 + before) + unforeseen * unforeseen).sqrt().max(as_float(millis(SUREST)))
}

/// How likely it is that a moment falls after another that lies `earlier` milliseconds before it.
pub(super) fn likelihood(earlier: i64, deviation: f64) -> f64 {
    // The logistic curve that lies within a hundredth of the normal one.
    1.0 / (1.0 + (-1.702 * as_float(earlier) / deviation).exp())
}

/// So many deviations later.
#[expect(clippy::cast_possible_truncation, reason = "a cast of floats saturates")]
pub(super) fn later(moment: i64, deviations: f64, deviation: f64) -> i64 {
    moment.saturating_add((deviations * deviation) as i64)
}

#[expect(clippy::cast_precision_loss, reason = "spans of days, in milliseconds")]
pub(super) fn as_float(span: i64) -> f64 {
    span as f64
}
