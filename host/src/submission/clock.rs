//! Time as a value, so that tests own it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};

/// What the machine's passing of time is counted from.
static START: LazyLock<Duration> = LazyLock::new(since_boot);

/// Counted also while the machine sleeps: what it had then is others' by now.
fn since_boot() -> Duration {
    let time = clock_gettime(ClockId::Boottime);
    Duration::try_from(time).unwrap_or_default()
}

/// Tells the time: the machine's, or one that a test sets.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still until it is moved.
    Fixed(Arc<ManualClock>),
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    /// Seconds since the epoch.
    second: AtomicI64,
    /// By how many seconds it was set forward or back, without any time passing.
    set: AtomicI64,
}

impl ManualClock {
    /// Time passes.
    pub fn pass(&self, seconds: i64) {
        self.second.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Somebody sets the clock forward (or back), as time servers and operators do. No time passes.
    pub fn set_forward(&self, seconds: i64) {
        self.second.fetch_add(seconds, Ordering::Relaxed);
        self.set.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock {
    /// A clock that stands at a moment.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(ManualClock { second: AtomicI64::new(at.as_second()), set: AtomicI64::new(0) }))
    }

    #[expect(clippy::disallowed_methods, reason = "the one home of the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(hands) => {
                Timestamp::from_second(hands.second.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }

    /// How much time has passed since some moment of this process: what is measured by it does not notice when the machine's
    /// clock is set.
    pub fn passed(&self) -> Duration {
        match self {
            Self::System => since_boot().saturating_sub(*START),
            Self::Fixed(hands) => {
                let passed = hands.second.load(Ordering::Relaxed) - hands.set.load(Ordering::Relaxed);
                Duration::from_secs(u64::try_from(passed).unwrap_or(0))
            }
        }
    }
}
