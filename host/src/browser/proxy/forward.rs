//! One request of a browser, to the county and back: refused, carried once, or (for `https`) tunnelled. A connection of its
//! own for each, so that no stale one can ever raise the question whether to send again.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{
    ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_TYPE, DATE, Entry, HOST, HeaderMap, HeaderName, HeaderValue, LOCATION,
    RETRY_AFTER,
};
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use hyper_util::rt::TokioIo;
use jiff::fmt::rfc2822;
use url::Url;

use super::budget::{BoxError, Counted, MOST_ANSWER, Metered};
use super::gate::{Effect, Pass};
use super::{MOST_HEADER_BYTES, Proxy, dial};
use crate::browser::observed::Visit;
use crate::browser::origin::Origin;

/// Until the county's first line. The browser's own limit for a page is shorter; this one frees what a script left waiting.
const LONGEST_ANSWER: Duration = Duration::from_secs(120);
/// Tells, in an answer of the proxy's own, that it is one: `refused` or `unreachable`.
const MARK: HeaderName = HeaderName::from_static("x-postrider");
/// Headers that are between two neighbours (RFC 9110, 7.6.1), and the ones that were meant that way before it.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "proxy-connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

type Body = BoxBody<Bytes, BoxError>;

impl Proxy {
    pub(super) async fn handle(self: Arc<Proxy>, request: Request<Incoming>) -> Response<Body> {
        if request.method() == Method::CONNECT {
            return self.tunnel(request).await;
        }
        match Url::parse(&request.uri().to_string()) {
            Ok(url) if url.scheme() == "http" => self.carry(request, &url).await,
            _ => own(StatusCode::BAD_REQUEST, "refused", "This proxy takes absolute http addresses and CONNECT."),
        }
    }

    async fn carry(self: Arc<Proxy>, request: Request<Incoming>, url: &Url) -> Response<Body> {
        let is_document =
            request.headers().get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
        let effect = match (request.method().is_safe(), self.policy.submit_paths.matches(url.path())) {
            (false, true) => Effect::Submits,
            (true, false) if url.query().is_some_and(|query| !query.is_empty()) => Effect::Tells,
            (true, false) if is_document => Effect::Opens,
            (true, false) => Effect::Reads,
            _ => Effect::Could,
        };
        let is_submit = effect == Effect::Submits;
        let origin = match Origin::of(url) {
            Some(origin) if self.policy.origins.contains(&origin) => origin,
            _ => return self.refuse(url),
        };
        let Some(pass) = self.gate.passes(effect, request.method().as_str(), url.path()) else {
            return held_back();
        };
        match self.ask(request, url, &origin, pass).await {
            Ok(response) if response.body().size_hint().lower() > MOST_ANSWER => {
                if is_submit {
                    self.gate.answered(response.status().as_u16());
                }
                own(StatusCode::BAD_GATEWAY, "refused", "The county's answer is larger than one may be.")
            }
            Ok(response) => {
                let status = response.status().as_u16();
                if is_submit {
                    self.gate.answered(status);
                }
                if is_document {
                    self.note_visit(url, visit(url, status, response.headers()));
                }
                let (mut head, body) = response.into_parts();
                strip(&mut head.headers);
                head.version = Version::HTTP_11;
                let counted = Counted::new(body, Arc::clone(&self), is_submit);
                Response::from_parts(head, counted.boxed())
            }
            Err(Unasked::HeldBack) => held_back(),
            Err(Unasked::Unreachable(reason)) => {
                if is_submit {
                    self.gate.lost();
                }
                if is_document {
                    let unreachable =
                        Visit { status: 502, retry_after_seconds: None, location: None, unreachable: Some(reason) };
                    self.note_visit(url, unreachable);
                }
                own(StatusCode::BAD_GATEWAY, "unreachable", "The county's server did not answer.")
            }
        }
    }

    /// Asks the county, once.
    async fn ask(
        &self,
        request: Request<Incoming>,
        url: &Url,
        origin: &Origin,
        pass: Pass,
    ) -> Result<Response<Incoming>, Unasked> {
        let (mut head, body) = request.into_parts();
        strip(&mut head.headers);
        head.uri =
            Uri::try_from(&url[url::Position::BeforePath..url::Position::AfterQuery]).map_err(|e| e.to_string())?;
        head.version = Version::HTTP_11;
        let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
        head.headers.insert(HOST, HeaderValue::from_str(authority).map_err(|e| e.to_string())?);
        head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        if let (Entry::Vacant(place), Some(told)) = (head.headers.entry(AUTHORIZATION), self.sign_in(origin)) {
            place.insert(told);
        }

        if let Some(spent) = self.budget.spent() {
            return Err(Unasked::Unreachable(spent));
        }
        let stream = dial::dial(&self.policy, origin).await?;
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(MOST_HEADER_BYTES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| error.to_string())?;
        let end = self.end.clone();
        self.tracker.spawn(async move {
            tokio::select! {
                () = end.cancelled() => {}
                // Its errors come out of the request and the body.
                _ = connection => {}
            }
        });
        if !self.gate.sending(&pass) {
            return Err(Unasked::HeldBack);
        }
        match tokio::time::timeout(LONGEST_ANSWER, sender.send_request(Request::from_parts(head, body))).await {
            Ok(answer) => Ok(answer.map_err(|error| format!("the connection ended without an answer ({error})"))?),
            Err(_) => Err(Unasked::Unreachable(format!("no answer within {} s", LONGEST_ANSWER.as_secs()))),
        }
    }

    /// The `Authorization` that an origin is to be given, by RFC 7617.
    fn sign_in(&self, origin: &Origin) -> Option<HeaderValue> {
        let sign_in = self.policy.basic_auth.iter().find(|sign_in| sign_in.origin == *origin)?;
        let pair = format!("{}:{}", sign_in.user.reveal(), sign_in.password.reveal());
        let mut told = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
        told.set_sensitive(true);
        Some(told)
    }

    async fn tunnel(self: Arc<Proxy>, request: Request<Incoming>) -> Response<Body> {
        let asked = request.uri().authority().and_then(|to| Url::parse(&format!("https://{to}/")).ok());
        let Some(url) = asked else {
            return own(StatusCode::BAD_REQUEST, "refused", "CONNECT wants a host and a port.");
        };
        let origin = match Origin::of(&url) {
            Some(origin) if self.policy.origins.contains(&origin) => origin,
            _ => return self.refuse(&url),
        };
        let Ok(place) = Arc::clone(&self.tunnels).try_acquire_owned() else {
            return own(StatusCode::SERVICE_UNAVAILABLE, "refused", "Too many connections at once.");
        };
        let dialled = match self.budget.spent() {
            Some(spent) => Err(spent),
            None => dial::dial(&self.policy, &origin).await,
        };
        let mut county = match dialled {
            Ok(county) => Metered::new(county, Arc::clone(&self)),
            Err(_) => {
                return own(StatusCode::BAD_GATEWAY, "unreachable", "The county's server did not answer.");
            }
        };
        let end = self.end.clone();
        self.tracker.spawn(async move {
            let carried = async {
                let browser = hyper::upgrade::on(request).await.ok()?;
                tokio::io::copy_bidirectional(&mut TokioIo::new(browser), &mut county).await.ok()
            };
            tokio::select! {
                () = end.cancelled() => {}
                _ = carried => {}
            }
            drop(place);
        });
        Response::new(Full::default().map_err(|never| match never {}).boxed())
    }

    fn refuse(&self, url: &Url) -> Response<Body> {
        self.note_blocked(url.host_str().unwrap_or_default());
        own(StatusCode::FORBIDDEN, "refused", "This address is outside the session's origins.")
    }
}

/// Why a request has no answer of the county's.
enum Unasked {
    /// The county did not answer: why.
    Unreachable(String),
    /// The gate closed before its first byte left.
    HeldBack,
}

impl From<String> for Unasked {
    fn from(reason: String) -> Unasked {
        Unasked::Unreachable(reason)
    }
}

fn held_back() -> Response<Body> {
    own(StatusCode::FORBIDDEN, "refused", "This request submits, and now is not the time.")
}

/// An answer that no county gave.
fn own(status: StatusCode, mark: &'static str, words: &'static str) -> Response<Body> {
    let page = format!("<!doctype html><title>{words}</title><p>{words}</p>");
    let mut response = Response::new(Full::from(page).map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response.headers_mut().insert(MARK, HeaderValue::from_static(mark));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

fn visit(url: &Url, status: u16, headers: &HeaderMap) -> Visit {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let retry_after_seconds = text(RETRY_AFTER).and_then(|after| match after.trim().parse() {
        Ok(seconds) => Some(seconds),
        Err(_) => seconds_between(text(DATE)?, after),
    });
    let location = text(LOCATION).and_then(|location| url.join(location).ok());
    Visit { status, retry_after_seconds, location, unreachable: None }
}

fn seconds_between(now: &str, then: &str) -> Option<u64> {
    let at = |text: &str| rfc2822::parse(text).ok().map(|zoned| zoned.timestamp().as_second());
    u64::try_from(at(then)? - at(now)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn what_is_between_neighbours_stays_there() {
        let mut all = headers(&[
            ("connection", "close, X-Secret"),
            ("x-secret", "1"),
            ("proxy-connection", "keep-alive"),
            ("proxy-authorization", "Basic eA=="),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("cookie", "a=b"),
            ("content-length", "3"),
        ]);
        strip(&mut all);
        let mut left: Vec<_> = all.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["content-length", "cookie"]);
    }

    #[test]
    fn retry_after_is_seconds_however_it_is_written() {
        #[track_caller]
        fn check(pairs: &[(&'static str, &str)], expect: Option<u64>) {
            let url = Url::parse("http://cedar.test/").unwrap();
            assert_eq!(visit(&url, 503, &headers(pairs)).retry_after_seconds, expect);
        }
        check(&[("retry-after", "120")], Some(120));
        check(
            &[("retry-after", "Sun, 06 Nov 1994 08:51:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")],
            Some(120),
        );
        check(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:51:37 GMT")], None);
        check(&[("retry-after", "soon")], None);
        check(&[], None);
    }

    #[test]
    fn a_redirect_is_noted_as_an_address() {
        let url = Url::parse("http://alder.test/apply/1").unwrap();
        let noted = visit(&url, 302, &headers(&[("location", "../login?next=1")]));
        assert_eq!(noted.location.unwrap().as_str(), "http://alder.test/login?next=1");
    }
}
