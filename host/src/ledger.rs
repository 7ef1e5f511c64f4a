//! What is kept: applications, every move they ever made, who may work on them, which plugin serves which county.
//!
//! A move is a compare-and-set on state and fence, allowed by [`State::after`](crate::submission::State::after) and, a second
//! time, by the database itself; it stands in a history that nothing can change. No transaction is ever open while anything but
//! the database is waited for, and nothing personal is written unsealed.

mod arrivals;
mod config;
mod counties;
mod error;
mod leases;
mod records;
mod releases;
mod work;

use crate::sealing::SealingKey;
use crate::submission::Clock;

pub use crate::evidence::EvidenceRef;
pub use config::Config;
pub use counties::Hold;
pub use error::LedgerError;
pub use leases::{Claim, Conclusion, CredentialOffer, Lease, Offer, Recovered, Task};
pub use records::{
    Acknowledgement, AttemptRecord, Filter, IdempotencyKey, MAX_IDEMPOTENCY_KEY, MAX_LISTED, Move, NewApplication, Record, Role, Who, Work,
};
pub use releases::{ReleaseEvent, ReleaseMove, ReleaseRow};

/// A handle on the one ledger; clones share it.
#[derive(Clone)]
pub struct Ledger {}

impl Ledger {
    /// Opens the ledger, making it, and on a first start its key, where there is none. One process at a time.
    pub async fn open(config: &Config, clock: Clock) -> Result<Self, LedgerError> {
        unimplemented!("{config:?} {clock:?}")
    }

    /// The digest of a body under the ledger's key, for [`NewApplication::body_digest`].
    pub fn digest(&self, body: &[u8]) -> [u8; 32] {
        unimplemented!("{}", body.len())
    }

    /// The key that seals evidence as well.
    pub fn sealing_key(&self) -> &SealingKey {
        unimplemented!()
    }
}
