//! WebSockets (RFC 6455): the request that opens one is carried as any request is, the county's consent to it checked, and then
//! the bytes go both ways, counted, until the application's end. It never looks into them: what a socket says is no witness.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, Entry, HOST, HeaderMap, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use hyper_util::rt::TokioIo;
use sha1::{Digest as _, Sha1};
use tokio::sync::OwnedSemaphorePermit;
use url::{Position, Url};

use super::application_proxy::ApplicationProxy;
use super::body::BoxError;
use super::dial;
use super::gate::Pass;
use super::headers::{MOST_HEADER_BYTES, forget_outdone_length, strip};
use super::metered::{CountedBody, MeteredSocket};
use super::responses::{Body, held_back, own};
use super::unfit_answers::unfit;
use crate::browser::observed::RequestFate;
use crate::browser::origin::Origin;

/// Until the county has consented or not. A browser waits longer, and shows nothing meanwhile.
const LONGEST_OPENING: Duration = Duration::from_secs(30);
/// What a key is answered with, after it (RFC 6455, 4.2.2).
const ACCEPT_SUFFIX: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// Bytes of a key before base64 (RFC 6455, 4.1).
const KEY_BYTES: usize = 16;
/// The protocol's name in `Upgrade`, and the version that there is.
const WEBSOCKET: &str = "websocket";
const VERSION: &str = "13";

/// Whether a request asks for a WebSocket. Other upgrades are not carried on: their headers are between neighbours.
pub(super) fn is_asked_for<B>(request: &Request<B>) -> bool {
    request.method() == Method::GET && upgrades(request.headers())
}

impl ApplicationProxy {
    /// Opens a socket that the gate let pass; and what became of the request for it.
    pub(super) async fn carry_socket(
        self: Arc<ApplicationProxy>,
        request: Request<Incoming>,
        url: &Url,
        origin: &Origin,
        pass: Pass,
    ) -> (Response<Body>, RequestFate) {
        let Some(accept) = expected_accept(request.headers()) else {
            let refused = own(StatusCode::BAD_REQUEST, "refused", "This request opens no WebSocket.");
            return (refused, RequestFate::Dropped);
        };
        let Ok(permit) = Arc::clone(&self.tunnels).try_acquire_owned() else {
            let refused = own(StatusCode::SERVICE_UNAVAILABLE, "refused", "Too many connections at once.");
            return (refused, RequestFate::Dropped);
        };
        let opening =
            tokio::time::timeout(LONGEST_OPENING, self.ask_for_socket(request.headers().clone(), url, origin, &pass));
        let answer = match opening.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(Unopened::HeldBack)) => return (held_back(), RequestFate::Held),
            Ok(Err(Unopened::Unreachable)) | Err(_) => return (unreachable(), RequestFate::Unanswered),
        };
        let fate = RequestFate::Answered(answer.status().as_u16());
        if unfit(true, &answer).is_some() {
            return (unreachable(), fate);
        }
        if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
            let (mut head, body) = answer.into_parts();
            forget_outdone_length(&mut head.headers);
            strip(&mut head.headers);
            head.version = Version::HTTP_11;
            let counted = CountedBody::new(body.map_err(BoxError::from), Arc::clone(&self), false, None, None);
            return (Response::from_parts(head, counted.boxed()), fate);
        }
        let given = answer.headers().get(SEC_WEBSOCKET_ACCEPT);
        if !upgrades(answer.headers()) || given.map(HeaderValue::as_bytes) != Some(accept.as_bytes()) {
            return (own(StatusCode::BAD_GATEWAY, "refused", "The county's answer opens no WebSocket."), fate);
        }
        let mut consent = Response::new(Body::default());
        *consent.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        *consent.headers_mut() = answer.headers().clone();
        strip(consent.headers_mut());
        consent.headers_mut().insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        consent.headers_mut().insert(UPGRADE, HeaderValue::from_static(WEBSOCKET));
        self.carry_both_ways(request, answer, permit);
        (consent, fate)
    }

    /// Asks the county, once, over a connection of its own.
    async fn ask_for_socket(
        &self,
        mut headers: HeaderMap,
        url: &Url,
        origin: &Origin,
        pass: &Pass,
    ) -> Result<Response<Incoming>, Unopened> {
        if self.budget.spent().is_some() {
            return Err(Unopened::Unreachable);
        }
        strip(&mut headers);
        // It has no body, whatever it says: a county would take the socket's first bytes for one.
        headers.remove(CONTENT_LENGTH);
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static(WEBSOCKET));
        headers.insert(HOST, HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort])?);
        if let (Entry::Vacant(entry), Some(authorization)) = (headers.entry(AUTHORIZATION), self.authorization(origin))
        {
            entry.insert(authorization);
        }
        let mut asked = Request::new(Body::default());
        *asked.uri_mut() = Uri::try_from(&url[Position::BeforePath..Position::AfterQuery])?;
        *asked.headers_mut() = headers;
        let stream = dial::dial(&self.policy, origin).await.map_err(|_| Unopened::Unreachable)?;
        let (mut sender, connection) =
            http1::Builder::new().max_buf_size(MOST_HEADER_BYTES).handshake(TokioIo::new(stream)).await?;
        let end = self.end.clone();
        self.tracker.spawn(async move {
            tokio::select! {
                () = end.cancelled() => {}
                // Its errors come out of the request and the socket.
                _ = connection.with_upgrades() => {}
            }
        });
        if !self.gate.sending(pass) {
            return Err(Unopened::HeldBack);
        }
        Ok(sender.send_request(asked).await?)
    }

    fn carry_both_ways(
        self: &Arc<ApplicationProxy>,
        request: Request<Incoming>,
        answer: Response<Incoming>,
        permit: OwnedSemaphorePermit,
    ) {
        let proxy = Arc::clone(self);
        self.tracker.spawn(async move {
            let end = proxy.end.clone();
            let carried = async {
                let (browser, county) =
                    tokio::try_join!(hyper::upgrade::on(request), hyper::upgrade::on(answer)).ok()?;
                let mut county = MeteredSocket::new(TokioIo::new(county), proxy);
                tokio::io::copy_bidirectional(&mut TokioIo::new(browser), &mut county).await.ok()
            };
            tokio::select! {
                () = end.cancelled() => {}
                _ = carried => {}
            }
            drop(permit);
        });
    }
}

fn unreachable() -> Response<Body> {
    own(StatusCode::BAD_GATEWAY, "unreachable", "The county's server did not answer.")
}

/// Why a socket has no answer of the county's.
enum Unopened {
    /// The county did not answer.
    Unreachable,
    /// The gate closed before its first byte left.
    HeldBack,
}

impl<E: std::error::Error> From<E> for Unopened {
    fn from(_: E) -> Unopened {
        Unopened::Unreachable
    }
}

/// Both headers that a change to WebSocket takes, in a request as in its answer.
fn upgrades(headers: &HeaderMap) -> bool {
    has_token(headers, CONNECTION, "upgrade") && has_token(headers, UPGRADE, WEBSOCKET)
}

fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(token))
}

/// What a county has to answer this request with; none where its key or version is none.
fn expected_accept(headers: &HeaderMap) -> Option<String> {
    let only = |name: HeaderName| {
        let mut values = headers.get_all(name).into_iter();
        values.next().filter(|_| values.next().is_none())?.to_str().ok()
    };
    let key = only(SEC_WEBSOCKET_KEY)?;
    let is_key = STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == KEY_BYTES);
    let may = is_key && only(SEC_WEBSOCKET_VERSION)? == VERSION;
    may.then(|| STANDARD.encode(Sha1::digest(format!("{key}{ACCEPT_SUFFIX}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request<()> {
        let builder = headers.iter().fold(Request::builder(), |builder, (name, value)| builder.header(*name, *value));
        builder.body(()).unwrap()
    }

    #[test]
    fn what_opens_a_socket_is_known_by_its_headers() {
        #[track_caller]
        fn check(headers: &[(&str, &str)], expect: bool) {
            assert_eq!(is_asked_for(&request(headers)), expect, "{headers:?}");
        }
        check(&[("connection", "keep-alive, Upgrade"), ("upgrade", "WebSocket")], true);
        check(&[("connection", "Upgrade"), ("upgrade", "h2c")], false);
        check(&[("connection", "keep-alive"), ("upgrade", "websocket")], false);
        check(&[("upgrade", "websocket")], false);
    }

    #[test]
    fn a_key_has_one_answer() {
        #[track_caller]
        fn check(headers: &[(&str, &str)], expect: Option<&str>) {
            assert_eq!(expected_accept(request(headers).headers()).as_deref(), expect, "{headers:?}");
        }
        // The example of RFC 6455, 1.3.
        let (key, version) = (("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), ("sec-websocket-version", "13"));
        check(&[key, version], Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        check(&[key], None);
        check(&[key, key, version], None);
        check(&[key, ("sec-websocket-version", "8")], None);
        check(&[("sec-websocket-key", "c2hvcnQ="), version], None);
    }
}
