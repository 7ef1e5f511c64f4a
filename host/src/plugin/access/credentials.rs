//! The credentials of an attempt, which the host types and never hands over.

use super::denied::Unresolved;
use super::masks::Credentials;
use crate::form::{Source, Typed};

/// Characters quoted of a name that no credential has.
const MAX_QUOTED_NAME: usize = 64;

/// What is leased with the claim.
pub(in crate::plugin) struct LeasedCredentials(pub(in crate::plugin) Credentials);

impl LeasedCredentials {
    /// A part of a credential, to be typed.
    pub(in crate::plugin) fn typed(&self, name: &str, part: &str) -> Result<Typed, Unresolved> {
        let text = self.0.get(name).and_then(|parts| parts.get(part));
        let text = text.ok_or_else(|| {
            let quoted = |name: &str| name.chars().take(MAX_QUOTED_NAME).collect::<String>();
            let (name, part) = (quoted(name), quoted(part));
            Unresolved::Credential(format!("there is no part `{part}` of a credential `{name}`"))
        })?;
        Ok(Typed { text: text.clone(), holds: None, source: Source::Credential })
    }

    /// Their names.
    pub(in crate::plugin) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
