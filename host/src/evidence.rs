//! What is kept of an attempt: sealed files, named by what they hold.
//!
//! A file appears whole or not at all, is never changed, and tells nothing by its name: the digest is made with the key that seals it,
//! which is its application's own. Removed where its application is forgotten.

mod error;
mod reference;

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::file_error::FileAction;
use crate::sealing::{SealedColumn, SealingKey};

pub use error::{EvidenceError, MAX_EVIDENCE};
pub use reference::{EvidenceRef, Kind};

/// Where files stand until they are whole.
const INCOMING: &str = "incoming";

/// Where evidence is kept.
#[derive(Clone)]
pub struct Config {
    /// Its directory; made where there is none.
    pub dir: PathBuf,
}

/// The place where evidence is kept; clones share it.
#[derive(Clone)]
pub struct Evidence(Arc<Config>);

impl Evidence {
    /// Opens the place, making it where there is none; what a killed host left half written is removed. One host per place.
    pub fn new(config: Config) -> Result<Self, EvidenceError> {
        let incoming = config.dir.join(INCOMING);
        make_folder(&incoming)?;
        for entry in std::fs::read_dir(&incoming).map_err(FileAction::Read.failed(&incoming))? {
            let path = entry.map_err(FileAction::Read.failed(&incoming))?.path();
            std::fs::remove_file(&path).map_err(FileAction::Remove.failed(&path))?;
        }
        Ok(Self(Arc::new(config)))
    }

    /// Seals and keeps bytes; durable when it returns.
    pub async fn keep(&self, key: &SealingKey, kind: Kind, bytes: Vec<u8>) -> Result<EvidenceRef, EvidenceError> {
        if bytes.len() > MAX_EVIDENCE {
            return Err(EvidenceError::TooLarge { kind, size: bytes.len() });
        }
        let (config, key) = (Arc::clone(&self.0), key.clone());
        off_the_runtime(move || keep(&config, &key, kind, &bytes)).await
    }

    /// Gives back what was kept.
    pub async fn read(&self, key: &SealingKey, evidence: &EvidenceRef) -> Result<Vec<u8>, EvidenceError> {
        let (config, key) = (Arc::clone(&self.0), key.clone());
        let (kind, digest) = (evidence.kind, evidence.digest.clone());
        off_the_runtime(move || read(&config, &key, kind, digest)).await
    }

    /// Removes what was kept, if it is there.
    pub async fn remove(&self, evidence: &EvidenceRef) -> Result<(), EvidenceError> {
        let (config, digest) = (Arc::clone(&self.0), evidence.digest.clone());
        off_the_runtime(move || remove(&config, &digest)).await
    }
}

/// Ciphers and disks block: they run where blocking is meant to, and are waited for.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EvidenceError> + Send + 'static,
) -> Result<T, EvidenceError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) if ended.is_panic() => Err(EvidenceError::Broken),
        Err(_) => Err(EvidenceError::Stopping),
    }
}

fn keep(config: &Config, key: &SealingKey, kind: Kind, bytes: &[u8]) -> Result<EvidenceRef, EvidenceError> {
    let digest = hex::encode(key.digest(kind.into_str(), bytes));
    let path = path(config, &digest);
    let kept = EvidenceRef { kind, size: bytes.len() as u64, label: String::new(), digest };
    if path.exists() {
        return Ok(kept);
    }
    let folder = path.parent().unwrap_or(&config.dir);
    make_folder(folder)?;
    let sealed = key.seal(place(kind, &kept.digest), bytes);
    let beside = config.dir.join(INCOMING).join(format!("{:016x}", rand::random::<u64>()));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .map_err(FileAction::Create.failed(&beside))?;
    file.write_all(&sealed).and_then(|()| file.sync_all()).map_err(FileAction::Write.failed(&beside))?;
    std::fs::rename(&beside, &path).map_err(FileAction::Create.failed(&path))?;
    // The folder and the one above it: both may hold a new name.
    for folder in [Some(folder), folder.parent()].into_iter().flatten() {
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(FileAction::Write.failed(folder))?;
    }
    Ok(kept)
}

fn read(config: &Config, key: &SealingKey, kind: Kind, digest: String) -> Result<Vec<u8>, EvidenceError> {
    let path = checked_path(config, &digest)?;
    let sealed = match std::fs::read(&path) {
        Ok(sealed) => sealed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(EvidenceError::Missing { kind, digest });
        }
        Err(error) => return Err(FileAction::Read.failed(&path)(error).into()),
    };
    Ok(std::mem::take(&mut *key.open(place(kind, &digest), &sealed)?))
}

fn remove(config: &Config, digest: &str) -> Result<(), EvidenceError> {
    let path = checked_path(config, digest)?;
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(FileAction::Remove.failed(&path)(error).into());
        }
        _ => {}
    }
    // Whatever happens next, it does not come back.
    match path.parent().map(|folder| (folder, std::fs::File::open(folder))) {
        Some((folder, Ok(open))) => Ok(open.sync_all().map_err(FileAction::Write.failed(folder))?),
        _ => Ok(()),
    }
}

/// Where evidence lies that a reference names.
fn checked_path(config: &Config, digest: &str) -> Result<PathBuf, EvidenceError> {
    if digest.len() != 64 || !digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(EvidenceError::NotADigest(digest.chars().take(64).collect()));
    }
    Ok(path(config, digest))
}

/// 256 folders, so that none of them grows long.
fn path(config: &Config, digest: &str) -> PathBuf {
    config.dir.join(&digest[..2]).join(&digest[2..])
}

fn place(kind: Kind, digest: &str) -> SealedColumn<'_> {
    SealedColumn { table: "evidence", row: digest, column: kind.into_str() }
}

fn make_folder(folder: &Path) -> Result<(), EvidenceError> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(FileAction::Create.failed(folder))?;
    Ok(())
}

#[cfg(test)]
mod tests;
