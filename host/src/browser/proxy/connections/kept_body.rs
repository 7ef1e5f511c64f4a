//! An answer's body on a kept connection: its end gives the connection back, an answer that breaks off ends it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};

use crate::browser::proxy::body::{Body, BoxError};

pub(super) struct KeptBody {
    body: Incoming,
    /// Holds the connection, and is called when nothing more comes. Dropped uncalled, it ends the connection.
    at_the_end: Option<Box<dyn FnOnce() + Send + Sync>>,
}

impl KeptBody {
    pub(super) fn boxed(body: Incoming, at_the_end: impl FnOnce() + Send + Sync + 'static) -> Body {
        let mut kept = KeptBody { body, at_the_end: Some(Box::new(at_the_end)) };
        kept.look_for_the_end();
        kept.boxed()
    }

    fn look_for_the_end(&mut self) {
        if self.body.is_end_stream()
            && let Some(at_the_end) = self.at_the_end.take()
        {
            at_the_end();
        }
    }
}

impl HttpBody for KeptBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Err(_)) => self.at_the_end = None,
            // A body of a known length ends with its last frame: nobody asks for one more.
            Some(Ok(_)) | None => self.look_for_the_end(),
        }
        Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
