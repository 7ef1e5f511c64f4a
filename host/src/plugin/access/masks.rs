//! The masks that hide values: one for what a plugin reads, and a full one for what others read of its attempt.

use super::readable::Readable;
use crate::submission::{Fields, LeasedCredentials, Mask};

/// What the plugin must not see: values that it may not read, and every credential.
pub(in crate::plugin) fn plugin_mask(readable: &Readable, fields: &Fields, credentials: &LeasedCredentials) -> Mask {
    with_secrets(Mask::hiding(fields, |path| readable.allows(path)), credentials)
}

/// What must not leave the attempt: every value that identifies, and every credential.
pub fn full_mask(fields: &Fields, credentials: &LeasedCredentials) -> Mask {
    with_secrets(Mask::full(fields), credentials)
}

fn with_secrets(mut mask: Mask, credentials: &LeasedCredentials) -> Mask {
    credentials.secrets().for_each(|secret| mask.learn_secret(secret));
    mask
}
