//! Every request of one application that may change something at the county, and what became of it. Bounded; no query, no body.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::browser::observed::{RequestFate, UnsafeRequest};

/// Requests that are remembered: the first ones. A long application makes some dozens.
const MOST_REQUESTS: usize = 500;
/// Characters kept of one.
pub(super) const MOST_REQUEST_CHARACTERS: usize = 200;

/// Where in the log a request stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogEntry(usize);

#[derive(Default)]
pub(in crate::browser) struct RequestLog(Mutex<Vec<UnsafeRequest>>);

impl RequestLog {
    /// All so far, in their order.
    pub(in crate::browser) fn requests(&self) -> Vec<UnsafeRequest> {
        self.entries().clone()
    }

    /// How many so far.
    pub(in crate::browser) fn count(&self) -> usize {
        self.entries().len()
    }

    /// Notes one, its method and path; none where there are too many.
    pub(super) fn note(&self, request: &str, fate: RequestFate) -> Option<LogEntry> {
        let mut entries = self.entries();
        let entry = LogEntry(entries.len());
        (entries.len() < MOST_REQUESTS).then(|| {
            let request = request.chars().take(MOST_REQUEST_CHARACTERS).collect();
            entries.push(UnsafeRequest { request, fate });
            entry
        })
    }

    /// What became of it since.
    pub(super) fn amend(&self, entry: Option<LogEntry>, fate: RequestFate) {
        let Some(LogEntry(at)) = entry else { return };
        if let Some(noted) = self.entries().get_mut(at) {
            noted.fate = fate;
        }
    }

    fn entries(&self) -> MutexGuard<'_, Vec<UnsafeRequest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_requests_are_kept_and_what_became_of_them() {
        let log = RequestLog::default();
        let first = log.note("POST /login", RequestFate::Sent);
        log.amend(first, RequestFate::Answered(302));
        for _ in 0..MOST_REQUESTS {
            log.amend(log.note(&"x".repeat(1_000), RequestFate::Dropped), RequestFate::Dropped);
        }
        let kept = log.requests();
        assert_eq!(
            (kept.len(), log.count(), kept[1].request.len()),
            (MOST_REQUESTS, MOST_REQUESTS, MOST_REQUEST_CHARACTERS)
        );
        assert_eq!(kept[0], UnsafeRequest { request: "POST /login".into(), fate: RequestFate::Answered(302) });
    }
}
