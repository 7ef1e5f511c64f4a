//! How much a county's site may send to one application's browser: counted as it passes, cut off beyond. A browser writes what
//! it is sent to the host's disk, and looks at no size before.

use std::error::Error;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::Proxy;

/// Bytes of all answers to one application's browser, those over `https` included. A long application takes about 20 MiB.
const MOST_RECEIVED: u64 = 200 << 20;
/// Bytes of one answer over `http`; a document of an application has at most 8 MiB.
pub(super) const MOST_ANSWER: u64 = 64 << 20;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// What is left of the bytes.
pub(super) struct Budget(AtomicU64);

impl Default for Budget {
    fn default() -> Budget {
        Budget(AtomicU64::new(MOST_RECEIVED))
    }
}

impl Budget {
    /// Whether so many more may come. Once they may not, nothing more may.
    fn take(&self, bytes: u64) -> bool {
        let taken = self.0.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(bytes)));
        taken.is_ok_and(|before| before > bytes)
    }

    /// Why nothing more may come; none where it may.
    pub(super) fn spent(&self) -> Option<String> {
        (self.0.load(Ordering::SeqCst) == 0).then(too_much)
    }
}

fn too_much() -> String {
    format!("the site sent more than {} MiB in this attempt", MOST_RECEIVED >> 20)
}

/// An answer's body on its way to the browser.
pub(super) struct Counted {
    body: Incoming,
    proxy: Arc<Proxy>,
    /// Of this answer.
    left: u64,
    is_submit: bool,
}

impl Counted {
    pub(super) fn new(body: Incoming, proxy: Arc<Proxy>, is_submit: bool) -> Counted {
        Counted { body, proxy, left: MOST_ANSWER, is_submit }
    }

    fn count(&mut self, bytes: u64) -> Result<(), BoxError> {
        self.left = self.left.checked_sub(bytes).ok_or("an answer is larger than one may be")?;
        if self.proxy.budget.take(bytes) { Ok(()) } else { Err(too_much().into()) }
    }
}

impl Body for Counted {
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

/// A tunnel's connection to the county.
pub(super) struct Metered<S> {
    stream: S,
    proxy: Arc<Proxy>,
}

impl<S> Metered<S> {
    pub(super) fn new(stream: S, proxy: Arc<Proxy>) -> Metered<S> {
        Metered { stream, proxy }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
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

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_once() {
        let budget = Budget::default();
        assert!(budget.take(MOST_RECEIVED - 1) && budget.spent().is_none());
        assert!(!budget.take(1) && !budget.take(0));
        assert!(budget.spent().unwrap().contains("200 MiB"));
    }
}
