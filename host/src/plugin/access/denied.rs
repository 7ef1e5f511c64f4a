//! Why a reference or a credential gives a plugin nothing.

use crate::submission::FieldError;

/// Why a value cannot be typed.
#[derive(Debug)]
pub(in crate::plugin) enum Unresolved {
    Field(Denied),
    /// The credential: why not.
    Credential(String),
}

/// Why a reference gives nothing to this plugin.
#[derive(Debug)]
pub(in crate::plugin) enum Denied {
    /// The application has no such value, or a rule does not fit it.
    Field(FieldError),
    /// The manifest does not ask for the path, or ops did not grant it.
    NotGranted(String),
}
