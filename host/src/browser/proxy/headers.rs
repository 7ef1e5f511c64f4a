//! Headers of requests and answers: what stays between neighbours, and what an answer's head tells of a visit. Pure.

use hyper::header::{
    CONNECTION, CONTENT_LENGTH, DATE, HeaderMap, HeaderName, LOCATION, REFRESH, RETRY_AFTER, TRANSFER_ENCODING,
};
use jiff::fmt::rfc2822;
use url::Url;

use crate::browser::observed::Visit;

/// A browser's request line and headers, cookies included. Servers mostly refuse more than 8 to 16 KiB.
pub(super) const MOST_HEADER_BYTES: usize = 128 * 1024;
/// Headers that are between two neighbours (RFC 9110, 7.6.1), and the ones that were meant that way before it.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "proxy-connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Removes what is between two neighbours.
pub(super) fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

/// Removes the length of an answer that comes in chunks as well: by those it is read (RFC 9112, 6.3).
pub(super) fn forget_outdone_length(headers: &mut HeaderMap) {
    if headers.contains_key(TRANSFER_ENCODING) {
        headers.remove(CONTENT_LENGTH);
    }
}

/// How the county answered, by the answer's head.
pub(super) fn visit(url: &Url, status: u16, headers: &HeaderMap) -> Visit {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let retry_after_seconds = text(RETRY_AFTER).and_then(|after| match after.trim().parse() {
        Ok(seconds) => Some(seconds),
        Err(_) => seconds_between(text(DATE)?, after),
    });
    let location = text(LOCATION).and_then(|location| url.join(location).ok());
    let refresh_seconds = text(REFRESH).and_then(whole_seconds);
    Visit { status, retry_after_seconds, refresh_seconds, location, unreachable: None }
}

/// As browsers read the time of a refresh (HTML, “shared declarative refresh steps”): the digits that it begins with, whatever
/// follows them. A fraction counts for nothing.
fn whole_seconds(refresh: &str) -> Option<u64> {
    let refresh = refresh.trim_start();
    let end = refresh.find(|c: char| !c.is_ascii_digit()).unwrap_or(refresh.len());
    match refresh.split_at(end) {
        ("", rest) => rest.starts_with('.').then_some(0),
        (digits, _) => digits.parse().ok(),
    }
}

fn seconds_between(now: &str, then: &str) -> Option<u64> {
    let at = |text: &str| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp().as_second());
    u64::try_from(at(then)? - at(now)?).ok()
}

#[cfg(test)]
mod tests;
