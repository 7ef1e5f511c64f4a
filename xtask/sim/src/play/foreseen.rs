//! What a forecast said.

use std::collections::BTreeSet;

use crate::jobs::Second;

/// What was said of a cutoff.
pub(crate) struct Foreseen {
    pub(crate) cutoff: Second,
    /// What was due by it, and known.
    pub(crate) known: BTreeSet<usize>,
    /// What of that would miss it.
    pub(crate) misses: BTreeSet<usize>,
}
