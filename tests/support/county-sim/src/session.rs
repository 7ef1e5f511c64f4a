//! Who is signed in to a county: sessions by cookie, their eviction and timeout, and the form tokens each was given.
//! Never keeps what an applicant said: that is the draft's.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::draft::Draft;
use crate::lock::lock;

/// The cookie every county uses.
pub(crate) const COOKIE: &str = "SESSIONID";
/// How many ended sessions a county can still explain.
const REMEMBERED: usize = 1_000;

/// A live login, as the control port lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveSession {
    /// Login, a dash, the session's serial number: what the truth names.
    pub session: String,
    /// The user who signed in.
    pub login: String,
    /// When.
    pub since: jiff::Timestamp,
}

/// Why a session is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Never,
    Evicted,
    TimedOut,
}

/// One login's state on the server.
pub(crate) struct Session {
    pub(crate) name: String,
    login: String,
    since: jiff::Timestamp,
    /// Counts the county's sessions from 1.
    pub(crate) serial: u64,
    seen: Instant,
    pub(crate) draft: Draft,
    forms: BTreeMap<String, String>,
    /// The interleaved notice was shown.
    pub(crate) noticed: bool,
    /// The password was right; the code is still asked.
    pub(crate) awaits_code: bool,
}

impl Session {
    /// A fresh token for a form of this page; the former one is void.
    pub(crate) fn issue(&mut self, page: &str) -> String {
        let token = secret();
        self.forms.insert(page.to_owned(), token.clone());
        token
    }

    /// True for the page's latest token, however often.
    pub(crate) fn knows(&self, page: &str, token: &str) -> bool {
        self.forms.get(page).is_some_and(|t| t == token)
    }

    /// True once per issued token.
    pub(crate) fn redeem(&mut self, page: &str, token: &str) -> bool {
        let known = self.knows(page, token);
        if known {
            self.forms.remove(page);
        }
        known
    }
}

#[derive(Default)]
struct Inner {
    serial: u64,
    live: BTreeMap<String, Session>,
    ended: BTreeMap<String, Ended>,
}

/// All sessions of a county.
pub(crate) struct Sessions {
    timeout: Duration,
    single: bool,
    inner: Mutex<Inner>,
}

impl Sessions {
    pub(crate) fn new(timeout: Duration, single: bool) -> Self {
        Self { timeout, single, inner: Mutex::default() }
    }

    /// Signs in and returns the cookie's value. Where a login may be used once, the older session ends.
    pub(crate) fn open(&self, login: &str, awaits_code: bool) -> String {
        let mut inner = lock(&self.inner);
        if self.single {
            let older: Vec<_> = inner.live.iter().filter(|(_, s)| s.login == login).map(|(c, _)| c.clone()).collect();
            for cookie in older {
                inner.end(&cookie, Ended::Evicted);
            }
        }
        inner.serial += 1;
        let serial = inner.serial;
        let cookie = secret();
        let session = Session {
            name: format!("{login}-{serial}"),
            login: login.to_owned(),
            since: crate::truth::now(),
            serial,
            seen: Instant::now(),
            draft: Draft::default(),
            forms: BTreeMap::new(),
            noticed: false,
            awaits_code,
        };
        inner.live.insert(cookie.clone(), session);
        cookie
    }

    /// Works with the request's session, whether or not it still owes a code.
    pub(crate) fn any<R>(&self, headers: &HeaderMap, work: impl FnOnce(&mut Session) -> R) -> Result<R, Ended> {
        let Some(cookie) = cookie(headers) else {
            return Err(Ended::Never);
        };
        let mut inner = lock(&self.inner);
        if inner.live.get(&cookie).is_some_and(|s| s.seen.elapsed() > self.timeout) {
            inner.end(&cookie, Ended::TimedOut);
        }
        match inner.live.get_mut(&cookie) {
            Some(session) => {
                session.seen = Instant::now();
                Ok(work(session))
            }
            None => Err(inner.ended.get(&cookie).copied().unwrap_or(Ended::Never)),
        }
    }

    /// Works with the request's session once it is fully signed in.
    pub(crate) fn with<R>(&self, headers: &HeaderMap, work: impl FnOnce(&mut Session) -> R) -> Result<R, Ended> {
        self.any(headers, |s| if s.awaits_code { None } else { Some(work(s)) })?.ok_or(Ended::Never)
    }

    /// Ends the request's session. `Never` forgets it, as a logout does.
    pub(crate) fn end(&self, headers: &HeaderMap, why: Ended) {
        if let Some(cookie) = cookie(headers) {
            lock(&self.inner).end(&cookie, why);
        }
    }

    pub(crate) fn live(&self) -> Vec<LiveSession> {
        let inner = lock(&self.inner);
        let live = inner.live.values().filter(|s| s.seen.elapsed() <= self.timeout);
        live.map(|s| LiveSession { session: s.name.clone(), login: s.login.clone(), since: s.since }).collect()
    }

    /// Voids every form handed out so far.
    pub(crate) fn forget_forms(&self) {
        for session in lock(&self.inner).live.values_mut() {
            session.forms.clear();
        }
    }

    pub(crate) fn clear(&self) {
        *lock(&self.inner) = Inner::default();
    }
}

impl Inner {
    fn end(&mut self, cookie: &str, why: Ended) {
        if self.live.remove(cookie).is_some() && why != Ended::Never {
            if self.ended.len() >= REMEMBERED {
                self.ended.pop_first();
            }
            self.ended.insert(cookie.to_owned(), why);
        }
    }
}

/// The header that sets the cookie.
pub(crate) fn set_cookie(value: &str) -> (header::HeaderName, String) {
    (header::SET_COOKIE, format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax"))
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE);
    all.iter().filter_map(|h| h.to_str().ok()).flat_map(|h| h.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then(|| value.to_owned())
    })
}

/// 128 random bits, as hexadecimal.
pub(crate) fn secret() -> String {
    format!("{:032x}", rand::random::<u128>())
}
