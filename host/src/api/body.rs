//! Bodies, read under bounds of size, memory and time. What cannot be read becomes a problem that does not quote it.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::StatusCode;
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::memory::Share;
use super::problem::Problem;
use super::server::PACE;
use crate::submission::parse_message;

/// Largest body of a decision: a reason and a number.
const MAX_SMALL_BYTES: usize = 16 << 10;
/// Most bytes read of a body that is too large.
const MOST_DRAINED: usize = 128 << 20;
/// Longest time for a whole body, its waits for room included: 48 MiB over a slow line.
const LONGEST_BODY: Duration = Duration::from_secs(120);
/// Fewest bytes that a body has to bring in the time of its pace, or its end.
const PACE_BYTES: usize = 32 << 10;

/// The bytes of a body, at most `limit`, and its share of the memory for bodies: drop the share after the work.
pub(super) async fn read(body: Body, limit: usize, mut share: Share) -> Result<(Vec<u8>, Share), Problem> {
    let bytes = whole(body, limit, share.pace(), Some(&mut share)).await?;
    Ok((bytes, share))
}

async fn whole(body: Body, limit: usize, pace: Duration, mut share: Option<&mut Share>) -> Result<Vec<u8>, Problem> {
    let mut arriving = Arriving::new(body, pace);
    if arriving.announced().is_some_and(|size| size > limit) {
        return Err(arriving.drained(limit).await);
    }
    let mut bytes = Vec::new();
    while let Some(piece) = arriving.next().await? {
        let size = bytes.len() + piece.len();
        if size > limit {
            drop(bytes);
            if let Some(share) = &mut share {
                share.give_back();
            }
            return Err(arriving.drained(limit).await);
        }
        if let Some(share) = &mut share {
            // Waiting for room is not the client's doing.
            let before = Instant::now();
            share.reserve(size).await?;
            arriving.due += before.elapsed();
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// A body as it comes, and whether it comes fast enough.
struct Arriving {
    body: Body,
    pace: Duration,
    /// By when so many bytes have to be there.
    due: Instant,
    owed: usize,
    /// By when all of it has to be there.
    end: Instant,
    total: usize,
}

impl Arriving {
    fn new(body: Body, pace: Duration) -> Self {
        let now = Instant::now();
        Self { body, pace, due: now + pace, owed: PACE_BYTES, end: now + LONGEST_BODY, total: 0 }
    }

    fn announced(&self) -> Option<usize> {
        self.body.size_hint().exact().and_then(|size| usize::try_from(size).ok())
    }

    /// The next piece; none at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let frame = match timeout_at(self.due.min(self.end), self.body.frame()).await {
                Err(_) => return Err(self.too_slow()),
                Ok(None) => return Ok(None),
                Ok(Some(Err(_))) => return Err(Problem::bad_request("the body ended before its announced length")),
                Ok(Some(Ok(frame))) => frame,
            };
            // Trailers mean nothing here.
            let Ok(piece) = frame.into_data() else { continue };
            self.total += piece.len();
            self.owed = self.owed.saturating_sub(piece.len());
            if self.owed == 0 {
                self.begin_pace();
            }
            return Ok(Some(piece));
        }
    }

    fn begin_pace(&mut self) {
        (self.due, self.owed) = (Instant::now() + self.pace, PACE_BYTES);
    }

    /// Reads what will not be kept, within a bound: a client that is still writing when the answer comes may never see it.
    async fn drained(mut self, limit: usize) -> Problem {
        while self.total < MOST_DRAINED && matches!(self.next().await, Ok(Some(_))) {}
        Problem::too_large(limit)
    }

    fn too_slow(&self) -> Problem {
        let missed = if self.end <= self.due {
            format!("all of it did not in {} s", LONGEST_BODY.as_secs())
        } else {
            format!("in {} s fewer than {} KiB more did", self.pace.as_secs(), PACE_BYTES >> 10)
        };
        Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "The body comes too slowly").detail(format!(
            "{} bytes had come, and {missed}; nothing was kept: send it again, under the same Idempotency-Key if it has one",
            self.total,
        ))
    }
}

/// A small text.
pub(super) async fn small_text(body: Body, limit: usize) -> Result<String, Problem> {
    let bytes = whole(body, limit, PACE, None).await?;
    String::from_utf8(bytes).map_err(|_| Problem::bad_request("the body is not text in UTF-8"))
}

/// A small JSON object without unknown keys; an empty body stands for `{}`.
pub(super) async fn small_json<T: DeserializeOwned>(body: Body) -> Result<T, Problem> {
    json_within(body, MAX_SMALL_BYTES).await
}

/// The same of another size.
pub(super) async fn json_within<T: DeserializeOwned>(body: Body, limit: usize) -> Result<T, Problem> {
    let bytes = whole(body, limit, PACE, None).await?;
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
    serde_json::from_slice(bytes).map_err(|error| {
        let form = || format!("the body is not the JSON object asked for (line {})", error.line());
        Problem::bad_request(parse_message(&error.to_string()).unwrap_or_else(form))
    })
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use http_body_util::BodyExt as _;
    use hyper::body::Frame;

    use super::*;

    /// A body of which nothing comes.
    struct Silent;

    impl hyper::body::Body for Silent {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn a_body_ends_in_time_however_long_its_pace_allows() {
        let mut arriving = Arriving::new(Body::new(Silent.boxed_unsync()), Duration::from_secs(600));
        arriving.end = Instant::now();
        let problem = format!("{:?}", arriving.next().await.unwrap_err());
        assert!(problem.contains("too-slow") && problem.contains("all of it did not in 120 s"), "{problem}");
    }
}
