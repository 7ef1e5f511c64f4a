//! How requests reach an object store: hyper and rustls, as everywhere in the host, one after the other over kept connections. An answer
//! is bounded before anything looks at it, and one that refuses becomes an error that says what was answered.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt as _, Limited};
use hyper::StatusCode;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as Sockets;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use rustls::{ClientConfig, RootCertStore};

/// Largest answer: more than any file that is kept.
const MOST_ANSWERED: usize = 64 << 20;
/// Largest refusal.
const MOST_REFUSED: usize = 64 << 10;
/// Longest name of a refusal, in characters.
const MOST_CODE: usize = 64;
/// How long a connection is kept that nothing asks for.
const IDLE: Duration = Duration::from_secs(30);

/// Makes the client.
#[derive(Debug)]
pub(super) struct Requests {
    pub(super) connect: Duration,
    pub(super) allow_http: bool,
}

/// What a store answered in place of what it was asked for.
#[derive(Debug, Clone, thiserror::Error)]
#[error("answered {status}")]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// S3's own word for it.
    pub(super) code: Option<String>,
}

impl HttpConnector for Requests {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut sockets = Sockets::new();
        sockets.enforce_http(false);
        sockets.set_nodelay(true);
        sockets.set_connect_timeout(Some(self.connect));
        let tls = HttpsConnectorBuilder::new().with_tls_config(tls()?);
        let schemes = if self.allow_http { tls.https_or_http() } else { tls.https_only() };
        let connector = schemes.enable_http1().wrap_connector(sockets);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build::<_, HttpRequestBody>(connector);
        Ok(HttpClient::new(Pooled(client)))
    }
}

/// Trusts whom this machine trusts.
fn tls() -> object_store::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| object_store::Error::Generic { store: "TLS", source: Box::new(error) })?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

#[derive(Debug)]
struct Pooled(Client<HttpsConnector<Sockets>, HttpRequestBody>);

#[async_trait]
impl HttpService for Pooled {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.0.request(request).await.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, error)
        })?;
        let (head, body) = answer.into_parts();
        if head.status.is_success() {
            let body = Limited::new(body, MOST_ANSWERED);
            let body = body.map_err(|error| HttpError::new_boxed(HttpErrorKind::Interrupted, error));
            return Ok(HttpResponse::from_parts(head, HttpResponseBody::new(body)));
        }
        let refusal = Refusal { status: head.status, code: code_in(body).await };
        // What a client cannot mend is not asked again.
        let again = head.status.is_server_error()
            || matches!(head.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
        Err(HttpError::new(if again { HttpErrorKind::Request } else { HttpErrorKind::Unknown }, refusal))
    }
}

/// `<Code>NoSuchKey</Code>`; nothing where an answer has none, or what is no name.
async fn code_in(body: Incoming) -> Option<String> {
    let text = Limited::new(body, MOST_REFUSED).collect().await.ok()?.to_bytes();
    let text = std::str::from_utf8(&text).ok()?;
    let (code, _) = text.split_once("<Code>")?.1.split_once("</Code>")?;
    (code.len() <= MOST_CODE && code.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| code.to_owned())
}
