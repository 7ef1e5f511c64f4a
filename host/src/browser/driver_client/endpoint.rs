//! Where a driver listens, and the connection to it that hyper's client asks for. It knows one driver and no other way.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, UnixStream};
use tokio_util::either::Either;
use tower_service::Service;

/// How a driver is reached.
pub(in crate::browser) enum Endpoint {
    /// In its sandbox.
    Socket(PathBuf),
    /// At a remote end.
    Network {
        /// Host and port.
        authority: String,
        /// Its base address, as it expects to be called.
        url: String,
    },
}

/// Connects whatever is asked for to the one driver.
#[derive(Clone)]
pub(super) struct Connector(pub(super) Arc<Endpoint>);

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let endpoint = Arc::clone(&self.0);
        Box::pin(async move {
            let connected = match endpoint.as_ref() {
                Endpoint::Socket(path) => Either::Left(UnixStream::connect(path).await?),
                Endpoint::Network { authority, .. } => {
                    let stream = TcpStream::connect(authority).await?;
                    // Commands and answers are small: waiting to fill a segment would cost 40 ms each.
                    stream.set_nodelay(true)?;
                    Either::Right(stream)
                }
            };
            Ok(Stream(TokioIo::new(connected)))
        })
    }
}

/// A connected socket, as hyper's client wants to see it.
pub(super) struct Stream(TokioIo<Either<UnixStream, TcpStream>>);

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl hyper::rt::Read for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: hyper::rt::ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(cx, buf)
    }
}

impl hyper::rt::Write for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(cx)
    }
}
