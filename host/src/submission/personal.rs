//! Text that belongs to a person: it can be carried, but it cannot print itself.
//!
//! Never add `Display`, and never derive `Serialize`: what leaves the process is revealed by name, in one visible place.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A value of the applicant's or a secret. `Debug` shows that it is there, never what it is; memory is overwritten on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal(Zeroizing<String>);

impl Personal {
    /// Takes a text into keeping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Each call is a place where personal data may leave: keep them few.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Length in Unicode scalar values.
    pub fn length(&self) -> usize {
        self.0.chars().count()
    }
}

/// From a configuration; the way back does not exist.
impl<'de> Deserialize<'de> for Personal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::new)
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_text() {
        assert_eq!(format!("{:?}", Personal::new("Ada")), "[personal]");
    }
}
