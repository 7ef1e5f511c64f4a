//! Why a manifest cannot be used, and where in it.

/// Why a manifest cannot be used; the author is to blame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Too large, or not text.
    #[error("the manifest cannot be read: {0}")]
    Unreadable(String),
    /// Not TOML, a key that is missing, unknown or twice, or a value of the wrong kind.
    #[error("the manifest, line {line}: {problem}")]
    Malformed {
        /// Where, from 1.
        line: usize,
        /// What is wrong, as the parser says it.
        problem: String,
    },
    /// An entry that cannot be right.
    #[error("the manifest's `{entry}`, line {line}: {problem}")]
    Entry {
        /// Which.
        entry: String,
        /// Where, from 1; of what it should stand in, if it is missing.
        line: usize,
        /// What is wrong and what would be right.
        problem: String,
    },
}

/// Characters quoted of what a manifest says.
const MAX_QUOTED: usize = 64;

/// What a manifest says, as an error quotes it.
pub(super) fn clip(text: &str) -> String {
    text.chars().take(MAX_QUOTED).collect()
}
