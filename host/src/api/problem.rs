//! Failures as problem documents (RFC 9457). Details name fields and ids, never what an applicant said.

mod of_errors;

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::submission;

/// A failure, as it is sent.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    #[serde(serialize_with = "number")]
    status: StatusCode,
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<submission::Problem>,
    /// When to come again.
    #[serde(skip)]
    after: Option<Duration>,
}

impl Problem {
    /// A failure of a kind; the kind's name is part of the interface, the title is for people.
    pub(super) fn new(status: StatusCode, kind: &str, title: &'static str) -> Self {
        Self {
            kind: format!("urn:postrider:problem:{kind}"),
            title,
            status,
            detail: String::new(),
            problems: Vec::new(),
            after: None,
        }
    }

    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// It may be sent again after a while.
    pub(super) fn come_again(mut self, after: Duration) -> Self {
        self.after = Some(after);
        self
    }

    pub(super) fn field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.problems.push(submission::Problem { field: field.into(), message: message.into() });
        self
    }

    /// Something in the address, the headers or a small body that cannot be right.
    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", "The request cannot be understood").detail(detail)
    }

    /// No such thing.
    pub(super) fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing").detail(detail)
    }

    pub(super) fn too_large(limit_bytes: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large")
            .detail(format!("at most {} are taken here", in_words(limit_bytes)))
    }

    /// The host's own failure: the client learns that it is, the log why.
    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        let mut causes = vec![error.to_string()];
        let mut next = error.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        tracing::error!(error = causes.join(": "), "a request failed");
        Self::fault()
    }

    /// The work on a request ended by a panic. What a panic says may hold a value, so no line of the log quotes it.
    pub(super) fn broken() -> Self {
        tracing::error!("the work on a request broke off: a fault of this program");
        Self::fault()
    }

    fn fault() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The host could not do it").detail(
            "it may have been done before that: look before you ask for a change again; the host's log has the cause",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(&self)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(after) = self.after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(after.as_secs()));
        }
        response
    }
}

/// A size as people say it.
fn in_words(bytes: usize) -> String {
    if bytes < 1 << 20 { format!("{} KiB", bytes >> 10) } else { format!("{} MiB", bytes >> 20) }
}

pub(super) async fn not_found() -> Problem {
    Problem::missing("there is nothing at this address; the interface is under /v1")
}

pub(super) async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This address does not take this method")
}

fn number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}
