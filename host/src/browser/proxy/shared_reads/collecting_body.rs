//! An answer's body that is collected on its way to the browser, and handed over when all of it has come: never a part of one.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use hyper::header::CONTENT_LENGTH;
use hyper::http::response::Parts;

use crate::browser::proxy::body::{Body, BoxError};
use crate::browser::proxy::framing::is_exactly_framed;

/// Bytes of one answer that is kept. What is larger is asked for each time.
const MOST_KEPT: usize = 2 << 20;

type Keep = Box<dyn FnOnce(Bytes) + Send + Sync>;

pub(super) struct CollectingBody {
    body: Body,
    collected: Vec<u8>,
    /// None once it was kept, or will not be.
    keep: Option<Keep>,
}

impl CollectingBody {
    /// Whether an answer with this head has a certain end, and is not said to be too large.
    pub(super) fn fits(head: &Parts) -> bool {
        let length = head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        is_exactly_framed(head, true) && length.is_none_or(|length: usize| length <= MOST_KEPT)
    }

    pub(super) fn boxed(body: Body, keep: impl FnOnce(Bytes) + Send + Sync + 'static) -> Body {
        CollectingBody { body, collected: Vec::new(), keep: Some(Box::new(keep)) }.boxed()
    }

    fn add(&mut self, frame: &Frame<Bytes>) {
        match frame.data_ref() {
            Some(data) if self.keep.is_some() && self.collected.len() + data.len() <= MOST_KEPT => {
                self.collected.extend_from_slice(data);
            }
            // Too large, or a trailer, which may hold anything.
            _ => self.give_up(),
        }
    }

    fn give_up(&mut self) {
        self.keep = None;
        self.collected = Vec::new();
    }
}

impl HttpBody for CollectingBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => self.add(frame),
            Some(Err(_)) => self.give_up(),
            None => {}
        }
        // A body of a known length ends with its last frame: nobody asks for one more.
        if (frame.is_none() || self.body.is_end_stream())
            && let Some(keep) = self.keep.take()
        {
            // Without the room that it grew by: what is kept is counted by its bytes.
            keep(Bytes::from(std::mem::take(&mut self.collected).into_boxed_slice()));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
