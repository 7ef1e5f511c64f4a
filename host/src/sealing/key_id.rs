//! What a key is called: it tells keys apart and nothing of what they are.

use std::fmt;

/// Bytes of a key's name.
const ID_BYTES: usize = 6;

/// The name of a key, made of itself: 12 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// By the digest that the key makes of a constant.
    pub(super) fn of_digest(digest: &[u8; 32]) -> Self {
        Self(hex::encode(&digest[..ID_BYTES]))
    }

    /// As it was written down. One that no key has is none of ours.
    pub fn written(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
