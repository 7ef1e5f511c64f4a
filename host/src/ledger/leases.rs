//! The right to work on an application: what is offered, what is taken, what it ends in. Plain values.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::alike::Complaint;
use super::login_digest::LoginDigest;
use crate::submission::{
    ApplicationId, AttemptNumber, Counts, CountyCode, Event, Fence, PluginDigest, Receipt, Sending, Task,
};

/// What the scheduler could do now for one county.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The county. Of one that is held no more is taken than questions about doubts, where it is asked at all, whatever is offered.
    pub county: CountyCode,
    /// The release that would run.
    pub plugin: PluginDigest,
    /// Most leases that the county may have at once.
    pub concurrency: u32,
    /// Least time between two starts for the county, whichever hosts make them.
    pub spacing: Duration,
    /// How long after it was sent an application may not be found at the county yet; none where that is as everywhere.
    pub settling: Option<Duration>,
    /// Every account that could be used. One session of one account is taken per name.
    pub credentials: Vec<CredentialOffer>,
}

/// One account of a credential.
#[derive(Debug, Clone)]
pub struct CredentialOffer {
    /// The credential's name in the manifest.
    pub name: String,
    /// Which account; an identifier from the configuration, not a user name.
    pub account: String,
    /// Sessions that the county allows this account at once.
    pub sessions: u32,
    /// How long the county goes on counting a session that nobody signed out of: so long the ledger does, from the end of its work.
    pub cool_down: Duration,
    /// What it signs in with: while the county's refusal of that stands, the account is left alone.
    pub login: LoginDigest,
}

/// What could be done now, asked county by county: there may be thousands, of which mostly the first one that has work is looked at.
pub trait Offers: Sync {
    /// What could be done for this county; none where it is closed, has no release, or no login that works.
    fn of(&self, county: &CountyCode) -> Option<Offer>;
}

impl<T: AsRef<[Offer]> + Sync> Offers for T {
    fn of(&self, county: &CountyCode) -> Option<Offer> {
        self.as_ref().iter().find(|offer| offer.county == *county).cloned()
    }
}

/// The fenced right to work on one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub application: ApplicationId,
    pub county: CountyCode,
    /// The token that every write of this work carries.
    pub fence: Fence,
    pub attempt: AttemptNumber,
}

/// Work that was taken: the application and everything it needs, or nothing.
#[derive(Debug, Clone)]
pub struct Claim {
    pub lease: Lease,
    pub task: Task,
    /// The account taken, by the credential's name.
    pub credentials: BTreeMap<String, String>,
    /// The cutoff it should arrive before.
    pub deadline: Timestamp,
    /// Delayed retries so far (see [`super::Record::setbacks`]).
    pub setbacks: u32,
    /// Attempts since a person last put it in the queue, this one included.
    pub tries: u32,
    /// What went wrong with it since then.
    pub counts: Counts,
    /// What speaks for it that the county has it.
    pub sending: Option<Sending>,
    /// The release it was claimed for: the offer's.
    pub plugin: PluginDigest,
}

/// What is kept of an end beside its move, for what comes after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The plugin's fault; of a doubt, that the plugin claims a send which the host did not make.
    Fault,
    /// The site is not what the plugin was written for.
    Drift,
    /// The wall clock ended it.
    TimeOut,
    /// The county's page confirmed it, and no receipt number could be read.
    NumberMissing,
}

impl Mark {
    pub(super) fn count(self, counts: &mut Counts) {
        match self {
            Self::Fault => counts.faults += 1,
            Self::Drift => counts.drifts += 1,
            Self::TimeOut => counts.time_outs += 1,
            Self::NumberMissing => {}
        }
    }
}

/// How a piece of work ended.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// What happened to the application: retry, escalate, confirm, refuse, doubt, not-found or not-sent.
    pub event: Event,
    /// What is kept of it beside the move.
    pub mark: Option<Mark>,
    /// What it was refused with, where it was.
    pub complaint: Option<Complaint>,
    pub why: String,
    /// Not worked on again before. A retry with one counts as a setback. A doubt has none: the ledger knows how long it settles.
    pub not_before: Option<Timestamp>,
    /// The county's confirmation; a confirm needs it.
    pub receipt: Option<Receipt>,
    /// The outcome in full; kept sealed, for it may quote pages.
    pub details: Value,
    pub plugin: PluginDigest,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Attempts that had not committed: back in the queue.
    pub requeued: u32,
    /// Work that the end of the host cut off once too often: in front of a person.
    pub escalated: u32,
    /// Attempts that had, or whose plugin claimed a send, and whose outcome nobody knows.
    pub in_doubt: u32,
    /// Attempts whose confirmation had been read: delivered.
    pub delivered: u32,
    /// Reconciles that did not end: still in doubt, free to be taken.
    pub freed: u32,
}
