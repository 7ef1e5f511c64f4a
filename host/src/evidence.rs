//! What is kept of an attempt: sealed files, named by what they hold. A name tells nothing: the digest is the host key's own.

mod error;
mod reference;

use std::sync::Arc;

use crate::kept_files::{KeptFileError, KeptFiles};
use crate::sealing::{SealedColumn, SealingKey};

pub use crate::kept_files::Place;
pub use error::{EvidenceError, MAX_EVIDENCE};
pub use reference::{EvidenceRef, Kind};

/// Most bytes that sealing adds.
const MOST_SEAL: usize = 256;

/// Where evidence is kept and what seals it.
#[derive(Clone)]
pub struct Config {
    pub place: Place,
    pub key: SealingKey,
}

/// The place where evidence is kept; clones share it.
#[derive(Clone)]
pub struct Evidence(Arc<Kept>);

struct Kept {
    files: KeptFiles,
    key: SealingKey,
}

impl Evidence {
    /// Opens the place.
    pub fn new(config: Config) -> Result<Self, EvidenceError> {
        Ok(Self(Arc::new(Kept { files: KeptFiles::open(&config.place)?, key: config.key })))
    }

    /// Seals and keeps bytes; durable when it returns.
    pub async fn keep(&self, kind: Kind, bytes: Vec<u8>) -> Result<EvidenceRef, EvidenceError> {
        if bytes.len() > MAX_EVIDENCE {
            return Err(EvidenceError::TooLarge { kind, size: bytes.len() });
        }
        let kept = Arc::clone(&self.0);
        let (digest, bytes) = off_the_runtime(move || Ok((digest(&kept.key, kind, &bytes), bytes))).await?;
        let evidence = EvidenceRef { kind, size: bytes.len() as u64, label: String::new(), digest };
        let file = file(&evidence.digest);
        if self.0.files.has(&file).await? {
            return Ok(evidence);
        }
        let (kept, digest) = (Arc::clone(&self.0), evidence.digest.clone());
        let sealed = off_the_runtime(move || Ok(kept.key.seal(place(kind, &digest), &bytes))).await?;
        self.0.files.put(&file, sealed).await?;
        Ok(evidence)
    }

    /// Gives back what was kept.
    pub async fn read(&self, evidence: &EvidenceRef) -> Result<Vec<u8>, EvidenceError> {
        let (kept, kind, digest) = (Arc::clone(&self.0), evidence.kind, evidence.digest.clone());
        if digest.len() != 64 || !digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(EvidenceError::NotADigest(digest.chars().take(64).collect()));
        }
        let sealed = match self.0.files.get(&file(&digest), MAX_EVIDENCE + MOST_SEAL).await {
            Ok(sealed) => sealed,
            Err(KeptFileError::Missing { .. }) => return Err(EvidenceError::Missing { kind, digest }),
            Err(error) => return Err(error.into()),
        };
        off_the_runtime(move || Ok(std::mem::take(&mut *kept.key.open(place(kind, &digest), &sealed)?))).await
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

/// 256 folders, so that none of them grows long.
fn file(digest: &str) -> String {
    format!("{}/{}", &digest[..2], &digest[2..])
}

fn place(kind: Kind, digest: &str) -> SealedColumn<'_> {
    SealedColumn { table: "evidence", row: digest, column: kind.into_str() }
}

#[cfg(test)]
mod tests;
