//! What runners say of the jobs that they carried.

use std::collections::BTreeMap;

/// What a runner says of a batch.
#[derive(Default)]
pub(crate) struct Carried {
    /// Milliseconds, job by job.
    pub(crate) walls: Vec<f64>,
    /// Confirmation numbers, job by job.
    pub(crate) numbers: Vec<String>,
    /// Of one job, where they are counted.
    pub(crate) commands: Option<u64>,
    /// Postrider's actions by kind, job by job.
    pub(crate) shares: Vec<BTreeMap<String, Share>>,
}

/// What one kind of action took in one job.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Share {
    pub(crate) actions: u64,
    pub(crate) ms: u64,
    pub(crate) commands: u64,
}
