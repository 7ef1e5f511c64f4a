//! What is kept of an attempt: sealed files named by what they hold.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::sealing::SealingKey;

/// Where evidence is kept and what seals it.
#[derive(Clone)]
pub struct Config {
    /// Its directory; made where there is none.
    pub dir: PathBuf,
    /// The host's key ([`crate::ledger::Ledger::sealing_key`]).
    pub key: SealingKey,
}

/// What a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A picture of a page (PNG).
    Screenshot,
    /// What was done, action by action (JSON lines).
    Trace,
    /// A page's markup.
    Source,
    /// The text of the page that confirmed.
    Receipt,
    /// A page or receipt as a document.
    Pdf,
}

/// Where a piece of evidence is found again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRef {
    /// What it is.
    pub kind: Kind,
    /// Digest of kind and bytes under the host's key, in hexadecimal: equal evidence is kept once, and the name tells nothing.
    pub digest: String,
    /// Bytes, before sealing.
    pub size: u64,
    /// What it shows, in a few words without values: `before commit`.
    pub label: String,
}

impl EvidenceRef {
    /// The same evidence, with words.
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
}

/// Evidence that could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {}

/// The place where evidence is kept.
#[derive(Clone)]
pub struct Evidence {}

impl Evidence {
    /// Opens the place, making it where there is none.
    pub fn new(config: Config) -> Result<Self, EvidenceError> {
        unimplemented!("{}", config.dir.display())
    }

    /// Seals and keeps bytes; durable when it returns.
    pub async fn keep(&self, kind: Kind, bytes: Vec<u8>) -> Result<EvidenceRef, EvidenceError> {
        unimplemented!("{kind:?} {}", bytes.len())
    }

    /// Gives back what was kept.
    pub async fn read(&self, evidence: &EvidenceRef) -> Result<Vec<u8>, EvidenceError> {
        unimplemented!("{evidence:?}")
    }
}
