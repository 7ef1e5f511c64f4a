//! The answers that the proxy gives by itself, marked as its own.

use http_body_util::{BodyExt as _, Full};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use url::Url;

use super::application_proxy::ApplicationProxy;
pub(super) use super::body::Body;

/// Tells, in an answer of the proxy's own, that it is one: `refused`, `dropped` or `unreachable`.
const MARK: HeaderName = HeaderName::from_static("x-postrider");

impl ApplicationProxy {
    /// Refuses an address outside the policy, and notes its host.
    pub(super) fn refuse(&self, url: &Url) -> Response<Body> {
        self.observations.note_blocked(url.host_str().unwrap_or_default());
        own(StatusCode::FORBIDDEN, "refused", "This address is outside the session's origins.")
    }
}

/// The gate let it not through.
pub(super) fn held_back() -> Response<Body> {
    own(StatusCode::FORBIDDEN, "refused", "This request submits at the wrong time, or nobody declared it.")
}

/// It is taken as received, and nobody was sent it.
pub(super) fn dropped() -> Response<Body> {
    let mut response = established();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(MARK, HeaderValue::from_static("dropped"));
    response
}

/// The answer to CONNECT: a tunnel follows.
pub(super) fn established() -> Response<Body> {
    Response::new(Full::default().map_err(|never| match never {}).boxed())
}

/// An answer that no county gave.
pub(super) fn own(status: StatusCode, mark: &'static str, message: &'static str) -> Response<Body> {
    let page = format!("<!doctype html><title>{message}</title><p>{message}</p>");
    let mut response = Response::new(Full::from(page).map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response.headers_mut().insert(MARK, HeaderValue::from_static(mark));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
