//! A request's body, read whole up to a bound where what it holds decides, and handed on unchanged. All that one browser has on
//! the way so is bounded, too.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::Request;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::body::Body;
use crate::submission::MAX_DOCUMENTS_BYTES;

/// Bytes of a body that is no form in parts: forms are some KiB, ASP.NET's view state at its worst some hundred.
const MOST_READ: usize = 1 << 20;
/// The same with files: all documents of an application at once, and the form around them.
const MOST_READ_IN_PARTS: usize = MAX_DOCUMENTS_BYTES + MOST_READ;
/// Bytes of one browser's bodies that are in memory at once, each from its reading until the county has taken it, which may be
/// long after it was judged. Twice the largest, about 66 MiB: so a submission finds room for all of an application's documents
/// while uploads, however slow, still hold each of them once. Only a page that sends them more often waits, in order, until the
/// county took some or was given up; what waits beyond its commit is stopped by the gate, as anything late is.
pub(super) const MOST_HELD: usize = 2 * MOST_READ_IN_PARTS;
/// Until its last byte is there. It comes from a browser on this machine, or near it.
const LONGEST_READ: Duration = Duration::from_secs(30);

/// As it came.
pub(super) fn unread(request: Request<Incoming>) -> Request<Body> {
    request.map(|body| body.map_err(Into::into).boxed())
}

/// The whole body, and the request with it; none where it is too large, does not end, or breaks off. It waits for room in
/// `all`, and gives it back with the last of its bytes, whoever drops them.
pub(super) async fn read_whole(request: Request<Incoming>, all: &Arc<Semaphore>) -> Option<(Request<Body>, Bytes)> {
    let (head, body) = request.into_parts();
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let in_parts = kind.trim_start().to_ascii_lowercase().starts_with("multipart/");
    let most = if in_parts { MOST_READ_IN_PARTS } else { MOST_READ };
    // One whose length nobody says takes room for the longest until it was read.
    let length = body.size_hint().exact().map_or(Some(most), |length| usize::try_from(length).ok())?;
    if length > most {
        return None;
    }
    let mut taken = Arc::clone(all).acquire_many_owned(u32::try_from(length).ok()?).await.ok()?;
    let read = tokio::time::timeout(LONGEST_READ, Limited::new(body, most).collect()).await.ok()?.ok()?;
    let bytes = read.to_bytes();
    let room = taken.split(bytes.len())?;
    let bytes = Bytes::from_owner(HeldBody { bytes, _room: room });
    let body = Full::new(bytes.clone()).map_err(|never| match never {}).boxed();
    Some((Request::from_parts(head, body), bytes))
}

/// A body's bytes with the room that they take: whoever has a piece of them has both.
struct HeldBody {
    bytes: Bytes,
    _room: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for HeldBody {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}
