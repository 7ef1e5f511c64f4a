//! What county sites let everybody keep, their scripts, styles, pictures and fonts, shared by all applications of a county: each
//! begins in a browser that has forgotten everything. In memory, bounded, and by RFC 9111; what may be kept stands in `rules`.
//! No document, and nothing that was made for one applicant, is ever in it; nothing of it is logged.
//!
//! A county's answers never meet another county's, nor another release's: a release begins with nothing.

mod answer;
mod owner;
mod rules;
mod store;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use hyper::http::{request, response};
use hyper::{Response, body::Bytes};
use tokio::time::Instant;
use url::Url;

use self::answer::KeptAnswer;
pub(super) use self::answer::{Found, Stale};
use self::owner::Owner;
pub(super) use self::rules::Key;
pub(super) use self::store::Generation;
use self::store::Store;

/// Every county's. Cheap to clone.
#[derive(Clone)]
pub struct SharedCache {
    inner: Arc<Inner>,
}

struct Inner {
    store: Mutex<Store>,
    began: Instant,
}

impl Default for SharedCache {
    fn default() -> SharedCache {
        SharedCache { inner: Arc::new(Inner { store: Mutex::default(), began: Instant::now() }) }
    }
}

impl SharedCache {
    /// What the applications share that one release carries to one county.
    pub fn of(&self, county: &str, release: &str) -> CountyCache {
        CountyCache { cache: self.clone(), owner: Owner { county: county.into(), release: release.into() } }
    }

    /// Forgets all of a county's, and what is under way to be kept.
    pub fn clear(&self, county: &str) {
        self.store().clear(county);
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.inner.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs evenly whatever becomes of the machine's clock: the rules need ages, not dates.
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.inner.began.elapsed()
    }
}

/// What one county's applications share.
#[derive(Clone)]
pub struct CountyCache {
    cache: SharedCache,
    owner: Owner,
}

impl fmt::Debug for CountyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CountyCache").field(&self.owner).finish()
    }
}

impl CountyCache {
    /// The key of a request whose answer may be shared.
    pub(super) fn key(request: &request::Parts, url: &Url) -> Option<Key> {
        rules::key(request, url)
    }

    /// For what begins now: asked before it is looked for.
    pub(super) fn generation(&self) -> Generation {
        self.cache.store().generation()
    }

    pub(super) fn find(&self, key: &Key, request: &request::Parts) -> Found {
        let Some(kept) = self.cache.store().find(&self.owner, key) else { return Found::Nothing };
        kept.for_request(request, self.cache.now())
    }

    /// Whether the answer may be shared, as far as its head tells.
    pub(super) fn may_keep(&self, request: &request::Parts, response: &response::Parts) -> bool {
        rules::policy(request, response, self.cache.now()).is_some()
    }

    /// Keeps an answer whose body came whole, if the rules allow it, and nothing was cleared since it was asked for.
    pub(super) fn keep(
        &self,
        begun: Generation,
        key: &Key,
        request: &request::Parts,
        response: &response::Parts,
        body: Bytes,
    ) {
        let now = self.cache.now();
        if let Some(kept) = KeptAnswer::new(request, response, body, now) {
            self.insert(begun, key, kept);
        }
    }

    /// The county said of a stale answer that it is still right: what the browser gets. None if it meant another one.
    pub(super) fn renew(
        &self,
        begun: Generation,
        key: &Key,
        stale: &Stale,
        said: &response::Parts,
    ) -> Option<Response<Bytes>> {
        let now = self.cache.now();
        let renewed = stale.kept.renewed(&stale.question, said, now)?;
        match renewed.kept {
            Some(kept) => self.insert(begun, key, kept),
            None => self.remove(key),
        }
        Some(renewed.answer)
    }

    fn insert(&self, begun: Generation, key: &Key, kept: KeptAnswer) {
        let mut store = self.cache.store();
        if store.generation() == begun {
            store.insert(&self.owner, key.clone(), kept);
        }
    }

    /// What is kept under an address is no longer right (RFC 9111, 4.4), whatever it varied by.
    pub(super) fn forget(&self, url: &Url) {
        self.cache.store().forget(&self.owner, &rules::address(url));
    }

    pub(super) fn remove(&self, key: &Key) {
        self.cache.store().remove(&self.owner, key);
    }
}
