//! What one application's proxy remembers: how each document's request was answered, and which hosts were refused. Bounded; no
//! paths of what was refused.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use crate::browser::observed::Visit;

/// Documents whose answers are remembered.
const MOST_VISITS: usize = 256;
/// Refused hosts that are remembered.
const MOST_BLOCKED: usize = 64;

/// Services of the browsers' makers that browsers ask for by themselves. Refused as all else, but no news.
const MAKERS: [&str; 11] = [
    "update.googleapis.com",
    "safebrowsing.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "content-autofill.googleapis.com",
    "clients2.google.com",
    "accounts.google.com",
    "redirector.gvt1.com",
    "detectportal.firefox.com",
    "firefox.settings.services.mozilla.com",
    "content-signature-2.cdn.mozilla.net",
    "push.services.mozilla.com",
];

#[derive(Default)]
pub(in crate::browser) struct Observations(Mutex<Notes>);

#[derive(Default)]
struct Notes {
    /// Newest last, one for an address.
    visits: VecDeque<(String, Visit)>,
    blocked: BTreeSet<String>,
}

impl Observations {
    /// Forgets how an address answered, so that what is noted next is news.
    pub(in crate::browser) fn forget(&self, url: &Url) {
        let key = document(url);
        self.lock().visits.retain(|(known, _)| *known != key);
    }

    pub(in crate::browser) fn last_visit(&self, url: &Url) -> Option<Visit> {
        let key = document(url);
        self.lock().visits.iter().rev().find(|(known, _)| *known == key).map(|(_, visit)| visit.clone())
    }

    /// Whether the county ever answered with a document, as far as that is remembered.
    pub(in crate::browser) fn saw_a_page(&self) -> bool {
        self.lock().visits.iter().any(|(_, visit)| visit.unreachable.is_none())
    }

    pub(in crate::browser) fn blocked(&self) -> Vec<String> {
        self.lock().blocked.iter().cloned().collect()
    }

    pub(super) fn note_visit(&self, url: &Url, visit: Visit) {
        self.forget(url);
        let mut notes = self.lock();
        if notes.visits.len() == MOST_VISITS {
            notes.visits.pop_front();
        }
        notes.visits.push_back((document(url), visit));
    }

    /// No document came of it, or not all of it.
    pub(super) fn note_broken(&self, url: &Url, reason: &str) {
        let before = self.last_visit(url);
        let visit = before.unwrap_or(Visit {
            status: 502,
            retry_after_seconds: None,
            refresh_seconds: None,
            location: None,
            unreachable: None,
        });
        self.note_visit(url, Visit { unreachable: Some(reason.to_owned()), ..visit });
    }

    pub(super) fn note_blocked(&self, host: &str) {
        let host = host.to_ascii_lowercase();
        let mut notes = self.lock();
        if notes.blocked.len() < MOST_BLOCKED && !MAKERS.contains(&host.as_str()) {
            notes.blocked.insert(host);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What tells documents apart: an address without its fragment.
fn document(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}
