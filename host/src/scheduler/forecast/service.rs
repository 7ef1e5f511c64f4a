//! How long a county's work takes, measured: its own last attempts, else everybody's, else a stated assumption.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

/// What an attempt is taken to last where nothing was ever measured: the field's rule of thumb (five minutes each).
const ASSUMED: Duration = Duration::from_secs(5 * 60);
/// How far the late one of ten is from the middle, where it is assumed.
const ASSUMED_P90: Duration = Duration::from_secs(8 * 60);
/// Attempts from which on a county's own measurements are believed.
const ENOUGH: usize = 5;
/// No piece of work is taken to be shorter than this, or longer than that, whatever a clock said.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(4 * 3_600);
/// Fewest of ten attempts that bring an application to an end: a county in which all fail is not forecast for ever.
const FEWEST_ENDS: f64 = 0.2;
/// An outage is not taken to be longer than a county is ever left alone at a time.
const LONGEST_OUTAGE: Duration = Duration::from_secs(3_600);
/// Most of a county's time that it is expected to be down.
const MOST_OUTAGE: f64 = 0.9;
/// How far the late one of ten lies from the middle, in standard deviations.
const P90: f64 = 1.2816;

/// An attempt that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    pub started: Timestamp,
    pub ended: Timestamp,
    /// The application is not queued again by it.
    pub is_end: bool,
    /// The county's site was down: it says nothing about how long work takes.
    pub is_outage: bool,
}

/// Where the service time is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The county's own last attempts.
    County,
    /// Those of all counties: it has too few of its own.
    AllCounties,
    /// Nothing was measured yet.
    Assumed,
}

/// How long a piece of work takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Service {
    pub basis: Basis,
    /// How many attempts were measured.
    pub attempts: u32,
    pub mean: Duration,
    pub median: Duration,
    /// Nine of ten take no longer.
    pub p90: Duration,
    /// The share of attempts after which the application is not tried again.
    pub ends: f64,
}

impl Service {
    /// Where nothing was measured.
    pub fn assumed() -> Self {
        Self { basis: Basis::Assumed, attempts: 0, mean: ASSUMED, median: ASSUMED, p90: ASSUMED_P90, ends: 1.0 }
    }

    /// Of a county's own attempts; none where they are too few.
    pub fn measured<'a>(samples: impl IntoIterator<Item = &'a Sample>, basis: Basis) -> Option<Self> {
        let mut spans = Vec::new();
        let mut ends = 0_usize;
        for sample in samples.into_iter().filter(|sample| !sample.is_outage) {
            let span = Duration::try_from(sample.ended.duration_since(sample.started)).unwrap_or_default();
            spans.push(span.clamp(SHORTEST, LONGEST));
            ends += usize::from(sample.is_end);
        }
        if spans.len() < ENOUGH {
            return None;
        }
        spans.sort_unstable();
        let count = spans.len();
        Some(Self {
            basis,
            attempts: u32::try_from(count).unwrap_or(u32::MAX),
            mean: spans.iter().sum::<Duration>() / u32::try_from(count).unwrap_or(u32::MAX),
            median: spans[count / 2],
            p90: spans[count * 9 / 10],
            ends: ratio(ends, count),
        })
    }

    /// The share of a county's working time in which its site was down: from the first attempt that met it so to the next one that did not.
    /// `samples` in the order of their starts.
    pub fn outage<'a>(samples: impl IntoIterator<Item = &'a Sample>) -> f64 {
        let (mut down, mut worked) = (Duration::ZERO, Duration::ZERO);
        let (mut down_since, mut busy_until) = (None, Timestamp::MIN);
        for sample in samples {
            let span = |from: Timestamp, to: Timestamp| Duration::try_from(to.duration_since(from)).unwrap_or_default();
            match (sample.is_outage, down_since) {
                (true, None) => down_since = Some(sample.started),
                (false, Some(since)) => {
                    down += span(since, sample.started).min(LONGEST_OUTAGE);
                    down_since = None;
                }
                _ => {}
            }
            if !sample.is_outage {
                worked += span(sample.started.max(busy_until), sample.ended);
                busy_until = busy_until.max(sample.ended);
            }
        }
        let all = (down + worked).as_secs_f64();
        if all > 0.0 { (down.as_secs_f64() / all).min(MOST_OUTAGE) } else { 0.0 }
    }

    /// For how long an attempt has a session; in milliseconds.
    pub(super) fn takes(&self) -> i64 {
        millis(self.mean.clamp(SHORTEST, LONGEST))
    }

    /// How much that differs from one to the next; in milliseconds.
    pub(super) fn deviation(&self) -> f64 {
        let seconds = |span: Duration| span.clamp(SHORTEST, LONGEST).as_secs_f64();
        (seconds(self.p90) - seconds(self.median)).max(0.0) / P90 * 1_000.0
    }

    /// The share of attempts that are the last of their application.
    pub(super) fn ends(&self) -> f64 {
        if self.ends.is_finite() { self.ends.clamp(FEWEST_ENDS, 1.0) } else { 1.0 }
    }
}

pub(super) fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 4)
}

/// The longest and the least that a share of time down is taken for.
pub(super) fn outage_share(outage: f64) -> f64 {
    if outage.is_finite() { outage.clamp(0.0, MOST_OUTAGE) } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of attempts that are kept in memory")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
