//! What is said while it runs: a line for each event, with the time since the start and how many applications are done.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many applications are done, and since when it runs.
pub(crate) struct Board {
    begun: Instant,
    applications: usize,
    settled: AtomicUsize,
}

impl Board {
    pub(crate) fn new(applications: usize) -> Self {
        Self { begun: Instant::now(), applications, settled: AtomicUsize::new(0) }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    pub(crate) fn applications(&self) -> usize {
        self.applications
    }

    /// So many are done, as the ledger says.
    pub(crate) fn settled(&self, count: usize) {
        self.settled.store(count, Ordering::Relaxed);
    }

    pub(crate) fn done(&self) -> usize {
        self.settled.load(Ordering::Relaxed)
    }

    /// Says something that happened.
    pub(crate) fn say(&self, what: &str) {
        let (seconds, done) = (self.elapsed().as_secs_f64(), self.done());
        eprintln!("{seconds:>7.1} s  {done:>3}/{}  {what}", self.applications);
    }
}
