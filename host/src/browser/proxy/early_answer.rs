//! An answer that came before all of its request was read. It passes as it comes; should it break off, the rest of the request is
//! read first: the browser's connection ends with an answer that breaks off, and must not be reset by what is unread in it.

use std::convert::Infallible;
use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::sync::oneshot;

use super::body::{Body, BoxError};

pub(super) struct EarlyAnswer {
    body: Body,
    /// Why it breaks off, until the request was read.
    failed: Option<BoxError>,
    /// Ends, empty, when the request was read as far as it will be.
    whole: Option<oneshot::Receiver<Infallible>>,
}

impl EarlyAnswer {
    pub(super) fn boxed(body: Body, whole: oneshot::Receiver<Infallible>) -> Body {
        EarlyAnswer { body, failed: None, whole: Some(whole) }.boxed()
    }
}

impl HttpBody for EarlyAnswer {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.failed.is_none() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Err(failed)) => self.failed = Some(failed),
                passed => return Poll::Ready(passed),
            }
        }
        if let Some(whole) = &mut self.whole {
            let _ = ready!(Pin::new(whole).poll(context));
            self.whole = None;
        }
        Poll::Ready(self.failed.take().map(Err))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
