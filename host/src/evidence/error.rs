//! Why evidence could not be kept or read.

use super::reference::Kind;
use crate::kept_files::KeptFileError;
use crate::sealing::SealingError;

/// Largest piece of evidence, in bytes before sealing: a long page's picture has a few megabytes.
pub const MAX_EVIDENCE: usize = 32 * 1024 * 1024;

/// Evidence that could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// Larger than is kept.
    #[error("a {kind} of {size} bytes is too large: at most {MAX_EVIDENCE} are kept")]
    TooLarge { kind: Kind, size: usize },
    /// The reference is none of ours.
    #[error("`{0}` is not the digest of evidence (64 lower-case hexadecimal digits)")]
    NotADigest(String),
    /// There is no such evidence.
    #[error("there is no {kind} {digest}")]
    Missing { kind: Kind, digest: String },
    /// It is there and does not open: another key, or damage.
    #[error("evidence does not open with the key of its application: its file is damaged, or of another one")]
    Sealed(#[from] SealingError),
    #[error(transparent)]
    Files(#[from] KeptFileError),
    /// A panic while it was worked on.
    #[error("evidence could not be worked on: a fault of the host's own")]
    Broken,
    #[error("evidence could not be worked on: the host is stopping")]
    Stopping,
}
