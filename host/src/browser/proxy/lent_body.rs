//! A request's body that is lent to a connection to the county. What a county that breaks off has not taken is read and thrown
//! away, within bounds, before the browser is answered: closed with something unread, the browser's own connection would be
//! reset, and a browser sends again by itself what was reset before it saw an answer.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};

use super::body::{Body, BoxError};

/// Bytes that are read to be thrown away: more than the documents of an application.
const MOST_READ_OUT: usize = 64 << 20;
/// How long that may take.
const LONGEST_READ_OUT: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct LentBody(Arc<Mutex<Body>>);

impl LentBody {
    pub(super) fn new(body: Body) -> LentBody {
        LentBody(Arc::new(Mutex::new(body)))
    }

    /// For the connection to the county.
    pub(super) fn lend(&self) -> Body {
        self.clone().boxed()
    }

    /// Reads what is left. A browser that sends no end of it is cut off.
    pub(super) async fn read_out(mut self) {
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

    fn with<T>(&self, act: impl FnOnce(&mut Body) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl HttpBody for LentBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.with(|body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.with(|body| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.with(|body| body.size_hint())
    }
}
