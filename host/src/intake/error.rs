//! Why an application was not taken. Names fields, never values; nothing of it was kept.

use crate::ledger::LedgerError;
use crate::submission::{ApplicationId, CountyCode, InvalidApplication, Problem};

/// Most counties that are named.
const MAX_LISTED: usize = 20;

/// Why an application was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The client's JSON is broken.
    #[error("the body is not valid JSON (line {line}, column {column})")]
    NotJson {
        line: usize,
        /// From 1; 0 at a line's end.
        column: usize,
    },
    /// JSON, but not of the form that was asked for.
    #[error("the body does not have the form of an application")]
    Malformed {
        /// Where; empty for the whole.
        field: String,
        /// What is wrong, and what was expected.
        message: String,
    },
    /// Another host's county, or nobody's.
    #[error("county {code} is not served here; this host serves {}", listed(served))]
    UnknownCounty { code: CountyCode, served: Vec<CountyCode> },
    /// The form is right; values, documents or the county's own rules are not.
    #[error("{} of the application cannot be taken as it is", match .0.len() { 1 => "1 thing".to_owned(), n => format!("{n} things") })]
    Problems(Vec<Problem>),
    /// It would say what it says already.
    #[error("nothing would change: every field has this value already")]
    Unchanged,
    /// The key is taken by another application.
    #[error(
        "this Idempotency-Key was used for application {id} with another body; send a changed application under a new key"
    )]
    KeyReused {
        /// The application that the key made.
        id: ApplicationId,
    },
    /// Too large to be an application.
    #[error("the body is larger than {} MiB", super::MAX_BODY_BYTES >> 20)]
    TooLarge,
    /// It was read and cannot be written again; the host is to blame.
    #[error("the application could not be written as JSON")]
    NotWritable,
    /// A panic while it was read; what the panic says may hold a value, and is not said again.
    #[error("the application could not be read: a fault of the host's own, not of the application")]
    Broken,
    /// The host stops, and the application was not read to its end.
    #[error("the host stops; the application was not taken: send it again")]
    Stopping,
    /// The host is to blame.
    #[error("the application could not be kept")]
    Ledger(#[source] LedgerError),
}

impl From<InvalidApplication> for IntakeError {
    fn from(error: InvalidApplication) -> Self {
        match error {
            InvalidApplication::Malformed { path, message } => {
                let field = if path == "." { String::new() } else { path };
                Self::Malformed { field, message }
            }
            InvalidApplication::Problems(problems) => Self::Problems(problems),
        }
    }
}

impl From<LedgerError> for IntakeError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::KeyReused { id } => Self::KeyReused { id },
            LedgerError::TooLarge { .. } => Self::TooLarge,
            other => Self::Ledger(other),
        }
    }
}

fn listed(codes: &[CountyCode]) -> String {
    let named: Vec<&str> = codes.iter().take(MAX_LISTED).map(CountyCode::as_str).collect();
    match codes.len() - named.len() {
        _ if named.is_empty() => "none".to_owned(),
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_counties_the_first_are_named_and_the_others_counted() {
        let codes: Vec<CountyCode> = (0..120).map(|code| format!("{:05}", 99_001 + code).parse().unwrap()).collect();
        assert_eq!(listed(&[]), "none");
        assert_eq!(listed(&codes[..2]), "99001, 99002");
        let said = listed(&codes);
        assert!(said.ends_with("99019, 99020 and 100 more"), "{said}");
    }
}
