//! The body of a request to intake: which county, and the application as it was written.
//!
//! Says where the JSON is broken, never what stands there.

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::IntakeError;
use crate::submission::{CountyCode, MAX_DOCUMENTS_BYTES};

/// Largest body: all documents in base64 (42.7 MiB), and room for everything else.
pub const MAX_BODY_BYTES: usize = 48 << 20;
const _: () = assert!(MAX_BODY_BYTES > MAX_DOCUMENTS_BYTES.div_ceil(3) * 4);
/// Longest part of an unknown key that is said back, in Unicode scalar values.
const MAX_SAID: usize = 200;

pub(super) struct Envelope<'a> {
    pub(super) county: CountyCode,
    pub(super) application: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw<'a> {
    county: String,
    #[serde(borrow)]
    application: &'a RawValue,
}

/// Takes the body apart without looking into the application.
pub(super) fn open(body: &[u8]) -> Result<Envelope<'_>, IntakeError> {
    if body.len() > MAX_BODY_BYTES {
        return Err(IntakeError::TooLarge);
    }
    let raw: Raw<'_> = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => IntakeError::Malformed { field: String::new(), message: of_keys(&error) },
        Category::Syntax | Category::Eof | Category::Io => {
            IntakeError::NotJson { line: error.line(), column: error.column() }
        }
    })?;
    let county = raw.county.parse().map_err(|_| IntakeError::Malformed {
        field: "county".to_owned(),
        message: "must be a county's FIPS code: five digits, as text".to_owned(),
    })?;
    Ok(Envelope { county, application: raw.application })
}

/// Which key is wrong; anything else serde says may quote the body.
fn of_keys(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    if ["unknown field", "missing field", "duplicate field"].iter().any(|start| text.starts_with(start)) {
        text.chars().take(MAX_SAID).collect()
    } else {
        "the body must be an object with `county` (five digits, as text) and `application`".to_owned()
    }
}
