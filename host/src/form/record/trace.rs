//! The trace: one line for each action of an attempt. Values never.

use std::time::Duration;

/// One action.
#[derive(Clone, Debug)]
pub struct TraceLine {
    /// From 1.
    pub seq: u32,
    /// `fill`, `click`, ...; `fill (script)` where a value had to be set by script.
    pub kind: String,
    /// What it was done to; masked.
    pub target: String,
    /// Where the value came from: a path with its rules, `literal`, `credential`. Never the value.
    pub value: Option<String>,
    /// How long it took.
    pub duration: Duration,
    /// Commands that it sent to the driver.
    pub commands: u64,
    /// `ok`, or the error's name.
    pub result: String,
    /// The page's signature, where it was measured.
    pub signature: Option<String>,
}
