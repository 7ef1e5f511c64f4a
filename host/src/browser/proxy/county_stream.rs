//! A connection to a county's server: plain bytes for whoever reads and writes it, whatever the origin's scheme. It never says
//! what passes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

use super::certificate_problem;

/// A connection to a county's server.
pub(super) struct CountyStream(Either<TcpStream, TlsStream<TcpStream>>);

impl CountyStream {
    pub(super) fn plain(stream: TcpStream) -> CountyStream {
        CountyStream(Either::Left(stream))
    }

    pub(super) fn secured(stream: TlsStream<TcpStream>) -> CountyStream {
        CountyStream(Either::Right(stream))
    }
}

impl AsyncRead for CountyStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match ready!(Pin::new(&mut self.0).poll_read(context, buffer)) {
            // Many a server ends a connection without TLS's own farewell. An answer whose length was said is known to be cut
            // short all the same; of the others browsers think as little (RFC 9112, 9.8).
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Poll::Ready(Ok(())),
            read => Poll::Ready(read.map_err(in_words)),
        }
    }
}

impl AsyncWrite for CountyStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}

/// A server that wants a client certificate says so after the handshake only (TLS 1.3).
fn in_words(error: io::Error) -> io::Error {
    match certificate_problem::of(&error) {
        Some(words) => io::Error::new(error.kind(), words),
        None => error,
    }
}
