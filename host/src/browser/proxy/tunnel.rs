//! What a browser asks for by CONNECT: `https`, and sockets. The tunnel ends here. TLS is ended with a leaf of the host's own
//! authority, and the requests inside are handled as all others are; no byte passes unread to the county.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::server::Acceptor;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::responses::{Body, established, own};
use crate::browser::origin::{Origin, Scheme};

/// For the TLS handshake with a browser that was just answered.
const LONGEST_HANDSHAKE: Duration = Duration::from_secs(30);

impl ApplicationProxy {
    pub(super) fn tunnel(self: Arc<ApplicationProxy>, request: Request<Incoming>) -> Response<Body> {
        let authority = request.uri().authority().filter(|authority| authority.port_u16().is_some());
        let asked = |scheme: &str| authority.and_then(|to| Url::parse(&format!("{scheme}://{to}/")).ok());
        let Some(url) = asked("https") else {
            return own(StatusCode::BAD_REQUEST, "refused", "CONNECT wants a host and a port.");
        };
        // A socket of a page over http comes by CONNECT too.
        let origins = [Some(url.clone()), asked("http")].into_iter().flatten().filter_map(|url| Origin::of(&url));
        let Some(origin) = origins.into_iter().find(|origin| self.policy.origins.contains(origin)) else {
            return self.refuse(&url);
        };
        let Ok(permit) = Arc::clone(&self.tunnels).try_acquire_owned() else {
            return own(StatusCode::SERVICE_UNAVAILABLE, "refused", "Too many connections at once.");
        };
        let proxy = Arc::clone(&self);
        self.tracker.spawn(async move {
            let end = proxy.end.clone();
            tokio::select! {
                () = end.cancelled() => {}
                () = proxy.serve_tunnel(request, origin) => {}
            }
            drop(permit);
        });
        established()
    }

    async fn serve_tunnel(self: Arc<ApplicationProxy>, request: Request<Incoming>, origin: Origin) {
        let Ok(browser) = hyper::upgrade::on(request).await else { return };
        let browser = TokioIo::new(browser);
        if origin.scheme == Scheme::Http {
            return self.serve_inside(browser, origin).await;
        }
        match tokio::time::timeout(LONGEST_HANDSHAKE, self.end_tls(browser, &origin)).await {
            Ok(Ok(browser)) => self.serve_inside(browser, origin).await,
            // Mostly a browser that closed a tab; no address in it.
            Ok(Err(error)) => tracing::trace!(%error, "a browser's TLS handshake failed"),
            Err(_) => tracing::trace!("a browser did not finish its TLS handshake"),
        }
    }

    /// The handshake with the browser, as the server that it asked for and no other (RFC 6066, 3).
    async fn end_tls<S>(&self, browser: S, origin: &Origin) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let begun = LazyConfigAcceptor::new(Acceptor::default(), browser).await?;
        if let Some(name) = begun.client_hello().server_name()
            && !name.trim_end_matches('.').eq_ignore_ascii_case(&origin.host)
        {
            self.observations.note_blocked(name);
            return Err(io::Error::other("it asks for another name than its tunnel leads to"));
        }
        let config = self.authority.server_config(&origin.host).map_err(io::Error::other)?;
        begun.into_stream(config).await
    }
}
