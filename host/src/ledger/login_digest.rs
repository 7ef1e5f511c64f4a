//! Which login of an account is meant, without it.

/// What an account signs in with, as a digest under the ledger's key: a password that was replaced is another one, and one that comes back
/// is the same again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoginDigest(pub(super) String);

impl LoginDigest {
    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
