//! A manifest's text, read.

use super::check::check;
use super::error::ManifestError;
use super::lines::line_of;
use super::raw::RawManifest;
use super::{MAX_MANIFEST_BYTES, Manifest};
use crate::submission::with_suggestion;

impl Manifest {
    /// Parses the custom section's content.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > MAX_MANIFEST_BYTES {
            return Err(ManifestError::Unreadable(format!("it is larger than {MAX_MANIFEST_BYTES} bytes")));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ManifestError::Unreadable("it is not UTF-8".to_owned()))?;
        let raw: RawManifest = toml::from_str(text).map_err(|error| ManifestError::Malformed {
            line: line_of(text, error.span().map_or(0, |span| span.start)),
            problem: with_suggestion(error.message()),
        })?;
        check(raw, text)
    }
}
