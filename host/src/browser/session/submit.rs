//! The submit gate of a session's way out: opened for a commit, closed after it, and asked what left and what it held back.

use super::Session;
use crate::browser::observed::SubmitSeen;

impl Session {
    /// Lets exactly one request to a submit path through from now on.
    pub fn arm_submit(&self) {
        self.proxy().gate().arm();
    }

    /// Lets none through any more, and tells what was seen. Where nothing was sent, nothing will be: what it proves stays true.
    pub fn disarm_submit(&self) -> SubmitSeen {
        self.proxy().gate().disarm()
    }

    /// Lets none through that could submit: it was told that nothing was sent.
    pub fn shut_submit(&self) {
        self.proxy().gate().shut();
    }

    /// What was seen so far, without changing anything.
    pub fn submit_seen(&self) -> SubmitSeen {
        self.proxy().gate().seen()
    }

    /// Method and path, no query, of the request that the gate held back last. The path is the page's own text: mask it.
    pub fn submit_held(&self) -> Option<String> {
        self.proxy().gate().held()
    }
}
