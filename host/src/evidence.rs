//! What is kept of an attempt: sealed files, named by what they hold. A name tells nothing: the digest is made with the key that seals the file,
//! which is its application's own. Removed where its application is forgotten.

mod error;
mod reference;

use crate::kept_files::{KeptFileError, KeptFiles};
use crate::sealing::{SealedColumn, SealingKey};

pub use crate::kept_files::Place;
pub use error::{EvidenceError, MAX_EVIDENCE};
pub use reference::{EvidenceRef, Kind};

/// Most bytes that sealing adds.
const MOST_SEAL: usize = 256;

/// The place where evidence is kept; clones share it.
#[derive(Clone)]
pub struct Evidence(KeptFiles);

impl Evidence {
    /// Opens the place.
    pub fn open(place: &Place) -> Result<Self, EvidenceError> {
        Ok(Self(KeptFiles::open(place)?))
    }

    /// Seals and keeps bytes; durable when it returns.
    pub async fn keep(&self, key: &SealingKey, kind: Kind, bytes: Vec<u8>) -> Result<EvidenceRef, EvidenceError> {
        if bytes.len() > MAX_EVIDENCE {
            return Err(EvidenceError::TooLarge { kind, size: bytes.len() });
        }
        let of = key.clone();
        let (digest, bytes) = off_the_runtime(move || Ok((digest(&of, kind, &bytes), bytes))).await?;
        let evidence = EvidenceRef { kind, size: bytes.len() as u64, label: String::new(), digest };
        let file = file(&evidence.digest);
        if self.0.has(&file).await? {
            return Ok(evidence);
        }
        let (key, digest) = (key.clone(), evidence.digest.clone());
        let sealed = off_the_runtime(move || Ok(key.seal(place(kind, &digest), &bytes))).await?;
        self.0.put(&file, sealed).await?;
        Ok(evidence)
    }

    /// Gives back what was kept.
    pub async fn read(&self, key: &SealingKey, evidence: &EvidenceRef) -> Result<Vec<u8>, EvidenceError> {
        let (key, kind, digest) = (key.clone(), evidence.kind, evidence.digest.clone());
        let sealed = match self.0.get(&checked_file(&digest)?, MAX_EVIDENCE + MOST_SEAL).await {
            Ok(sealed) => sealed,
            Err(KeptFileError::Missing { .. }) => return Err(EvidenceError::Missing { kind, digest }),
            Err(error) => return Err(error.into()),
        };
        off_the_runtime(move || Ok(std::mem::take(&mut *key.open(place(kind, &digest), &sealed)?))).await
    }

    /// Removes what was kept, if it is there.
    pub async fn remove(&self, evidence: &EvidenceRef) -> Result<(), EvidenceError> {
        Ok(self.0.remove(&checked_file(&evidence.digest)?).await?)
    }
}

/// Ciphers take their time: they run where blocking is meant to, and are waited for.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EvidenceError> + Send + 'static,
) -> Result<T, EvidenceError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) if ended.is_panic() => Err(EvidenceError::Broken),
        Err(_) => Err(EvidenceError::Stopping),
    }
}

fn digest(key: &SealingKey, kind: Kind, bytes: &[u8]) -> String {
    hex::encode(key.digest(kind.into_str(), bytes))
}

/// Where evidence lies that a reference names.
fn checked_file(digest: &str) -> Result<String, EvidenceError> {
    if digest.len() != 64 || !digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(EvidenceError::NotADigest(digest.chars().take(64).collect()));
    }
    Ok(file(digest))
}

/// 256 folders, so that none of them grows long.
fn file(digest: &str) -> String {
    format!("{}/{}", &digest[..2], &digest[2..])
}

fn place(kind: Kind, digest: &str) -> SealedColumn<'_> {
    SealedColumn { table: "evidence", row: digest, column: kind.into_str() }
}

#[cfg(test)]
mod tests;
