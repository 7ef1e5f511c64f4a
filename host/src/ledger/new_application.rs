//! An application as intake hands it over, and the answer: it is new, or there already. No `Debug` that shows a body.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use super::Who;
use crate::submission::{ApplicationId, CountyCode, InvalidId};

/// A client's own name for one application, so that sending it again makes no second one. Kept only as a keyed digest.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// Longest idempotency key, in bytes.
pub const MAX_IDEMPOTENCY_KEY: usize = 255;

impl IdempotencyKey {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey")
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if (1..=MAX_IDEMPOTENCY_KEY).contains(&text.len()) && text.bytes().all(|b| (b'!'..=b'~').contains(&b)) {
            Ok(Self(text.to_owned()))
        } else {
            // The text is the client's own and may hold anything: it is not said back.
            Err(InvalidId {
                text: "Idempotency-Key".into(),
                expected: "1 to 255 visible ASCII characters without spaces",
            })
        }
    }
}

/// An application as it comes in.
pub struct NewApplication {
    pub county: CountyCode,
    /// The client's name for it.
    pub key: Option<IdempotencyKey>,
    /// Canonical JSON of what the applicant said.
    pub body: Zeroizing<Vec<u8>>,
    /// Digest of the body under the ledger's key ([`super::Ledger::digest`]); a plain one could be guessed from a list of people.
    pub body_digest: [u8; 32],
    /// The cutoff it should arrive before.
    pub deadline: Timestamp,
    pub who: Who,
    /// Whether the same content again is the same application.
    pub duplicates: Duplicates,
    /// Whether its county's plugin looked at it.
    pub check: Check,
}

/// Whether the county's plugin looked at an application before it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// It did, and found nothing that the county will not take.
    Made,
    /// It could not: none is installed, or it failed.
    NotMade,
}

/// What the same content to the same county within a day is: two programs that send one application, or a client that lost an answer
/// and has no key, must not make two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// The application that it made before.
    Recognised,
    /// Another one: the client says so.
    Allowed,
}

/// By what an application was recognised as one that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recognised {
    /// Its idempotency key.
    Key,
    /// What it says, and to which county.
    Content,
}

impl fmt::Debug for NewApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewApplication")
            .field("county", &self.county)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// What intake may tell the client: it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    pub id: ApplicationId,
    /// By what it was recognised, where it was there already.
    pub recognised: Option<Recognised>,
}
