//! What went wrong in an action, said so that a plugin's author can act on it.

mod action_error;
mod alteration;
mod failure;
mod hint;
mod message;
mod raw_failure;
mod readiness;

pub use action_error::{ActionError, Mismatch};
pub use alteration::AlterationKind;
pub use failure::Failure;
pub use hint::without_what_to_return;
pub use readiness::Readiness;

pub(crate) use alteration::HIDDEN;
pub(crate) use raw_failure::RawFailure;
