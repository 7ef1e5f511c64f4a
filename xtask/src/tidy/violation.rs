//! What a rule says of the source that breaks it.

use std::fmt;
use std::path::PathBuf;

/// One broken rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Violation {
    pub(super) file: PathBuf,
    /// From 1; 0 where the file as a whole is meant.
    pub(super) line: usize,
    pub(super) rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.rule),
            line => write!(f, "{}:{line}: {}", self.file.display(), self.rule),
        }
    }
}
