//! The credentials of an attempt, which the host types and never hands over.

use super::denied::Unresolved;
use crate::form::{Source, Typed};
use crate::submission::LeasedCredentials;

/// Characters quoted of a name that no credential has.
const MAX_QUOTED_NAME: usize = 64;

/// What is leased with the claim.
pub(in crate::plugin) struct CredentialAccess(pub(in crate::plugin) LeasedCredentials);

impl CredentialAccess {
    /// A part of a credential, to be typed.
    pub(in crate::plugin) fn typed(&self, name: &str, part: &str) -> Result<Typed, Unresolved> {
        let text = self.0.account(name).and_then(|account| account.part(part));
        let text = text.ok_or_else(|| {
            let quoted = |name: &str| name.chars().take(MAX_QUOTED_NAME).collect::<String>();
            let (name, part) = (quoted(name), quoted(part));
            Unresolved::Credential(format!("there is no part `{part}` of a credential `{name}`"))
        })?;
        Ok(Typed { text: text.clone(), holds: None, source: Source::Credential })
    }

    pub(in crate::plugin) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.names()
    }
}
