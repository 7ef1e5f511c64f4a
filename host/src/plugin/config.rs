//! How many plugins may run at a time, how much of their code stays in memory, and what compiles them.
#![warn(missing_docs)]

use std::ops::RangeInclusive;
use std::path::PathBuf;

use serde::Deserialize;

/// How many plugins may run at a time, and how much of their code stays in memory.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Attempts at a time; a further one waits.
    pub instances: u32,
    /// Checks at intake at a time, beside the attempts; a further one waits, and then the application is taken unchecked. One
    /// county's have at most half of them.
    pub checks: u32,
    /// Machine code of plugins that is kept in memory, in MiB; one of 100 KB has about 0.4. What was not used for longest goes first, and
    /// is read from disk again when it is needed. What runs is not counted.
    pub code_mib: u32,
    /// The postrider binary, which compiles in a process of its own. Default: the running program.
    pub compiler: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self { instances: 64, checks: 8, code_mib: 64, compiler: None }
    }
}

impl Config {
    /// Its numbers, and what each may be.
    pub fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 3] {
        [
            ("instances", self.instances, 1..=256),
            ("checks", self.checks, 1..=256),
            ("code_mib", self.code_mib, 1..=65_536),
        ]
    }
}
