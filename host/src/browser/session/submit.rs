//! The submit gate of a session's proxy: opened for a commit, closed after it, and asked what left and what it held back; and the
//! hosts that were refused.

use super::Session;
use crate::browser::observed::{SubmitSeen, UnsafeRequest};

impl Session {
    /// Lets exactly one request that submits through from now on.
    pub fn arm_submit(&self) {
        self.proxy().gate().arm();
    }

    /// Lets none through any more, and reports what was seen. Where nothing was sent, nothing will be: what it proves stays true.
    pub fn disarm_submit(&self) -> SubmitSeen {
        self.proxy().gate().disarm()
    }

    /// Lets none through that could submit: it was reported that nothing was sent.
    pub fn shut_submit(&self) {
        self.proxy().gate().shut();
    }

    /// Whether it was reported that nothing was sent, and none is let through that could submit.
    pub fn submit_is_shut(&self) -> bool {
        self.proxy().gate().is_shut()
    }

    /// What was seen so far, without changing anything.
    pub fn submit_seen(&self) -> SubmitSeen {
        self.proxy().gate().seen()
    }

    /// Method and path, no query, of the request that the gate blocked last. The path is the page's own text: mask it.
    pub fn last_blocked_request(&self) -> Option<String> {
        self.proxy().gate().last_blocked_request()
    }

    /// Method and path, no query, of the request that nobody declared and that was held first since the last commit. The path is the
    /// page's own text: mask it.
    pub fn first_undeclared_request(&self) -> Option<String> {
        self.proxy().gate().first_undeclared_request()
    }

    /// What is declared to be sent.
    pub fn declared_requests(&self) -> String {
        self.proxy().policy().requests.declared()
    }

    /// Every request of this application that may change something, in their order, bounded.
    pub fn unsafe_requests(&self) -> Vec<UnsafeRequest> {
        self.proxy().requests().requests()
    }

    /// How many of them there are so far.
    pub fn count_unsafe_requests(&self) -> usize {
        self.proxy().requests().count()
    }

    /// Hosts that pages asked for and did not get: no paths, no queries, each once, bounded. What browsers ask their makers
    /// by themselves is refused too, and not listed.
    pub fn blocked(&self) -> Vec<String> {
        self.proxy().observations().blocked()
    }
}
