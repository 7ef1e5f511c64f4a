//! One kept answer: given while it is fresh, asked about when it is not, made new by the county's word that it is still right.
//! Pure.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http_cache_semantics::{AfterResponse, BeforeRequest, CachePolicy};
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{
    AGE, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, COOKIE, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, SET_COOKIE, TRANSFER_ENCODING,
};
use hyper::http::{request, response};

use super::rules;

/// After this the county is asked whether an answer is still right, whatever it said before: its site may have been mended.
const LONGEST_UNASKED: Duration = Duration::from_secs(60 * 60);
/// What keeping one takes beside its bytes.
const OVERHEAD: usize = 512;
/// What a 304 says of itself, not of the answer that it speaks for (RFC 9111, 3.2).
const OF_THE_304: [HeaderName; 6] =
    [CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, SET_COOKIE, TRANSFER_ENCODING];

pub(super) struct KeptAnswer {
    policy: CachePolicy,
    head: response::Parts,
    body: Bytes,
    /// When the county last said that it is right.
    said: SystemTime,
    public: bool,
}

/// What is there for a request.
pub(in crate::browser) enum Found {
    /// The answer: nobody has to be asked.
    Fresh(Response<Bytes>),
    /// One that the county has to be asked about.
    Stale(Stale),
    /// Nothing.
    Nothing,
}

/// An answer that the county has to be asked about.
pub(in crate::browser) struct Stale {
    pub(super) kept: Arc<KeptAnswer>,
    /// The request that asks about it.
    pub(in crate::browser) question: request::Parts,
}

/// What the county's word makes of a stale answer.
pub(super) struct Renewed {
    pub(super) answer: Response<Bytes>,
    /// None if it may be kept no longer.
    pub(super) kept: Option<KeptAnswer>,
}

impl KeptAnswer {
    /// None if it may not be kept.
    pub(super) fn new(
        request: &request::Parts,
        response: &response::Parts,
        body: Bytes,
        now: SystemTime,
    ) -> Option<KeptAnswer> {
        let policy = rules::policy(request, response, now)?;
        let mut head = response.clone();
        head.extensions.clear();
        for name in [CONNECTION, TRANSFER_ENCODING] {
            head.headers.remove(name);
        }
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        let public = rules::is_public(&head.headers);
        Some(KeptAnswer { policy, head, body, said: now, public })
    }

    pub(super) fn bytes(&self) -> usize {
        let headers = self.head.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        // The policy holds the headers once more.
        OVERHEAD + self.body.len() + headers.sum::<usize>() * 2
    }

    /// What this is for a request of the same key.
    pub(super) fn for_request(self: Arc<Self>, request: &request::Parts, now: SystemTime) -> Found {
        if request.headers.contains_key(COOKIE) && !self.public {
            return Found::Nothing;
        }
        let mut question = request.clone();
        rules::in_lower_case(&mut question.headers);
        let unasked = now.duration_since(self.said).unwrap_or_default();
        if unasked >= LONGEST_UNASKED {
            question.headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=0, no-cache"));
        }
        match self.policy.before_request(&question, now) {
            BeforeRequest::Fresh(_) => Found::Fresh(self.answer(now)),
            BeforeRequest::Stale { request: asks, matches: true } => {
                let mut question = request.clone();
                for name in [IF_NONE_MATCH, IF_MODIFIED_SINCE] {
                    if let Some(value) = asks.headers.get(&name) {
                        question.headers.insert(name, value.clone());
                    }
                }
                Found::Stale(Stale { kept: self, question })
            }
            BeforeRequest::Stale { matches: false, .. } => Found::Nothing,
        }
    }

    /// After a 304. None if it speaks for another answer.
    pub(super) fn renewed(
        &self,
        question: &request::Parts,
        said: &response::Parts,
        now: SystemTime,
    ) -> Option<Renewed> {
        if !matches!(self.policy.after_response(question, said, now), AfterResponse::NotModified(..)) {
            return None;
        }
        let mut head = self.head.clone();
        for name in said.headers.keys().filter(|name| !OF_THE_304.contains(name)) {
            head.headers.remove(name);
            for value in said.headers.get_all(name) {
                head.headers.append(name.clone(), value.clone());
            }
        }
        let kept = KeptAnswer::new(question, &head, self.body.clone(), now);
        let kept = kept.filter(|_| !said.headers.contains_key(SET_COOKIE));
        // Cookies are this browser's alone.
        for value in said.headers.get_all(SET_COOKIE) {
            head.headers.append(SET_COOKIE, value.clone());
        }
        Some(Renewed { answer: Response::from_parts(head, self.body.clone()), kept })
    }

    fn answer(&self, now: SystemTime) -> Response<Bytes> {
        let mut head = self.head.clone();
        head.headers.insert(AGE, HeaderValue::from(self.policy.age(now).as_secs()));
        Response::from_parts(head, self.body.clone())
    }
}
