//! What a forecast is made of. Plain values; whoever gathers them need not be careful: what cannot be (no lanes, cutoffs that are past, spans
//! of nothing) is met by the forecast itself.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::service::Service;
use crate::submission::{ApplicationId, CountyCode};

/// Most expected arrivals that are carried out in thought, over all counties: what would come beyond them is left out.
pub const MOST_ARRIVALS: usize = 100_000;

/// What waits, what works on it, and how fast.
#[derive(Debug, Clone)]
pub struct World {
    pub now: Timestamp,
    /// Browser sessions, over all hosts.
    pub browsers: u32,
    /// How many of them one county may hold while another has work.
    pub share: u32,
    pub counties: Vec<CountyNow>,
}

/// A county, and its work.
#[derive(Debug, Clone)]
pub struct CountyNow {
    pub code: CountyCode,
    /// Attempts at a time, as ops allow.
    pub concurrency: u32,
    /// Sessions of its accounts, of the credential that has the fewest; none where its site asks for no login.
    pub sessions: Option<u32>,
    /// Of these, sessions of accounts that are left alone for a while.
    pub benched: Option<Benched>,
    /// Least time between two starts.
    pub spacing: Duration,
    /// When work began last.
    pub last_start: Option<Timestamp>,
    /// How long an attempt at an application takes, and a question about a doubt.
    pub submitting: Service,
    pub asking: Service,
    /// For which part of its working time its site is expected to be down: 0 for never.
    pub outage: f64,
    pub standing: Standing,
    /// Its site was down: nothing is taken for it before.
    pub paused_until: Option<Timestamp>,
    /// When its site is open, in order. Empty for never.
    pub open: Vec<Open>,
    /// What is expected to come until its next cutoff.
    pub arrivals: Arrivals,
    /// In any order.
    pub waiting: Vec<Waiting>,
    pub at_work: Vec<AtWork>,
}

/// Accounts that the county refused.
#[derive(Debug, Clone, Copy)]
pub struct Benched {
    pub sessions: u32,
    pub until: Timestamp,
}

/// Whether a county's work goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Works,
    /// One application goes first, alone.
    OneFirst,
    /// Until somebody lets it go on. Of some that are held, doubts are still asked about.
    Held {
        asks: bool,
    },
    /// No release serves it.
    Unserved,
}

/// A span in which a site is open.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// How many applications are expected, from which moment on, for a quarter of an hour each.
#[derive(Debug, Clone)]
pub struct Arrivals {
    pub basis: ArrivalsBasis,
    /// The cutoff that they are due by.
    pub cutoff: Timestamp,
    pub quarters: Vec<(Timestamp, f64)>,
}

/// What the expectation stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalsBasis {
    /// Earlier days, at the same time of day.
    EarlierDays,
    /// The last hour: earlier days are not known.
    LastHour,
    /// Nothing came yet: none are expected.
    None,
}

/// An application that waits.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    pub id: ApplicationId,
    pub deadline: Timestamp,
    pub not_before: Option<Timestamp>,
    pub setbacks: u32,
    pub kind: Kind,
}

/// What is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Queued,
    /// Its county is asked whether it has it.
    Doubt,
}

/// An application that is worked on.
#[derive(Debug, Clone, Copy)]
pub struct AtWork {
    pub id: ApplicationId,
    pub deadline: Timestamp,
    pub since: Timestamp,
    pub kind: Kind,
}

impl CountyNow {
    /// Attempts that may go on at once now.
    pub(super) fn lanes(&self) -> u32 {
        let usable = |sessions: u32| sessions.saturating_sub(self.benched.map_or(0, |benched| benched.sessions));
        self.sessions.map_or(self.concurrency, |sessions| self.concurrency.min(usable(sessions)))
    }

    /// Attempts that may go on at once when every account is used again.
    pub(super) fn all_lanes(&self) -> u32 {
        self.sessions.map_or(self.concurrency, |sessions| self.concurrency.min(sessions))
    }
}
