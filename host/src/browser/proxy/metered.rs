//! Answers and sockets whose bytes are counted as they pass, and cut off beyond what may come. What breaks an answer off is noted: a
//! page that came by half is the site's doing.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;
use url::Url;

use super::application_proxy::ApplicationProxy;
pub(super) use super::body::BoxError;
use super::budget::too_much;
use super::under_way::UnderWay;

/// Bytes of one answer; a document of an application has at most 8 MiB.
pub(super) const MOST_ANSWER: u64 = 64 << 20;
/// Between two pieces of an answer: sites that push by a long answer say something in between. Seconds in the proxy's own tests,
/// which wait for it.
const LONGEST_SILENCE: Duration = Duration::from_secs(if cfg!(test) { 10 } else { 120 });

/// An answer's body on its way to the browser.
pub(super) struct CountedBody<B> {
    body: B,
    proxy: Arc<ApplicationProxy>,
    /// Of this answer.
    left: u64,
    /// Since more of it was asked for in vain: ends where that is too long ago. What the browser does not take yet is no silence.
    silence: Option<Pin<Box<Sleep>>>,
    /// Why it breaks off, until what came before was written.
    failed: Option<BoxError>,
    is_submit: bool,
    /// Its address, where it is a document's.
    document: Option<Url>,
    /// Until it has gone to the browser.
    _under_way: Option<UnderWay>,
}

impl<B: Body<Data = Bytes, Error = BoxError> + Unpin> CountedBody<B> {
    pub(super) fn new(
        body: B,
        proxy: Arc<ApplicationProxy>,
        is_submit: bool,
        document: Option<Url>,
        under_way: Option<UnderWay>,
    ) -> CountedBody<B> {
        let left = MOST_ANSWER;
        CountedBody { body, proxy, left, silence: None, failed: None, is_submit, document, _under_way: under_way }
    }

    /// What came, was counted and may pass; or why it breaks off.
    fn poll_counted(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, String>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            let silence = self.silence.get_or_insert_with(|| Box::pin(tokio::time::sleep(LONGEST_SILENCE)));
            ready!(silence.as_mut().poll(context));
            return Poll::Ready(Some(Err(format!("its answer stood still for {} s", LONGEST_SILENCE.as_secs()))));
        };
        let Some(frame) = frame else { return Poll::Ready(None) };
        self.silence = None;
        let counted = frame.map_err(|error| format!("its answer broke off ({error})")).and_then(|frame| {
            self.count(frame.data_ref().map_or(0, |data| data.len() as u64))?;
            Ok(frame)
        });
        Poll::Ready(Some(counted))
    }

    fn count(&mut self, bytes: u64) -> Result<(), String> {
        self.left = self.left.checked_sub(bytes).ok_or_else(too_large)?;
        if self.proxy.budget.take(bytes) { Ok(()) } else { Err(too_much()) }
    }
}

/// Why an answer beyond the limit does not come.
pub(super) fn too_large() -> String {
    format!("an answer is larger than one may be ({} MiB)", MOST_ANSWER >> 20)
}

impl<B: Body<Data = Bytes, Error = BoxError> + Unpin> Body for CountedBody<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(failed) = self.failed.take() {
            return Poll::Ready(Some(Err(failed)));
        }
        match ready!(self.poll_counted(context)) {
            Some(Err(reason)) => {
                if self.is_submit {
                    self.proxy.gate.lost();
                }
                if let Some(document) = &self.document {
                    self.proxy.observations.note_broken(document, &reason);
                }
                // The answer's head may still wait to be written together with this. A browser that saw none of it would take
                // its connection for a stale one, and send its request again by itself: first let go what is there.
                self.failed = Some(reason.into());
                context.waker().wake_by_ref();
                Poll::Pending
            }
            passed => Poll::Ready(passed.map(|frame| frame.map_err(BoxError::from))),
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
