//! Addresses and queries, parsed before a handler sees them. What cannot be read becomes a problem that does not quote it.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::submission::{InvalidId, parse_message, shown_key};

/// A query without unknown keys.
pub(super) struct StrictQuery<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for StrictQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(query)) => Ok(Self(query)),
            Err(error) => Err(Problem::bad_request(wrong_parameter(&error.body_text()))),
        }
    }
}

fn wrong_parameter(said: &str) -> String {
    let said = said.strip_prefix("Failed to deserialize query string: ").unwrap_or(said);
    let (name, error) = said.split_once(": ").map_or((None, said), |(name, error)| (Some(name), error));
    match (parse_message(error), name) {
        (Some(message), _) => message,
        (None, Some(name)) => format!("the parameter `{}` has a value that it cannot have", shown_key(name)),
        (None, None) => "the parameters of the address cannot be read".to_owned(),
    }
}

/// The one id in an address, parsed.
pub(super) struct PathId<T>(pub(super) T);

impl<T: std::str::FromStr<Err = InvalidId>, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::missing("the address cannot be read"))?;
        text.parse().map(Self).map_err(|error: InvalidId| Problem::missing(format!("this is not {}", error.expected)))
    }
}

/// A parameter of the query, parsed. What it was is not shown back.
pub(super) fn parsed<T>(name: &str, text: Option<&str>) -> Result<Option<T>, Problem>
where
    T: std::str::FromStr<Err = InvalidId>,
{
    text.map(|text| {
        text.parse().map_err(|error: InvalidId| Problem::bad_request(format!("{name} must be {}", error.expected)))
    })
    .transpose()
}
