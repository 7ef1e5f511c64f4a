//! Answers and sockets whose bytes are counted as they pass, and cut off beyond what may come.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::application_proxy::ApplicationProxy;
pub(super) use super::body::BoxError;
use super::budget::too_much;

/// Bytes of one answer; a document of an application has at most 8 MiB.
pub(super) const MOST_ANSWER: u64 = 64 << 20;

/// An answer's body on its way to the browser.
pub(super) struct CountedBody<B> {
    body: B,
    proxy: Arc<ApplicationProxy>,
    /// Of this answer.
    left: u64,
    is_submit: bool,
    /// Why it breaks off, until what came before was written.
    failed: Option<BoxError>,
}

impl<B> CountedBody<B> {
    pub(super) fn new(body: B, proxy: Arc<ApplicationProxy>, is_submit: bool) -> CountedBody<B> {
        CountedBody { body, proxy, left: MOST_ANSWER, is_submit, failed: None }
    }

    fn count(&mut self, bytes: u64) -> Result<(), BoxError> {
        self.left = self.left.checked_sub(bytes).ok_or("an answer is larger than one may be")?;
        if self.proxy.budget.take(bytes) { Ok(()) } else { Err(too_much().into()) }
    }
}

impl<B: Body<Data = Bytes, Error = BoxError> + Unpin> Body for CountedBody<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(failed) = self.failed.take() {
            return Poll::Ready(Some(Err(failed)));
        }
        let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)) else { return Poll::Ready(None) };
        let counted = frame.and_then(|frame| {
            self.count(frame.data_ref().map_or(0, |data| data.len() as u64))?;
            Ok(frame)
        });
        match counted {
            Ok(frame) => Poll::Ready(Some(Ok(frame))),
            Err(error) => {
                if self.is_submit {
                    self.proxy.gate.lost();
                }
                // The answer's head may still wait to be written together with this. A browser that saw none of it would take
                // its connection for a stale one, and send its request again by itself: first let go what is there.
                self.failed = Some(error);
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A socket's connection to the county.
pub(super) struct MeteredSocket<S> {
    stream: S,
    proxy: Arc<ApplicationProxy>,
}

impl<S> MeteredSocket<S> {
    pub(super) fn new(stream: S, proxy: Arc<ApplicationProxy>) -> MeteredSocket<S> {
        MeteredSocket { stream, proxy }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for MeteredSocket<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = (buffer.filled().len() - before) as u64;
        let may = self.proxy.budget.take(read);
        Poll::Ready(if may { Ok(()) } else { Err(io::Error::other(too_much())) })
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for MeteredSocket<S> {
    /// The gate is asked about each piece: what a socket says may submit.
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if !self.proxy.gate.sending_by_socket() {
            return Poll::Ready(Err(io::Error::other("the gate is shut")));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
