//! What is kept of an attempt: sealed files, named by what they hold.
//!
//! A file appears whole or not at all, is never changed, and tells nothing by its name: the digest is the host key's own.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::sealing::{Place, SealingError, SealingKey};

/// Largest piece of evidence, in bytes before sealing: a long page's picture has a few megabytes.
pub const MAX_EVIDENCE: usize = 32 * 1024 * 1024;
/// Where files stand until they are whole.
const INCOMING: &str = "incoming";

/// Where evidence is kept and what seals it.
#[derive(Clone)]
pub struct Config {
    /// Its directory; made where there is none.
    pub dir: PathBuf,
    /// The host's key.
    pub key: SealingKey,
}

/// What a piece of evidence is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
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
pub enum EvidenceError {
    /// Larger than is kept.
    #[error("a {kind} of {size} bytes is too large: at most {MAX_EVIDENCE} are kept")]
    TooLarge {
        /// What it is.
        kind: Kind,
        /// Its size in bytes.
        size: usize,
    },
    /// The reference is none of ours.
    #[error("`{0}` is not the digest of evidence (64 lower-case hexadecimal digits)")]
    NotADigest(String),
    /// There is no such evidence.
    #[error("there is no {kind} {digest}")]
    Missing {
        /// What it should be.
        kind: Kind,
        /// Its digest.
        digest: String,
    },
    /// It is there and does not open: another key, or damage.
    #[error("evidence cannot be opened: put the key back that it was kept with")]
    Sealed(#[from] SealingError),
    /// The file system said no.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A panic while it was worked on.
    #[error("evidence could not be worked on: a fault of the host's own")]
    Broken,
    /// The runtime is stopping.
    #[error("evidence could not be worked on: the host is stopping")]
    Stopping,
}

/// The place where evidence is kept; clones share it.
#[derive(Clone)]
pub struct Evidence(Arc<Config>);

impl Evidence {
    /// Opens the place, making it where there is none; what a killed host left half written is removed. One host per place.
    pub fn new(config: Config) -> Result<Self, EvidenceError> {
        let incoming = config.dir.join(INCOMING);
        make_folder(&incoming)?;
        let failed = |doing| {
            let incoming = incoming.clone();
            move |source| EvidenceError::File { doing, path: incoming, source }
        };
        for entry in std::fs::read_dir(&incoming).map_err(failed("list"))? {
            let entry = entry.map_err(failed("list"))?;
            std::fs::remove_file(entry.path()).map_err(failed("clear"))?;
        }
        Ok(Self(Arc::new(config)))
    }

    /// Seals and keeps bytes; durable when it returns.
    pub async fn keep(&self, kind: Kind, bytes: Vec<u8>) -> Result<EvidenceRef, EvidenceError> {
        if bytes.len() > MAX_EVIDENCE {
            return Err(EvidenceError::TooLarge { kind, size: bytes.len() });
        }
        let config = Arc::clone(&self.0);
        off_the_runtime(move || keep(&config, kind, &bytes)).await
    }

    /// Gives back what was kept.
    pub async fn read(&self, evidence: &EvidenceRef) -> Result<Vec<u8>, EvidenceError> {
        let (config, kind, digest) = (Arc::clone(&self.0), evidence.kind, evidence.digest.clone());
        off_the_runtime(move || read(&config, kind, digest)).await
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

fn keep(config: &Config, kind: Kind, bytes: &[u8]) -> Result<EvidenceRef, EvidenceError> {
    let digest = hex::encode(config.key.digest(kind.into_str(), bytes));
    let path = path(config, &digest);
    let kept = EvidenceRef { kind, size: bytes.len() as u64, label: String::new(), digest };
    if path.exists() {
        return Ok(kept);
    }
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |source| EvidenceError::File { doing, path, source }
    };
    let folder = path.parent().unwrap_or(&config.dir);
    make_folder(folder)?;
    let sealed = config.key.seal(place(kind, &kept.digest), bytes);
    let beside = config.dir.join(INCOMING).join(format!("{:016x}", rand::random::<u64>()));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .map_err(failed("create", &beside))?;
    file.write_all(&sealed).and_then(|()| file.sync_all()).map_err(failed("write", &beside))?;
    std::fs::rename(&beside, &path).map_err(failed("put in place", &path))?;
    // The folder and the one above it: both may hold a new name.
    for folder in [Some(folder), folder.parent()].into_iter().flatten() {
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("write", folder))?;
    }
    Ok(kept)
}

fn read(config: &Config, kind: Kind, digest: String) -> Result<Vec<u8>, EvidenceError> {
    if digest.len() != 64 || !digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(EvidenceError::NotADigest(digest.chars().take(64).collect()));
    }
    let path = path(config, &digest);
    let sealed = match std::fs::read(&path) {
        Ok(sealed) => sealed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(EvidenceError::Missing { kind, digest });
        }
        Err(source) => {
            return Err(EvidenceError::File { doing: "read", path, source });
        }
    };
    Ok(std::mem::take(&mut *config.key.open(place(kind, &digest), &sealed)?))
}

/// 256 folders, so that none of them grows long.
fn path(config: &Config, digest: &str) -> PathBuf {
    config.dir.join(&digest[..2]).join(&digest[2..])
}

fn place(kind: Kind, digest: &str) -> Place<'_> {
    Place { table: "evidence", row: digest, column: kind.into_str() }
}

fn make_folder(folder: &Path) -> Result<(), EvidenceError> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|source| EvidenceError::File {
        doing: "make the folder",
        path: folder.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(dir: &Path) -> Evidence {
        Evidence::new(Config { dir: dir.to_owned(), key: SealingKey::random() }).unwrap()
    }

    #[tokio::test]
    async fn a_panic_is_the_hosts_fault_and_no_stop() {
        let error = off_the_runtime::<()>(|| panic!("on a picture")).await.unwrap_err();
        assert!(matches!(error, EvidenceError::Broken), "{error:?}");
    }

    #[tokio::test]
    async fn what_is_kept_comes_back_and_equal_bytes_are_kept_once() {
        let dir = tempfile::tempdir().unwrap();
        let evidence = place_of(dir.path());
        let first = evidence.keep(Kind::Receipt, b"Ada Lovelace".to_vec()).await.unwrap();
        let again = evidence.keep(Kind::Receipt, b"Ada Lovelace".to_vec()).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(first.size, 12);
        assert_eq!(evidence.read(&first).await.unwrap(), b"Ada Lovelace");
        let other = evidence.keep(Kind::Trace, b"Ada Lovelace".to_vec()).await.unwrap();
        assert_ne!(first.digest, other.digest);
        let wrong_kind = EvidenceRef { kind: Kind::Trace, ..first };
        assert!(matches!(evidence.read(&wrong_kind).await, Err(EvidenceError::Sealed(_))));
    }

    #[tokio::test]
    async fn files_show_nothing_and_open_with_their_key_only() {
        let dir = tempfile::tempdir().unwrap();
        let kept = place_of(dir.path()).keep(Kind::Source, b"<p>Ada Lovelace</p>".to_vec()).await.unwrap();
        let file = std::fs::read(path(&place_of(dir.path()).0, &kept.digest)).unwrap();
        assert!(!file.windows(3).any(|window| window == b"Ada"));
        assert!(matches!(place_of(dir.path()).read(&kept).await, Err(EvidenceError::Sealed(_))));
    }

    #[tokio::test]
    async fn what_is_not_there_too_large_or_no_digest_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let evidence = place_of(dir.path());
        let digest =
            |digest: &str| EvidenceRef { kind: Kind::Pdf, digest: digest.into(), size: 0, label: String::new() };
        assert!(matches!(evidence.read(&digest(&"0".repeat(64))).await, Err(EvidenceError::Missing { .. })));
        assert!(matches!(evidence.read(&digest("../../ledger.key")).await, Err(EvidenceError::NotADigest(_))));
        let large = evidence.keep(Kind::Screenshot, vec![0; MAX_EVIDENCE + 1]).await;
        assert!(matches!(large, Err(EvidenceError::TooLarge { .. })));
    }

    #[tokio::test]
    async fn what_a_killed_host_left_half_written_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let half = dir.path().join(INCOMING).join("0");
        place_of(dir.path());
        std::fs::write(&half, "half").unwrap();
        place_of(dir.path());
        assert!(!half.exists());
    }
}
