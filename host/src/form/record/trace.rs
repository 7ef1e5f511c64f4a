//! The trace: one line for each action of an attempt, and for each request of its pages that may change something. Values never.

use std::time::Duration;

/// One action; or a request that its page made during it or before it.
#[derive(Clone, Debug)]
pub struct TraceLine {
    /// From 1.
    pub seq: u32,
    /// `fill`, `click`, ...; `fill (script)` where a value had to be set by script; `request`.
    pub kind: String,
    /// What it was done to; a request's method and path; masked.
    pub target: String,
    /// Where the value came from: a path with its rules, `literal`, `credential`. Never the value.
    pub value: Option<String>,
    /// How long it took.
    pub duration: Duration,
    /// Commands that it sent to the driver.
    pub commands: u64,
    /// `ok`, or the error's name; what came of a request.
    pub result: String,
    /// The page's signature, where it was measured.
    pub signature: Option<String>,
}
