//! `[browser.pool]`: how long a browser is used again. Numbers and their bounds alone; the pool acts on them.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// `[browser.pool]`: how long a browser serves one application after the other.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recycling {
    /// Applications that one browser carries before it is replaced. 1: a new browser for each.
    pub uses: u32,
    /// Minutes after which a browser is replaced, whatever it did.
    pub minutes: u32,
    /// Memory of a browser with its driver, in MiB, at which it is replaced; what its processes share does not count.
    pub memory_mib: u32,
}

impl Default for Recycling {
    fn default() -> Recycling {
        // 270 to 340 MiB were measured after applications; a browser that holds more than twice that leaks.
        Recycling { uses: 50, minutes: 60, memory_mib: 800 }
    }
}

impl Recycling {
    /// Its numbers, and what each may be. A browser takes 270 MiB and more from its start.
    pub fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 3] {
        [
            ("uses", self.uses, 1..=10_000),
            ("minutes", self.minutes, 1..=10_080),
            ("memory_mib", self.memory_mib, 300..=65_536),
        ]
    }
}
