//! How many days what has ended is kept.
#![warn(missing_docs)]

use std::ops::RangeInclusive;

use serde::Deserialize;

/// Days, about as many as there are in a century.
const DAYS: RangeInclusive<u32> = 1..=36_500;

/// How long what has ended is kept; for ever, where nothing is said.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Days after which what was delivered, by the host or by hand, is forgotten.
    pub delivered_days: Option<u32>,
    /// Days after which what was cancelled is forgotten.
    pub cancelled_days: Option<u32>,
}

impl Config {
    /// Its numbers, and what each may be.
    pub fn numbers(&self) -> Vec<(&'static str, u32, RangeInclusive<u32>)> {
        [("delivered_days", self.delivered_days), ("cancelled_days", self.cancelled_days)]
            .into_iter()
            .filter_map(|(name, days)| Some((name, days?, DAYS)))
            .collect()
    }
}
