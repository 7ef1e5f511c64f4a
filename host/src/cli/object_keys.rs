//! The keys to an object store as the environment has them, under the names that S3's own tools look for.

use crate::app::ObjectKeys;
use crate::submission::Personal;

/// None unless there are both: whether any are needed, the configuration says.
pub(super) fn object_keys() -> Option<ObjectKeys> {
    let id = variable("AWS_ACCESS_KEY_ID")?;
    let secret = Personal::new(variable("AWS_SECRET_ACCESS_KEY")?);
    Some(ObjectKeys { id, secret, token: variable("AWS_SESSION_TOKEN").map(Personal::new) })
}

/// A variable of the environment that is not empty.
#[expect(clippy::disallowed_methods, reason = "this is the command line, and no option may hold a secret")]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
