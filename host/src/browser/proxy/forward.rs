//! One request of a browser, carried to the county and back: once, or refused. A connection of its own for each, so that
//! no stale one can ever raise the question whether to send again.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONNECTION, Entry, HOST, HeaderValue};
use hyper::{Request, Response, StatusCode, Uri, Version};
use hyper_util::rt::TokioIo;
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::dial;
use super::effect::Effect;
use super::gate::Pass;
use super::headers::{MOST_HEADER_BYTES, strip, visit};
use super::metered::{CountedBody, MOST_ANSWER};
use super::responses::{Body, held_back, own};
use super::socket;
use crate::browser::observed::Visit;
use crate::browser::origin::Origin;

/// Until the county's first line. The browser's own limit for a page is shorter; this one frees what a script left waiting.
const LONGEST_ANSWER: Duration = Duration::from_secs(120);

impl ApplicationProxy {
    pub(super) async fn carry(self: Arc<ApplicationProxy>, request: Request<Incoming>, url: &Url) -> Response<Body> {
        let is_document =
            request.headers().get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html"));
        let effect = Effect::of(request.method(), url, is_document, &self.policy);
        let is_submit = effect == Effect::Submits;
        let origin = match Origin::of(url) {
            Some(origin) if self.policy.origins.contains(&origin) => origin,
            _ => return self.refuse(url),
        };
        let Some(pass) = self.gate.passes(effect, request.method().as_str(), url.path()) else {
            return held_back();
        };
        if socket::is_asked_for(&request) {
            return self.carry_socket(request, url, &origin, pass).await;
        }
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
                    self.observations.note_visit(url, visit(url, status, response.headers()));
                }
                let (mut head, body) = response.into_parts();
                strip(&mut head.headers);
                head.version = Version::HTTP_11;
                let counted = CountedBody::new(body, Arc::clone(&self), is_submit);
                Response::from_parts(head, counted.boxed())
            }
            Err(NoAnswer::HeldBack) => held_back(),
            Err(NoAnswer::Unreachable(reason)) => {
                if is_submit {
                    self.gate.lost();
                }
                if is_document {
                    let unreachable =
                        Visit { status: 502, retry_after_seconds: None, location: None, unreachable: Some(reason) };
                    self.observations.note_visit(url, unreachable);
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
    ) -> Result<Response<Incoming>, NoAnswer> {
        let (mut head, body) = request.into_parts();
        strip(&mut head.headers);
        head.uri =
            Uri::try_from(&url[url::Position::BeforePath..url::Position::AfterQuery]).map_err(|e| e.to_string())?;
        head.version = Version::HTTP_11;
        let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
        head.headers.insert(HOST, HeaderValue::from_str(authority).map_err(|e| e.to_string())?);
        head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        if let (Entry::Vacant(entry), Some(authorization)) =
            (head.headers.entry(AUTHORIZATION), self.authorization(origin))
        {
            entry.insert(authorization);
        }

        if let Some(spent) = self.budget.spent() {
            return Err(NoAnswer::Unreachable(spent));
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
            return Err(NoAnswer::HeldBack);
        }
        match tokio::time::timeout(LONGEST_ANSWER, sender.send_request(Request::from_parts(head, body))).await {
            Ok(Ok(answer)) if answer.status() == StatusCode::SWITCHING_PROTOCOLS => {
                Err(NoAnswer::Unreachable("its server changed the protocol unasked".to_owned()))
            }
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(NoAnswer::Unreachable(format!(
                "the connection ended without an answer ({})",
                error.source().map_or_else(|| error.to_string(), ToString::to_string)
            ))),
            Err(_) => Err(NoAnswer::Unreachable(format!("no answer within {} s", LONGEST_ANSWER.as_secs()))),
        }
    }

    /// The `Authorization` header that an origin is sent, by RFC 7617.
    pub(super) fn authorization(&self, origin: &Origin) -> Option<HeaderValue> {
        let auth = self.policy.basic_auth.iter().find(|auth| auth.origin == *origin)?;
        let pair = format!("{}:{}", auth.user.reveal(), auth.password.reveal());
        let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// Why a request has no answer of the county's.
enum NoAnswer {
    /// The county did not answer: why.
    Unreachable(String),
    /// The gate closed before its first byte left.
    HeldBack,
}

impl From<String> for NoAnswer {
    fn from(reason: String) -> NoAnswer {
        NoAnswer::Unreachable(reason)
    }
}
