//! Answers and sockets whose bytes are counted as they pass, and cut off beyond what may come.

use std::error::Error;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::application_proxy::ApplicationProxy;
use super::budget::too_much;

/// Bytes of one answer; a document of an application has at most 8 MiB.
pub(super) const MOST_ANSWER: u64 = 64 << 20;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// An answer's body on its way to the browser.
pub(super) struct CountedBody {
    body: Incoming,
    proxy: Arc<ApplicationProxy>,
    /// Of this answer.
    left: u64,
    is_submit: bool,
}

impl CountedBody {
    pub(super) fn new(body: Incoming, proxy: Arc<ApplicationProxy>, is_submit: bool) -> CountedBody {
        CountedBody { body, proxy, left: MOST_ANSWER, is_submit }
    }

    fn count(&mut self, bytes: u64) -> Result<(), BoxError> {
        self.left = self.left.checked_sub(bytes).ok_or("an answer is larger than one may be")?;
        if self.proxy.budget.take(bytes) { Ok(()) } else { Err(too_much().into()) }
    }
}

impl Body for CountedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)) else { return Poll::Ready(None) };
        let counted = frame.map_err(BoxError::from).and_then(|frame| {
            self.count(frame.data_ref().map_or(0, |data| data.len() as u64))?;
            Ok(frame)
        });
        if counted.is_err() && self.is_submit {
            self.proxy.gate.lost();
        }
        Poll::Ready(Some(counted))
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
