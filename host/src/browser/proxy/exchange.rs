//! One request and its answer, over a connection of its own or a kept one. It asks the gate before each first byte, and sends
//! nothing twice but a read whose kept connection the county had closed without a word (RFC 9110, 9.2.2), and that once.

use std::error::Error as _;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response};
use tokio::sync::oneshot;

use super::application_proxy::ApplicationProxy;
use super::body::{Body, BoxError};
use super::dial;
use super::early_answer::EarlyAnswer;
use super::gate::Pass;
use super::headers::MOST_HEADER_BYTES;
use super::lent_body::LentBody;
use crate::browser::origin::Origin;

/// From the first wait to the county's first line. The browser's own limit for a page is shorter; this one frees what a script
/// left waiting. Seconds in the proxy's own tests, which wait for it.
const LONGEST_ANSWER: Duration = Duration::from_secs(if cfg!(test) { 10 } else { 120 });

impl ApplicationProxy {
    /// Over a connection of its own, within the time for an answer. Where there is none in it, or one before all of the request
    /// was read, the rest of the request is read: so it is here that the time is up, while the body is still at hand.
    pub(super) async fn ask_alone(
        &self,
        mut request: Request<Body>,
        origin: &Origin,
        pass: &Pass,
    ) -> Result<Response<Body>, NoAnswer> {
        request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        let (head, body) = request.into_parts();
        let body = LentBody::new(body);
        let asked = async {
            let mut connection = self.connections.connect(dial::dial(&self.policy, origin).await?).await?;
            self.let_go(pass)?;
            let response = connection.send(Request::from_parts(head, body.lend())).await.map_err(unanswered)?;
            Ok::<_, NoAnswer>(response.map(|body| body.map_err(BoxError::from).boxed()))
        };
        let answer = in_time(asked).await;
        match answer {
            Ok(answer) if body.is_read() => Ok(answer),
            Ok(answer) => Ok(self.beside_its_request(answer, body)),
            Err(failed) => {
                body.read_out().await;
                Err(failed)
            }
        }
    }

    /// An answer that came before all of its request had gone: the county goes on taking it, and what it leaves is read here.
    fn beside_its_request(&self, answer: Response<Body>, request: LentBody) -> Response<Body> {
        let (read, whole) = oneshot::channel();
        let end = self.end.clone();
        self.tracker.spawn(async move {
            let reading = async {
                request.returned().await;
                request.read_out().await;
            };
            tokio::select! {
                () = end.cancelled() => {}
                () = reading => {}
            }
            drop(read);
        });
        answer.map(|body| EarlyAnswer::boxed(body, whole))
    }

    /// Over a kept connection, or one that is kept afterwards.
    pub(super) async fn read(&self, head: Parts, origin: &Origin, pass: &Pass) -> Result<Response<Body>, NoAnswer> {
        let asked_for_body = head.method != Method::HEAD;
        let request = || Request::from_parts(head.clone(), Empty::new().map_err(|never| match never {}).boxed());
        let place = self.connections.place(origin).await?;
        let kept = match place.kept() {
            Some(kept) => Some(kept),
            None => self.connections.early(origin).await,
        };
        if let Some(mut kept) = kept {
            self.let_go(pass)?;
            let before = kept.heard();
            match kept.send(request()).await {
                Ok(response) => return Ok(place.answer(kept, response, asked_for_body)),
                Err(error) if kept.heard() > before || self.gate.watches(pass) => return Err(unanswered(error).into()),
                // Closed before it said anything: a connection that was idle for too long for the county.
                Err(_) => {}
            }
        }
        let mut fresh = self.connections.connect(dial::dial(&self.policy, origin).await?).await?;
        self.let_go(pass)?;
        let response = fresh.send(request()).await.map_err(unanswered)?;
        Ok(place.answer(fresh, response, asked_for_body))
    }

    /// Its first byte is about to leave.
    fn let_go(&self, pass: &Pass) -> Result<(), NoAnswer> {
        if self.gate.sending(pass) { Ok(()) } else { Err(NoAnswer::HeldBack) }
    }
}

/// The same, unless the county takes too long for it.
pub(super) async fn in_time<T>(asked: impl Future<Output = Result<T, NoAnswer>>) -> Result<T, NoAnswer> {
    let late = |_| Err(NoAnswer::Unreachable(format!("no answer within {} s", LONGEST_ANSWER.as_secs())));
    tokio::time::timeout(LONGEST_ANSWER, asked).await.unwrap_or_else(late)
}

#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn unanswered(error: hyper::Error) -> String {
    if error.is_parse_too_large() {
        format!("its answer's headers are too large (more than {} KiB)", MOST_HEADER_BYTES >> 10)
    } else if error.is_parse() {
        format!("its answer is not HTTP ({error})")
    } else {
        let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        format!("the connection ended without an answer ({why})")
    }
}

/// Why a request has no answer of the county's.
pub(super) enum NoAnswer {
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
