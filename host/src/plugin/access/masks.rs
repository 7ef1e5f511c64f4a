//! The masks that hide values: one for what a plugin reads, and a full one for what others read of its attempt.

use super::readable::Readable;
use crate::browser::Origin;
use crate::submission::{Fields, LeasedCredentials, Mask};

/// What the plugin must not see: values that it may not read, and every credential. Its own origins it knows.
pub(in crate::plugin) fn plugin_mask(
    readable: &Readable,
    fields: &Fields,
    credentials: &LeasedCredentials,
    origins: &[Origin],
) -> Mask {
    let mask = with_secrets(Mask::hiding(fields, |path| readable.allows(path)), credentials);
    mask.showing_origins(origins.iter().map(Origin::to_string))
}

/// What must not leave the attempt: every value that identifies, and every credential. The county's origins, and which line of the
/// plugin said something, are nobody's values.
pub fn full_mask(fields: &Fields, credentials: &LeasedCredentials, origins: &[Origin]) -> Mask {
    let mask = with_secrets(Mask::full(fields), credentials);
    mask.showing_origins(origins.iter().map(Origin::to_string)).showing_source_lines()
}

fn with_secrets(mut mask: Mask, credentials: &LeasedCredentials) -> Mask {
    credentials.secrets().for_each(|secret| mask.learn_secret(secret));
    mask
}
