//! Reads a browser's requests off its connection, or off a tunnel that ended here, and hands each to where it is handled. A
//! malformed one is answered here, and so is one inside a tunnel that is for another origin than the tunnel.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::HOST;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_util::either::Either;
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::headers::MOST_HEADER_BYTES;
use super::responses::{Body, own};
use crate::browser::origin::Origin;

/// A browser's connection: from its sandbox, or from a remote end.
pub(super) type Connection = Either<UnixStream, TcpStream>;

/// Headers of a browser's request.
const MOST_HEADERS: usize = 128;
/// How long a connection of the browser may be silent between requests.
const LONGEST_IDLE: Duration = Duration::from_secs(60);

impl ApplicationProxy {
    pub(super) async fn serve(self: Arc<ApplicationProxy>, connection: Connection) {
        let handle = move |request: Request<Incoming>| {
            let proxy = Arc::clone(&self);
            async move {
                if request.method() == Method::CONNECT {
                    return proxy.tunnel(request);
                }
                match Url::parse(&request.uri().to_string()) {
                    Ok(url) if url.scheme() == "http" => proxy.carry(request, &url).await,
                    _ => {
                        own(StatusCode::BAD_REQUEST, "refused", "This proxy takes absolute http addresses and CONNECT.")
                    }
                }
            }
        };
        answer_requests(connection, handle).await;
    }

    /// Serves what comes through a tunnel, as the server of its origin.
    pub(super) async fn serve_inside<S>(self: Arc<ApplicationProxy>, browser: S, origin: Origin)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let handle = move |request: Request<Incoming>| {
            let (proxy, asked) = (Arc::clone(&self), address(&request, &origin));
            async move {
                match asked {
                    Ok(url) => proxy.carry(request, &url).await,
                    Err(status) => {
                        own(status, "refused", "This request is not for the server that its connection leads to.")
                    }
                }
            }
        };
        answer_requests(browser, handle).await;
    }
}

async fn answer_requests<S, H, F>(connection: S, handle: H)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    H: Fn(Request<Incoming>) -> F,
    F: Future<Output = Response<Body>>,
{
    let service = service_fn(move |request| {
        let answer = handle(request);
        async move { Ok::<_, Infallible>(answer.await) }
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

/// The whole address of a request inside a tunnel, which names a path, and its server in `Host` alone (RFC 9112, 3.2.1). A server
/// other than the tunnel's is misdirected (RFC 9110, 15.5.20).
fn address(request: &Request<Incoming>, origin: &Origin) -> Result<Url, StatusCode> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(StatusCode::BAD_REQUEST) };
    let host = host.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
    let server = format!("{}://{host}", origin.scheme.as_str());
    // A host with a path, a user or a query in it is no origin.
    if server.parse::<Origin>().ok().as_ref() != Some(origin) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let path = request.uri().path_and_query().filter(|_| request.uri().authority().is_none());
    let path = path.map(|path| path.as_str()).filter(|path| path.starts_with('/')).ok_or(StatusCode::BAD_REQUEST)?;
    Url::parse(&format!("{server}{path}")).map_err(|_| StatusCode::BAD_REQUEST)
}
