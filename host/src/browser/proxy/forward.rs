//! One request of a browser, carried to the county and back, or refused: what it could do, whether the gate lets it pass, and
//! what the county's answer tells. How the county is asked stands in `upstream`.

use std::sync::Arc;

use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::header::ACCEPT;
use hyper::{Request, Response, StatusCode, Version};
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::effect::Effect;
use super::headers::{strip, visit};
use super::metered::{CountedBody, MOST_ANSWER};
use super::responses::{Body, held_back, own};
use super::socket;
use super::upstream::NoAnswer;
use crate::browser::observed::Visit;
use crate::browser::origin::Origin;

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
}
