//! What is wrong with an argument.

use super::reference::denied;
use crate::plugin::access::Unresolved;
use crate::plugin::v1::bindings::postrider::county::form as wit;

/// Why an argument cannot be used; becomes the failure of the action that it was given to.
pub(in crate::plugin::v1) enum InvalidArgument {
    /// It is not formed as the contract says: how.
    Malformed(String),
    /// It is larger than an action takes: by what.
    Limit(String),
    /// A field reference in it gives nothing.
    Field(wit::FieldError),
    /// There is no such credential: which.
    Credential(String),
}

impl From<Unresolved> for InvalidArgument {
    fn from(unresolved: Unresolved) -> Self {
        match unresolved {
            Unresolved::Field(error) => Self::Field(denied(error)),
            Unresolved::Credential(message) => Self::Credential(message),
        }
    }
}
