//! A request's body, read whole up to a bound where what it holds decides, and handed on unchanged.

use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::Request;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::CONTENT_TYPE;

use super::responses::Body;
use crate::submission::MAX_DOCUMENTS_BYTES;

/// Bytes of a body that is no form in parts: forms are some KiB, ASP.NET's view state at its worst some hundred.
const MOST_READ: u64 = 1 << 20;
/// The same with files: all documents of an application at once, and the form around them.
const MOST_READ_IN_PARTS: u64 = MAX_DOCUMENTS_BYTES as u64 + MOST_READ;
/// Until its last byte is there. It comes from a browser on this machine, or near it.
const LONGEST_READ: Duration = Duration::from_secs(30);

/// As it came.
pub(super) fn unread(request: Request<Incoming>) -> Request<Body> {
    request.map(|body| body.map_err(Into::into).boxed())
}

/// The whole body, and the request with it; none where it is too large, does not end, or breaks off.
pub(super) async fn read_whole(request: Request<Incoming>) -> Option<(Request<Body>, Bytes)> {
    let (head, body) = request.into_parts();
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let in_parts = kind.trim_start().to_ascii_lowercase().starts_with("multipart/");
    let most = if in_parts { MOST_READ_IN_PARTS } else { MOST_READ };
    if body.size_hint().lower() > most {
        return None;
    }
    let limited = Limited::new(body, usize::try_from(most).unwrap_or(usize::MAX));
    let read = tokio::time::timeout(LONGEST_READ, limited.collect()).await.ok()?.ok()?;
    let bytes = read.to_bytes();
    let body = Full::new(bytes.clone()).map_err(|never| match never {}).boxed();
    Some((Request::from_parts(head, body), bytes))
}
