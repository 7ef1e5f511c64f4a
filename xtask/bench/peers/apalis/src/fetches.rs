//! How long apalis's statements that fetch jobs take, as sqlx reports them. A fetch takes a batch of jobs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Where sqlx reports its statements.
const REPORTS: &str = "sqlx::query";
/// How the statements begin that fetch, or what they are made of, by store.
const FETCHING: [&str; 2] = ["apalis.get_jobs", "WITH candidates"];

/// A handle; clones share what they count.
#[derive(Clone, Default)]
pub(crate) struct Fetches(Arc<Counted>);

#[derive(Default)]
struct Counted {
    counting: AtomicBool,
    /// Of each that gave jobs, in milliseconds.
    taken: Mutex<Vec<f64>>,
}

impl Fetches {
    /// From now on fetches count.
    pub(crate) fn begin(&self) {
        self.0.counting.store(true, Ordering::Relaxed);
    }

    pub(crate) fn taken_ms(&self) -> Vec<f64> {
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<S: Subscriber> Layer<S> for Fetches {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == REPORTS && self.0.counting.load(Ordering::Relaxed)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut report = Report::default();
        event.record(&mut report);
        if report.fetches && report.rows > 0 {
            self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).push(report.seconds * 1_000.0);
        }
    }
}

/// What sqlx reports of a statement.
#[derive(Default)]
struct Report {
    fetches: bool,
    rows: u64,
    seconds: f64,
}

impl Visit for Report {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = value;
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows_returned" {
            self.rows = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if ["summary", "db.statement"].contains(&field.name()) {
            self.fetches |= FETCHING.iter().any(|word| value.contains(word));
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
