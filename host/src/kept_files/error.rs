//! Why a file could not be kept or read: what happened, to which, and what to do next. Never what is in it, and no key.

use std::io;
use std::time::Duration;

use crate::file_error::FileError;

/// A file that could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum KeptFileError {
    /// There is none.
    #[error("there is no {place}")]
    Missing { place: String },
    /// More than such a file may have; nothing of it was used.
    #[error("{place} has more than {most} bytes: it is not what a host wrote there; put it back from a backup")]
    TooLarge { place: String, most: usize },
    /// What was written comes back as something else.
    #[error(
        "{place} does not hold what was written to it a moment before: another program writes there, or the disk is faulty"
    )]
    Altered { place: String },
    /// The disk.
    #[error(transparent)]
    File(#[from] FileError),
    /// The object store.
    #[error("the object store {store} {problem}")]
    Store { store: String, problem: StoreProblem },
}

impl KeptFileError {
    /// Whether the file itself is gone or wrong; otherwise it could not be looked at, and may be there.
    pub fn is_of_the_file(&self) -> bool {
        match self {
            Self::Missing { .. } | Self::TooLarge { .. } | Self::Altered { .. } => true,
            Self::File(error) => error.kind() == io::ErrorKind::IsADirectory,
            Self::Store { .. } => false,
        }
    }
}

/// What an object store has, or says. Each with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreProblem {
    #[error("is not reached: {0}; check that it runs, the network to it, and `endpoint` of [object_store]")]
    NotReached(String),
    #[error("did not answer within {} s; check that it runs, the network to it, and `endpoint` of [object_store]", .0.as_secs_f32())]
    Slow(Duration),
    #[error(
        "cannot be asked: no keys to it are set; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the host's environment, or name a \
         file of them by `credentials_file` of [object_store]"
    )]
    NoKeys,
    #[error("cannot be asked: `credentials_file` of [object_store]: {0}")]
    KeysFile(String),
    #[error(
        "refuses the keys of this host ({0}); give it the right ones, in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the \
         `credentials_file`, and let them read, write, remove and list objects of the bucket"
    )]
    Refused(String),
    #[error("has no such bucket; make it, or correct `shared`")]
    NoBucket,
    #[error("keeps the bucket in another region ({0}); correct `region` of [object_store]")]
    OtherRegion(String),
    #[error("answered {0}; its own log says more")]
    Answered(String),
    #[error("cannot be asked: {0}; correct [object_store]")]
    Unusable(String),
}

impl StoreProblem {
    /// Whether whoever asks next would wait as long, and hear the same.
    pub(super) fn is_away(&self) -> bool {
        matches!(self, Self::NotReached(_) | Self::Slow(_))
    }
}
