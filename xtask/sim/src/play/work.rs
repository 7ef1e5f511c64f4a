//! A piece of work under a lease.

use std::sync::Arc;

use postrider::counties::ServedCounty;
use postrider::ledger::Claim;
use postrider::plugin::CallReport;
use postrider::submission::Outcome;

use crate::attempt::Attempt;

/// A piece of work under a lease.
pub(super) struct Work {
    pub(super) host: usize,
    pub(super) which: usize,
    pub(super) claim: Claim,
    pub(super) county: Option<Arc<ServedCounty>>,
    pub(super) attempt: Attempt,
    /// The intent to send is written.
    pub(super) has_intent: bool,
    /// Its lease was taken back.
    pub(super) is_lost: bool,
    pub(super) report: Report,
}

/// How it ends.
pub(super) enum Report {
    Submitted(Box<CallReport<Outcome>>),
    /// The county is asked when it ends.
    Asks,
}
