//! How work is taken, and how long things may last.
#![warn(missing_docs)]

use std::ops::RangeInclusive;
use std::time::Duration;

use serde::Deserialize;

use crate::ledger::HandOver;

/// How work is taken and how long things may last.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Browser sessions at a time. Two fill two cores (docs/measured.md).
    pub sessions: u32,
    /// Drifts of a county in a row after which its work is held.
    pub drifts: u32,
    /// Seconds between a commit that is in doubt and the question to the county: what was sent may still be on its way.
    pub reconcile_after_seconds: u32,
    /// Seconds of the first retry's wait; doubles with every further one.
    pub backoff_seconds: u32,
    /// Minutes before its cutoff in which an application comes in front of a person that nothing will work on.
    pub by_hand_minutes: u32,
    /// Minutes before its cutoff in which one does that merely waits and will not have its turn in time.
    pub last_call_minutes: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            sessions: 2,
            drifts: 2,
            reconcile_after_seconds: 30,
            backoff_seconds: 5,
            by_hand_minutes: 60,
            last_call_minutes: 25,
        }
    }
}

impl Config {
    /// Its numbers, and what each may be. Without a settling time both questions about a doubt could come before what was sent has
    /// arrived, and without a session nothing would ever be claimed. The last call comes after the first one.
    pub fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 6] {
        [
            ("sessions", self.sessions, 1..=64),
            ("drifts", self.drifts, 1..=100),
            ("reconcile_after_seconds", self.reconcile_after_seconds, 1..=3_600),
            ("backoff_seconds", self.backoff_seconds, 1..=600),
            ("by_hand_minutes", self.by_hand_minutes, 5..=240),
            ("last_call_minutes", self.last_call_minutes, 5..=self.by_hand_minutes),
        ]
    }

    /// When what waits is handed over to a person.
    pub fn hand_over(&self) -> HandOver {
        let minutes = |minutes: u32| Duration::from_secs(u64::from(minutes) * 60);
        HandOver { by_hand: minutes(self.by_hand_minutes), last_call: minutes(self.last_call_minutes) }
    }
}
