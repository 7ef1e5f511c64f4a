//! Work under leases, and what people decide.

use std::time::Duration;

use jiff::Timestamp;

use super::{AttemptRecord, Claim, Conclusion, Lease, Ledger, LedgerError, Offer, Recovered, Who};
use crate::evidence::EvidenceRef;
use crate::submission::{ApplicationId, CommitIntent, Event, PluginDigest, State};

impl Ledger {
    /// Takes the most urgent work that any offer has room for: the lease, a session of every credential, or nothing at all.
    pub async fn claim(&self, now: Timestamp, offers: &[Offer], host: &str, ttl: Duration) -> Result<Option<Claim>, LedgerError> {
        unimplemented!("{now} {offers:?} {host} {ttl:?}")
    }

    /// Keeps a lease for another `ttl` from now.
    pub async fn renew(&self, lease: &Lease, ttl: Duration) -> Result<(), LedgerError> {
        unimplemented!("{lease:?} {ttl:?}")
    }

    /// Makes the intent to send durable. Whatever happens after it returns, this application is never sent again unless the
    /// county says that it has none, or a person says so.
    pub async fn intend(&self, lease: &Lease, plugin: &PluginDigest) -> Result<CommitIntent, LedgerError> {
        unimplemented!("{lease:?} {plugin:?}")
    }

    /// Ends a piece of work: moves the application, keeps the outcome, gives every lease back.
    pub async fn conclude(&self, lease: &Lease, end: Conclusion) -> Result<State, LedgerError> {
        unimplemented!("{lease:?} {end:?}")
    }

    /// A reconcile that could not be done now: the application stays in doubt, the leases are given back.
    pub async fn postpone(&self, lease: &Lease, not_before: Timestamp, why: &str) -> Result<(), LedgerError> {
        unimplemented!("{lease:?} {not_before:?} {why}")
    }

    /// Takes back leases that ran out and, with a host's name, every lease of that host (at its start).
    pub async fn recover(&self, now: Timestamp, all_of_host: Option<&str>) -> Result<Recovered, LedgerError> {
        unimplemented!("{now} {all_of_host:?}")
    }

    /// A person's decision: requeue, deliver-by-hand (with the county's number where there is one) or cancel.
    pub async fn resolve(&self, id: ApplicationId, event: Event, who: Who, why: String, receipt_number: Option<String>) -> Result<State, LedgerError> {
        unimplemented!("{id} {event} {who:?} {why} {receipt_number:?}")
    }

    /// Every piece of work on an application, oldest first.
    pub async fn attempts(&self, id: ApplicationId) -> Result<Vec<AttemptRecord>, LedgerError> {
        unimplemented!("{id}")
    }

    /// Notes evidence of a piece of work; also after its end, for evidence belongs to the attempt and moves nothing.
    pub async fn add_evidence(&self, lease: &Lease, evidence: EvidenceRef) -> Result<(), LedgerError> {
        unimplemented!("{lease:?} {evidence:?}")
    }
}
