//! How many plugins may run at a time, and what compiles them.
#![warn(missing_docs)]

use std::ops::RangeInclusive;
use std::path::PathBuf;

use serde::Deserialize;

/// How many plugins may run at a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Attempts at a time; a further one waits.
    pub instances: u32,
    /// Checks at intake at a time, beside the attempts; a further one waits, and then the application is taken unchecked. One
    /// county's have at most half of them.
    pub checks: u32,
    /// The postrider binary, which compiles in a process of its own. Default: the running program.
    pub compiler: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self { instances: 64, checks: 8, compiler: None }
    }
}

impl Config {
    /// Its numbers, and what each may be.
    pub fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 2] {
        [("instances", self.instances, 1..=256), ("checks", self.checks, 1..=256)]
    }
}
