//! An action that is being done: what its line in the trace will say.

use std::time::Instant;

/// From its beginning to its end.
pub(crate) struct ActionSpan {
    pub(crate) kind: &'static str,
    /// What it is done to; masked.
    pub(crate) target: String,
    /// Where a value comes from; never the value.
    pub(crate) value: Option<String>,
    pub(crate) begun: Instant,
    /// Commands that were sent before it.
    pub(crate) commands: u64,
}
