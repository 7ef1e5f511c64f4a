//! What submits, and whether it was: plain actions on it are refused, and what the gate held back is reported once.

use super::sends::hits;
use crate::browser::{Origin, Session};
use crate::form::page::protocol::answer::Sends;
use crate::form::types::{ActionError, RawFailure, Submit};

/// What the manifest declares as submitting, and what became of it in this attempt.
pub(crate) struct SubmitWatch {
    /// What submits.
    pub(crate) declared: Vec<Submit>,
    /// The manifest's origins.
    pub(crate) origins: Vec<Origin>,
    /// `commit` made its click, or may have.
    pub(crate) committed: bool,
    /// Requests that the gate held back, as far as an action reported them.
    reported: u32,
}

impl SubmitWatch {
    pub(crate) fn new(declared: Vec<Submit>, origins: Vec<Origin>, session: &Session) -> SubmitWatch {
        SubmitWatch { declared, origins, committed: false, reported: session.submit_seen().refused }
    }

    /// A plain click on what the manifest declares as submitting is the plugin's mistake; so is one that such an element would
    /// receive.
    pub(crate) fn refuse(&self, sends: &[Sends]) -> Result<(), RawFailure> {
        if sends.iter().any(|sends| hits(sends, &self.declared)) {
            return Err(ActionError::Submits { wanted: String::new(), blocked: None }.into());
        }
        Ok(())
    }

    /// The request that the gate held back since this was asked last, method and path; not masked.
    pub(crate) fn held_back(&mut self, session: &Session) -> Option<String> {
        let refused = session.submit_seen().refused;
        let news = refused > std::mem::replace(&mut self.reported, refused);
        news.then(|| session.last_blocked_request().unwrap_or_default())
    }

    /// The gate was closed after a commit, and counts anew.
    pub(crate) fn gate_counts_anew(&mut self) {
        self.reported = 0;
    }
}
