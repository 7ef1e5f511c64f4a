//! Names and dates, as all counties show them.

use crate::values::Values;

/// LAST, FIRST MIDDLE, as lists show it.
pub(crate) fn full_name(values: &Values, prefix: &str) -> String {
    let part = |name: &str| values.get(&format!("{prefix}name.{name}")).map_or("", String::as_str);
    format!("{}, {} {}", part("last"), part("first"), part("middle")).trim_end().to_owned()
}

/// MM/DD/YYYY of YYYY-MM-DD.
pub(crate) fn slashed(date: &str) -> String {
    let mut parts = date.split('-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(y), Some(m), Some(d)) => format!("{m}/{d}/{y}"),
        _ => String::new(),
    }
}
