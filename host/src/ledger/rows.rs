//! How words become columns and columns become words again. A column that does not read is damage, said by its name and never
//! by its content.

use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use zeroize::Zeroizing;

use super::{LedgerError, Who};
use crate::sealing::{SealedColumn, SealingKey};

pub(super) fn damaged(what: impl Into<String>) -> LedgerError {
    LedgerError::Damaged { what: what.into() }
}

/// A moment as it is stored: milliseconds since the epoch.
pub(super) fn stored(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

/// The moment after a time to live, as stored.
pub(super) fn stored_after(now: Timestamp, ttl: Duration) -> i64 {
    stored(now).saturating_add(stored_for(ttl))
}

/// A time span as it is stored: milliseconds.
pub(super) fn stored_for(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

pub(super) fn moment(row: &AnyRow, column: &'static str) -> Result<Timestamp, LedgerError> {
    Timestamp::from_millisecond(row.try_get(column)?).map_err(|_| damaged(column))
}

/// A moment from a column that may be empty.
pub(super) fn moment_if_any(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, LedgerError> {
    let stored: Option<i64> = row.try_get(column)?;
    stored.map(|at| Timestamp::from_millisecond(at).map_err(|_| damaged(column))).transpose()
}

/// Whether something is so: SQLite has no truth values, and says 0 or 1.
pub(super) fn flag(row: &AnyRow, column: &'static str) -> Result<bool, LedgerError> {
    match row.try_get::<bool, _>(column) {
        Ok(flag) => Ok(flag),
        Err(_) => Ok(row.try_get::<i64, _>(column)? != 0),
    }
}

pub(super) fn count(row: &AnyRow, column: &'static str) -> Result<u32, LedgerError> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(|_| damaged(column))
}

/// A number from a column that may be empty.
pub(super) fn count_if_any(row: &AnyRow, column: &'static str) -> Result<Option<u32>, LedgerError> {
    let stored: Option<i64> = row.try_get(column)?;
    stored.map(|count| u32::try_from(count).map_err(|_| damaged(column))).transpose()
}

/// Anything that parses, from its column.
pub(super) fn parsed<T: FromStr>(row: &AnyRow, column: &'static str) -> Result<T, LedgerError> {
    row.try_get::<&str, _>(column)?.parse().map_err(|_| damaged(column))
}

/// Anything that parses, from a column that may be empty.
pub(super) fn parsed_if_any<T: FromStr>(row: &AnyRow, column: &'static str) -> Result<Option<T>, LedgerError> {
    row.try_get::<Option<&str>, _>(column)?.map(|text| text.parse().map_err(|_| damaged(column))).transpose()
}

/// Who did it, from its two columns.
pub(super) fn who(row: &AnyRow) -> Result<Who, LedgerError> {
    Ok(Who::new(parsed(row, "role")?, row.try_get::<String, _>("name")?))
}

pub(super) fn opened(
    key: &SealingKey,
    place: SealedColumn<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, LedgerError> {
    key.open(place, sealed).map_err(|_| damaged(place.to_string()))
}

/// Opens a sealed column that holds text.
pub(super) fn opened_text(key: &SealingKey, place: SealedColumn<'_>, sealed: &[u8]) -> Result<String, LedgerError> {
    let bytes = opened(key, place, sealed)?;
    std::str::from_utf8(&bytes).map(str::to_owned).map_err(|_| damaged(place.to_string()))
}

/// Opens a sealed column that holds JSON, or nothing.
pub(super) fn opened_json<T: serde::de::DeserializeOwned>(
    key: &SealingKey,
    place: SealedColumn<'_>,
    sealed: Option<Vec<u8>>,
) -> Result<Option<T>, LedgerError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let bytes = opened(key, place, &sealed)?;
    serde_json::from_slice(&bytes).map(Some).map_err(|_| damaged(place.to_string()))
}

/// Where the sealed body of an application stands.
pub(super) fn body_column(id: &str) -> SealedColumn<'_> {
    SealedColumn { table: "applications", row: id, column: "body" }
}
