//! The body of a request to intake: which county, and the application as it was written.
//!
//! Says where the JSON is broken, never what stands there.

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::IntakeError;
use crate::submission::{CountyCode, MAX_DOCUMENTS_BYTES, parse_message};

/// Largest body: all documents in base64 (42.7 MiB), and room for everything else.
pub const MAX_BODY_BYTES: usize = 48 << 20;
const _: () = assert!(MAX_BODY_BYTES > MAX_DOCUMENTS_BYTES.div_ceil(3) * 4);

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
        Category::Data => IntakeError::Malformed { field: String::new(), message: wrong_key(&error) },
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

/// Which key is wrong; of anything else, what the whole should be.
fn wrong_key(error: &serde_json::Error) -> String {
    let said = parse_message(&error.to_string()).filter(|said| said.contains(" field `"));
    said.unwrap_or_else(|| {
        "the body must be an object with `county` (five digits, as text) and `application`".to_owned()
    })
}
