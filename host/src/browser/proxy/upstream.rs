//! Asks a county's server for what a browser wants. What submits, what may change something and what the gate watches goes
//! alone, over a connection of its own that ends with it, so that no stale one can ever raise the question whether to send
//! again. Plain reads go over kept connections, and what every browser may have of a county is shared.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Bytes};
use hyper::header::{AUTHORIZATION, Entry, HOST, HeaderMap, HeaderValue, REFERER};
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use url::Url;

use super::application_proxy::ApplicationProxy;
use super::body::{Body, BoxError};
pub(super) use super::exchange::NoAnswer;
use super::exchange::in_time;
use super::gate::Pass;
use super::headers::{forget_outdone_length, strip};
use super::shared_reads::SharedRead;
use crate::browser::origin::Origin;
use crate::browser::shared_cache::CountyCache;

impl ApplicationProxy {
    /// Asks the county, once.
    pub(super) async fn ask<B>(
        &self,
        request: Request<B>,
        url: &Url,
        origin: &Origin,
        pass: Pass,
    ) -> Result<Response<Body>, NoAnswer>
    where
        B: HttpBody<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        let (mut head, body) = request.into_parts();
        strip(&mut head.headers);
        head.uri =
            Uri::try_from(&url[url::Position::BeforePath..url::Position::AfterQuery]).map_err(|e| e.to_string())?;
        head.version = Version::HTTP_11;
        let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
        head.headers.insert(HOST, HeaderValue::from_str(authority).map_err(|e| e.to_string())?);
        if let (Entry::Vacant(entry), Some(authorization)) =
            (head.headers.entry(AUTHORIZATION), self.authorization(origin))
        {
            entry.insert(authorization);
        }
        if let Some(spent) = self.budget.spent() {
            return Err(NoAnswer::Unreachable(spent));
        }
        let is_safe = head.method.is_safe();
        let is_read = matches!(head.method, Method::GET | Method::HEAD) && pass.is_read() && body.is_end_stream();
        let cache = self.policy.shared_cache.as_ref();
        let shared = cache.filter(|_| is_read).and_then(|cache| Some((cache, CountyCache::key(&head, url)?)));
        let mut response = if let Some((cache, key)) = shared {
            keep_origin_of_referer(&mut head.headers);
            in_time(self.read_shared(SharedRead { cache, key, head }, origin, &pass)).await?
        } else if is_read && !self.gate.watches(&pass) {
            in_time(self.read(head, origin, &pass)).await?
        } else {
            self.ask_alone(Request::from_parts(head, body.map_err(Into::into).boxed()), origin, &pass).await?
        };
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            return Err(NoAnswer::Unreachable("its server changed the protocol unasked".to_owned()));
        }
        forget_outdone_length(response.headers_mut());
        if let Some(cache) = cache
            && !is_safe
            && !response.status().is_client_error()
            && !response.status().is_server_error()
        {
            cache.forget(url);
        }
        Ok(response)
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

/// Which page asks is no matter of an answer that others are given too.
fn keep_origin_of_referer(headers: &mut HeaderMap) {
    let referer = headers.get(REFERER).and_then(|referer| Url::parse(referer.to_str().ok()?).ok());
    let origin = referer.and_then(|url| HeaderValue::try_from(format!("{}/", &url[..url::Position::BeforePath])).ok());
    match origin {
        Some(origin) => headers.insert(REFERER, origin),
        None => headers.remove(REFERER),
    };
}

#[cfg(test)]
mod tests;
