//! Reads a browser's requests off its connection and hands each to where it is handled. A malformed one is answered here.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpStream, UnixStream};
use tokio_util::either::Either;
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::headers::MOST_HEADER_BYTES;
use super::responses::{Body, own};

/// A browser's connection: from its sandbox, or from a remote end.
pub(super) type Connection = Either<UnixStream, TcpStream>;

/// Headers of a browser's request.
const MOST_HEADERS: usize = 128;
/// How long a connection of the browser may be silent between requests.
const LONGEST_IDLE: Duration = Duration::from_secs(60);

impl ApplicationProxy {
    pub(super) async fn serve(self: Arc<ApplicationProxy>, connection: Connection) {
        let service = service_fn(move |request| {
            let proxy = Arc::clone(&self);
            async move { Ok::<_, Infallible>(proxy.handle(request).await) }
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(LONGEST_IDLE)
            .max_buf_size(MOST_HEADER_BYTES)
            .max_headers(MOST_HEADERS)
            .serve_connection(TokioIo::new(connection), service)
            .with_upgrades()
            .await;
        if let Err(error) = served {
            // Mostly a browser that closed a tab; no address in it.
            tracing::trace!(%error, "a browser's connection ended");
        }
    }

    async fn handle(self: Arc<ApplicationProxy>, request: Request<Incoming>) -> Response<Body> {
        if request.method() == Method::CONNECT {
            return self.tunnel(request).await;
        }
        match Url::parse(&request.uri().to_string()) {
            Ok(url) if url.scheme() == "http" => self.carry(request, &url).await,
            _ => own(StatusCode::BAD_REQUEST, "refused", "This proxy takes absolute http addresses and CONNECT."),
        }
    }
}
