//! What one request of a county's site looks like: where it goes, how, and what it holds. Pure.

use std::fmt;

use hyper::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use super::body_matcher::BodyMatcher;
use super::path_pattern::PathPattern;
use super::reading::Reading;
use super::request_content::RequestContent;

/// Headers by which some servers take another method than the request's own.
const OVERRIDES: [&str; 3] = ["x-http-method-override", "x-http-method", "x-method-override"];

/// How a request is made, as a manifest writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum RequestMethod {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl RequestMethod {
    /// As a request has it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it only reads (RFC 9110, 9.2.1).
    pub fn is_safe(self) -> bool {
        matches!(self, RequestMethod::Get | RequestMethod::Head)
    }
}

/// What one request of a county's site looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRule {
    path: PathPattern,
    /// None: every one but GET, HEAD, OPTIONS and TRACE.
    method: Option<RequestMethod>,
    /// All of it.
    body: Vec<BodyMatcher>,
}

/// How and where a request goes.
#[derive(Clone, Copy, Debug)]
pub(in crate::browser) struct RequestHead<'a> {
    pub(in crate::browser) method: &'a Method,
    pub(in crate::browser) path: &'a str,
    /// It asks the server to take another method for its own.
    pub(in crate::browser) overridden: bool,
}

impl<'a> RequestHead<'a> {
    pub(in crate::browser) fn new(method: &'a Method, path: &'a str, headers: &HeaderMap) -> RequestHead<'a> {
        RequestHead { method, path, overridden: OVERRIDES.iter().any(|name| headers.contains_key(*name)) }
    }

    /// Whether it may change something at the county.
    pub(in crate::browser) fn is_unsafe(&self) -> bool {
        !self.method.is_safe() || self.overridden
    }
}

impl RequestRule {
    /// A rule for requests to these paths; without a method, for every one that may change something.
    pub fn new(path: PathPattern, method: Option<RequestMethod>, body: Vec<BodyMatcher>) -> RequestRule {
        RequestRule { path, method, body }
    }

    /// Whether it can be about a control of a page that sends a form, or leads, to this path by this method: what the request will
    /// hold is not known yet.
    pub fn may_be_sent_to(&self, path: &str, method: &str) -> bool {
        self.path.may_be_reached_by(path)
            && self.method.is_none_or(|declared| declared.as_str().eq_ignore_ascii_case(method))
    }

    /// Whether a request to this path is watched.
    pub fn watches(&self, path: &str) -> bool {
        self.path.may_be_reached_by(path)
    }

    /// Whether it is about every request that is sent by its method, whatever that holds.
    pub fn takes_any_body(&self) -> bool {
        self.body.is_empty()
    }

    /// Whether it is about every request to this path that may change something, so that one that reads there is looked at, too.
    pub(super) fn watches_whole(&self, path: &str) -> bool {
        self.method.is_none() && self.body.is_empty() && self.path.may_be_reached_by(path)
    }

    /// Whether it is about requests that only read.
    pub fn reads(&self) -> bool {
        self.method.is_some_and(RequestMethod::is_safe)
    }

    /// Whether it is about every request that the other one is about, so that the other, behind it, can never match.
    pub fn covers(&self, other: &RequestRule) -> bool {
        let methods = match (self.method, other.method) {
            (None, other) => other.is_none_or(|method| !method.is_safe()),
            (one, other) => one == other,
        };
        self.body.is_empty() && methods && self.path.covers(&other.path)
    }

    /// Whether what a request holds decides.
    pub(super) fn looks_into(&self, head: &RequestHead<'_>) -> bool {
        !self.body.is_empty() && self.path.may_be_reached_by(head.path) && self.fits_method(head) != Reading::No
    }

    /// Whether it is about this request.
    pub(super) fn is_about(&self, head: &RequestHead<'_>, content: &RequestContent) -> Reading {
        if self.path.matches(head.path) { self.fits(head, content) } else { Reading::No }
    }

    /// Whether it could be, by a path in the widest reading: for what submits alone.
    pub(super) fn may_be_about(&self, head: &RequestHead<'_>, content: &RequestContent) -> Reading {
        if self.path.may_be_reached_by(head.path) { self.fits(head, content) } else { Reading::No }
    }

    /// Whether all but its path fits.
    fn fits(&self, head: &RequestHead<'_>, content: &RequestContent) -> Reading {
        match self.fits_method(head) {
            Reading::No => Reading::No,
            fits => Reading::all(self.body.iter().map(|matcher| matcher.holds(content)).chain([fits])),
        }
    }

    fn fits_method(&self, head: &RequestHead<'_>) -> Reading {
        match self.method {
            None if head.is_unsafe() => Reading::Yes,
            None => Reading::No,
            // By which method the server takes it, nobody knows.
            Some(_) if head.overridden => Reading::Unreadable,
            // Many a server does for HEAD all that it does for GET, and leaves the body out.
            Some(RequestMethod::Get) if *head.method == Method::HEAD => Reading::Unreadable,
            Some(method) if head.method.as_str().eq_ignore_ascii_case(method.as_str()) => Reading::Yes,
            Some(_) => Reading::No,
        }
    }
}

/// Every request to a path that may change something.
impl From<&str> for RequestRule {
    fn from(path: &str) -> RequestRule {
        RequestRule::new(path.into(), None, Vec::new())
    }
}

/// `POST /apply` with the field `step` “send”.
impl fmt::Display for RequestRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(method) = self.method {
            write!(f, "{} ", method.as_str())?;
        }
        write!(f, "{}", self.path)?;
        for (number, matcher) in self.body.iter().enumerate() {
            write!(f, "{}{matcher}", if number == 0 { " with " } else { " and " })?;
        }
        Ok(())
    }
}
