//! A request's body that is lent to a connection to the county. What a county that breaks off, or answers early, has not taken is
//! read and thrown away, within bounds: closed with something unread, the browser's own connection would be reset, and a browser
//! sends again by itself what was reset before it saw an answer. As long as the connection has it, nobody else takes of it.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::body::{Body, BoxError};

/// Bytes that are read to be thrown away: more than the documents of an application.
const MOST_READ_OUT: usize = 64 << 20;
/// How long that may take.
const LONGEST_READ_OUT: Duration = Duration::from_secs(10);

/// A request's body, for whoever lends it.
pub(super) struct LentBody {
    body: Arc<Mutex<Body>>,
    /// Cancelled when the connection has done with it.
    returned: CancellationToken,
}

/// The same body, for the connection.
struct Loan {
    body: Arc<Mutex<Body>>,
    _returned: DropGuard,
}

impl LentBody {
    pub(super) fn new(body: Body) -> LentBody {
        LentBody { body: Arc::new(Mutex::new(body)), returned: CancellationToken::new() }
    }

    /// For the connection to the county. Once.
    pub(super) fn lend(&self) -> Body {
        Loan { body: Arc::clone(&self.body), _returned: self.returned.clone().drop_guard() }.boxed()
    }

    /// Whether all of it is known to have been read.
    pub(super) fn is_read(&self) -> bool {
        with(&self.body, |body| body.is_end_stream())
    }

    /// Waits until the connection that it was lent to has done with it.
    pub(super) async fn returned(&self) {
        self.returned.cancelled().await;
    }

    /// Reads what is left. A browser that sends no end of it is cut off.
    pub(super) async fn read_out(self) {
        let mut left = MOST_READ_OUT;
        let reading = async {
            while let Some(Ok(frame)) = self.frame().await
                && let Some(fewer) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len))
            {
                left = fewer;
            }
        };
        let _ = tokio::time::timeout(LONGEST_READ_OUT, reading).await;
    }

    async fn frame(&self) -> Option<Result<Frame<Bytes>, BoxError>> {
        poll_fn(|context| with(&self.body, |body| Pin::new(body).poll_frame(context))).await
    }
}

impl HttpBody for Loan {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        with(&self.body, |body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        with(&self.body, |body| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        with(&self.body, |body| body.size_hint())
    }
}

fn with<T>(body: &Mutex<Body>, act: impl FnOnce(&mut Body) -> T) -> T {
    act(&mut body.lock().unwrap_or_else(PoisonError::into_inner))
}
