//! Which answers may be kept and for whom (RFC 9111), narrower than it allows: what is public, static and explicitly fresh, and
//! asked for in the way that a page's own elements ask. Pure.
//!
//! Whatever an answer could depend on is either part of its key, or keeps it out: so no input of one application can choose
//! what another is given.

use std::time::{Duration, SystemTime};

use http_cache_semantics::{CacheOptions, CachePolicy};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_RANGE,
    CONTENT_TYPE, COOKIE, DATE, ETAG, EXPIRES, HOST, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, ORIGIN, PRAGMA,
    REFERER, SET_COOKIE, USER_AGENT, VARY,
};
use hyper::http::{request, response};
use hyper::{Method, StatusCode};
use url::Url;

/// Bytes of an address with what its answers vary by. One that is longer is no file's.
const MOST_KEY: usize = 4 << 10;

/// What a key holds beside the address: the headers that a page's script may set too, and the browser's own kind, by which
/// servers answer without saying so.
const KEYED: [HeaderName; 6] =
    [ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, ORIGIN, HeaderName::from_static("priority"), USER_AGENT];

/// What else a request may hold. `referer` is cut to its origin on the way; `sec-` names are no script's to set.
const UNKEYED: [HeaderName; 8] = [
    HOST,
    CACHE_CONTROL,
    PRAGMA,
    REFERER,
    COOKIE,
    HeaderName::from_static("dnt"),
    HeaderName::from_static("upgrade-insecure-requests"),
    HeaderName::from_static("save-data"),
];

/// What a page's elements ask for (Fetch, `Sec-Fetch-Dest`); over http browsers do not say. A script's own `fetch` is `empty`.
const ELEMENTS: [&str; 4] = ["script", "style", "image", "font"];

/// What those are made of. Never a document.
const STATIC_TYPES: [&str; 4] = ["text/css", "text/javascript", "application/javascript", "application/x-javascript"];
const STATIC_KINDS: [&str; 3] = ["image/", "font/", "application/font-"];

/// What tells answers apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::browser) struct Key {
    address: String,
    /// The values of the keyed headers, each with its length.
    varied: Vec<u8>,
}

impl Key {
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn bytes(&self) -> usize {
        self.address.len() + self.varied.len()
    }
}

/// What stands for an address in keys: all of it but the fragment, which is no server's business.
pub(super) fn address(url: &Url) -> String {
    url[..url::Position::AfterQuery].to_owned()
}

/// The key of a request whose answer may be shared.
pub(super) fn key(request: &request::Parts, url: &Url) -> Option<Key> {
    let headers = &request.headers;
    let plain = headers.keys().all(|name| {
        name.as_str().starts_with("sec-") || KEYED.contains(name) || UNKEYED.contains(name) && single(headers, name)
    });
    let element = match headers.get("sec-fetch-dest") {
        Some(wanted) => wanted.to_str().is_ok_and(|wanted| ELEMENTS.contains(&wanted)),
        None => true,
    };
    let document = headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
    let storing = directives(headers).is_some_and(|said| !said.iter().any(|(name, _)| name == "no-store"));
    if request.method != Method::GET || !plain || !element || document || !storing {
        return None;
    }
    let mut varied = Vec::new();
    for name in KEYED {
        for value in headers.get_all(&name) {
            varied.extend_from_slice(&(value.len() as u64).to_be_bytes());
            varied.extend_from_slice(value.as_bytes());
        }
        varied.push(b'\n');
    }
    let key = Key { address: address(url), varied };
    (key.bytes() <= MOST_KEY).then_some(key)
}

/// How long an answer may be given, if it may be kept.
pub(super) fn policy(request: &request::Parts, response: &response::Parts, now: SystemTime) -> Option<CachePolicy> {
    let (asked, headers) = (&request.headers, &response.headers);
    let said = directives(headers)?;
    let says = |directive: &str| said.iter().any(|(name, _)| name == directive);
    let lasts = ["max-age", "s-maxage", "immutable"].into_iter().any(says)
        || headers.contains_key(EXPIRES) && headers.contains_key(DATE);
    let refused = ["no-store", "no-cache", "private", "must-understand"].into_iter().any(says)
        || asked.contains_key(AUTHORIZATION)
        || asked.contains_key(COOKIE) && !says("public")
        || [SET_COOKIE, CONTENT_RANGE, CONTENT_DISPOSITION].iter().any(|name| headers.contains_key(name));
    let validated = headers.contains_key(ETAG) || headers.contains_key(LAST_MODIFIED);
    if response.status != StatusCode::OK || refused || !lasts || !validated || !is_static(headers) || !varies(headers) {
        return None;
    }
    let (mut request, mut response) = (request.clone(), response.clone());
    for headers in [&mut request.headers, &mut response.headers] {
        in_lower_case(headers);
    }
    let options = CacheOptions { cache_heuristic: 0.0, ..CacheOptions::default() };
    let policy = CachePolicy::new_options(&request, &response, now, options);
    (policy.is_storable() && policy.time_to_live(now) > Duration::ZERO).then_some(policy)
}

/// Whether anybody's request with the same answer may be given this one.
pub(super) fn is_public(headers: &HeaderMap) -> bool {
    directives(headers).is_some_and(|said| said.iter().any(|(name, _)| name == "public"))
}

/// The library knows directives in lower case alone.
pub(super) fn in_lower_case(headers: &mut HeaderMap) {
    if let Some(said) = directives(headers)
        && !said.is_empty()
    {
        let text: Vec<String> = said
            .into_iter()
            .map(|(name, value)| value.map_or(name.clone(), |value| format!("{name}={value}")))
            .collect();
        if let Ok(text) = HeaderValue::from_str(&text.join(", ")) {
            headers.insert(CACHE_CONTROL, text);
        }
    }
}

fn single(headers: &HeaderMap, name: &HeaderName) -> bool {
    headers.get_all(name).iter().count() == 1
}

fn is_static(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).filter(|_| single(headers, &CONTENT_TYPE)).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        STATIC_TYPES.contains(&kind.as_str()) || STATIC_KINDS.iter().any(|start| kind.starts_with(start))
    })
}

/// Whether it varies by nothing but what is in its key.
fn varies(headers: &HeaderMap) -> bool {
    headers.get_all(VARY).iter().all(|value| {
        value.to_str().is_ok_and(|names| {
            names.split(',').all(|name| KEYED.iter().any(|keyed| name.trim().eq_ignore_ascii_case(keyed.as_str())))
        })
    })
}

/// The directives of `Cache-Control`, names in lower case. None where they contradict each other or cannot be read.
fn directives(headers: &HeaderMap) -> Option<Vec<(String, Option<String>)>> {
    let mut said: Vec<(String, Option<String>)> = Vec::new();
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in value.to_str().ok()?.split(',').map(str::trim).filter(|directive| !directive.is_empty()) {
            let (name, value) = match directive.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim().trim_matches('"').to_owned())),
                None => (directive, None),
            };
            let name = name.to_ascii_lowercase();
            match said.iter().find(|(known, _)| *known == name) {
                Some((_, known)) if *known != value => return None,
                Some(_) => {}
                None => said.push((name, value)),
            }
        }
    }
    Some(said)
}

#[cfg(test)]
mod tests;
