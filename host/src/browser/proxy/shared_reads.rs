//! Reads whose answers a county's applications share: given from what is kept, or asked for and then kept. While the gate
//! watches, what is kept is still given, for nothing leaves by that; nothing is asked about or kept then.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};

use super::application_proxy::ApplicationProxy;
use super::body::Body;
use super::exchange::NoAnswer;
use super::gate::Pass;
use super::headers::strip;
use crate::browser::origin::Origin;
use crate::browser::shared_cache::{CountyCache, Found, Generation, Key};
use collecting_body::CollectingBody;

mod collecting_body;

/// A request whose answer may be shared.
pub(super) struct SharedRead<'a> {
    pub(super) cache: &'a CountyCache,
    pub(super) key: Key,
    pub(super) head: Parts,
}

impl ApplicationProxy {
    pub(super) async fn read_shared(
        &self,
        read: SharedRead<'_>,
        origin: &Origin,
        pass: &Pass,
    ) -> Result<Response<Body>, NoAnswer> {
        let begun = read.cache.generation();
        match read.cache.find(&read.key, &read.head) {
            Found::Fresh(answer) => return Ok(given(answer)),
            _ if self.gate.watches(pass) => {
                return self.ask_alone(Request::from_parts(read.head, nothing()), origin, pass).await;
            }
            Found::Stale(stale) => {
                let answer = self.read(stale.question.clone(), origin, pass).await?;
                if answer.status() != StatusCode::NOT_MODIFIED {
                    return Ok(read.keeping(begun, answer));
                }
                let (mut said, _) = answer.into_parts();
                strip(&mut said.headers);
                if let Some(answer) = read.cache.renew(begun, &read.key, &stale, &said) {
                    return Ok(given(answer));
                }
                read.cache.remove(&read.key);
            }
            Found::Nothing => {}
        }
        let answer = self.read(read.head.clone(), origin, pass).await?;
        Ok(read.keeping(begun, answer))
    }
}

impl SharedRead<'_> {
    /// The same answer, which is kept when all of it has come, if it may be.
    fn keeping(self, begun: Generation, answer: Response<Body>) -> Response<Body> {
        let (head, body) = answer.into_parts();
        if !CollectingBody::fits(&head) || !self.cache.may_keep(&self.head, &head) {
            return Response::from_parts(head, body);
        }
        let mut kept = head.clone();
        strip(&mut kept.headers);
        let (cache, key, request) = (self.cache.clone(), self.key, self.head);
        let body = CollectingBody::boxed(body, move |whole| cache.keep(begun, &key, &request, &kept, whole));
        Response::from_parts(head, body)
    }
}

fn given(answer: Response<Bytes>) -> Response<Body> {
    answer.map(|body| Full::new(body).map_err(|never| match never {}).boxed())
}

fn nothing() -> Body {
    Full::default().map_err(|never| match never {}).boxed()
}

#[cfg(test)]
mod tests;
