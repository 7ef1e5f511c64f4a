//! One request of a browser, carried to the county and back, or refused: what it is, whether the gate lets it pass, and what the
//! county's answer tells. How the county is asked stands in `upstream`.

use std::sync::Arc;

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode, Version};
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::effect::{Asker, Effect};
use super::gate::Pass;
use super::headers::{strip, visit};
use super::metered::CountedBody;
use super::request_body::{read_whole, unread};
use super::request_log::LogEntry;
use super::responses::{Body, dropped, held_back, own};
use super::socket;
use super::unfit_answers::unfit;
use super::upstream::NoAnswer;
use crate::browser::observed::RequestFate;
use crate::browser::origin::Origin;
use crate::browser::request_rules::{Judgement, RequestContent, RequestHead, UnknownRequests};

impl ApplicationProxy {
    pub(super) async fn carry(self: Arc<ApplicationProxy>, request: Request<Incoming>, url: &Url) -> Response<Body> {
        let asker = Asker::of(request.headers());
        let is_document = asker == Asker::Page;
        let origin = match Origin::of(url) {
            Some(origin) if self.policy.origins.contains(&origin) => origin,
            _ => return self.refuse(url),
        };
        if let Some(only) = &self.policy.only
            && (only != url || !is_document || request.method() != Method::GET)
        {
            return held_back();
        }
        if socket::is_asked_for(&request) {
            let Some((pass, noted)) = self.pass_socket(url) else {
                return held_back();
            };
            let (answer, fate) = Arc::clone(&self).carry_socket(request, url, &origin, pass).await;
            self.requests.amend(noted, fate);
            return answer;
        }
        let under_way = self.under_way.begin(&request, url);
        let what = format!("{} {}", request.method(), url.path());
        let is_unsafe = RequestHead::new(request.method(), url.path(), request.headers()).is_unsafe();
        let (request, judgement) = match self.judge(request, url).await {
            Ok(judged) => judged,
            Err(TooLarge) => {
                let why = format!("{what} (more than can be read of what it holds)");
                self.gate.passes(Effect::TooLarge, &why);
                self.requests.note(&why, RequestFate::Held);
                return held_back();
            }
        };
        let Some(effect) = Effect::of(judgement, url, asker) else {
            self.requests.note(&what, RequestFate::Dropped);
            return dropped();
        };
        let is_submit = effect == Effect::Submits;
        let held = if effect == Effect::Undeclared { RequestFate::Undeclared } else { RequestFate::Held };
        let changes = is_submit || is_unsafe;
        let Some(pass) = self.gate.passes(effect, &what) else {
            self.requests.note(&what, held);
            return held_back();
        };
        let noted = if changes { self.requests.note(&what, RequestFate::Sent) } else { None };
        match self.ask(request, url, &origin, pass).await {
            Ok(response) => {
                let status = response.status().as_u16();
                self.requests.amend(noted, RequestFate::Answered(status));
                if is_submit {
                    self.gate.answered(status);
                }
                if is_document {
                    self.observations.note_visit(url, visit(url, status, response.headers()));
                }
                if let Some(reason) = unfit(changes, &response) {
                    if is_submit {
                        self.gate.lost();
                    }
                    return self.unreachable(url, is_document, &reason);
                }
                let (mut head, body) = response.into_parts();
                strip(&mut head.headers);
                head.version = Version::HTTP_11;
                let document = is_document.then(|| url.clone());
                let counted = CountedBody::new(body, Arc::clone(&self), is_submit, document, under_way);
                Response::from_parts(head, counted.boxed())
            }
            Err(NoAnswer::HeldBack) => {
                self.requests.amend(noted, held);
                held_back()
            }
            Err(NoAnswer::Unreachable(reason)) => {
                self.requests.amend(noted, RequestFate::Unanswered);
                if is_submit {
                    self.gate.lost();
                }
                if is_document {
                    self.observations.forget(url);
                }
                self.unreachable(url, is_document, &reason)
            }
        }
    }

    /// What a browser is answered in place of a county that did not answer, or not in a way that may go on.
    fn unreachable(&self, url: &Url, is_document: bool, reason: &str) -> Response<Body> {
        if is_document {
            self.observations.note_broken(url, reason);
        }
        own(StatusCode::BAD_GATEWAY, "unreachable", "The county's server did not answer.")
    }

    /// What a request is. What it holds is read where that decides: of two at a time, and as far as there is room for it, for it
    /// stays in memory until the county has taken it (`request_body::MOST_HELD`).
    async fn judge(&self, request: Request<Incoming>, url: &Url) -> Result<(Request<Body>, Judgement), TooLarge> {
        let rules = &self.policy.requests;
        let (method, headers) = (request.method().clone(), request.headers().clone());
        let head = RequestHead::new(&method, url.path(), &headers);
        if !rules.look_into(&head) {
            return Ok((unread(request), rules.judge(&head, &RequestContent::of_query(url.query()))));
        }
        // Neither is ever closed, so this waits for its turn and for room, and nothing else.
        let _turn = self.reading.acquire().await.ok();
        let (request, body) = read_whole(request, &self.room).await.ok_or(TooLarge)?;
        let content = RequestContent::with_body(url.query(), &headers, body);
        let judgement = rules.judge(&head, &content);
        Ok((request, judgement))
    }

    /// The pass of a WebSocket at an address, if one may be opened there.
    fn pass_socket(&self, url: &Url) -> Option<(Pass, Option<LogEntry>)> {
        let what = format!("WebSocket {}", url.path());
        let held = match (self.policy.requests.allow_socket(url.path()), self.policy.requests.unknown) {
            (true, _) => {
                if let Some(pass) = self.gate.passes(Effect::MaySubmit, &what) {
                    return Some((pass, self.requests.note(&what, RequestFate::Sent)));
                }
                RequestFate::Held
            }
            (false, UnknownRequests::Hold) => {
                self.gate.passes(Effect::Undeclared, &what);
                RequestFate::Undeclared
            }
            // No drift: older manifests say nothing of sockets.
            (false, UnknownRequests::Pass) => RequestFate::Undeclared,
        };
        self.requests.note(&what, held);
        None
    }
}

/// A request holds more than can be read, and what it holds would decide.
struct TooLarge;

#[cfg(test)]
mod tests;
