//! What submits, and whether it was: plain actions on it are refused, and what the gate held back is reported once.

use super::sends::hits;
use crate::browser::{Origin, Session, SubmitSeen};
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
    /// It was made by what nobody looks into: its outcome is the page's word alone.
    pub(crate) unwitnessed: bool,
    /// The first request that nobody declared and that was held before `commit` had an outcome, method and path; not masked.
    pub(crate) undeclared: Option<String>,
    /// Requests that the gate held back, as far as an action reported them: those that submit, and those that nobody declared.
    reported: (u32, u32),
}

/// A request that the gate held back, by its method and path; not masked.
pub(crate) enum HeldBack {
    /// It submits.
    Submits(String),
    /// Nobody declared it.
    Undeclared(String),
}

impl SubmitWatch {
    pub(crate) fn new(declared: Vec<Submit>, origins: Vec<Origin>, session: &Session) -> SubmitWatch {
        let seen = session.submit_seen();
        let reported = (seen.refused, seen.undeclared);
        SubmitWatch { declared, origins, committed: false, unwitnessed: false, undeclared: None, reported }
    }

    /// A plain click on what the manifest declares as submitting is the plugin's mistake; so is one that such an element would
    /// receive.
    pub(crate) fn refuse(&self, sends: &[Sends]) -> Result<(), RawFailure> {
        if sends.iter().any(|sends| hits(sends, &self.declared)) {
            return Err(ActionError::Submits { wanted: String::new(), blocked: None }.into());
        }
        Ok(())
    }

    /// The request that the gate held back since this was asked last. What the page may not send at all is told before what
    /// the plugin may not do.
    pub(crate) fn held_back(&mut self, session: &Session) -> Option<HeldBack> {
        let seen = session.submit_seen();
        let before = std::mem::replace(&mut self.reported, (seen.refused, seen.undeclared));
        if seen.undeclared > before.1 {
            let request = session.first_undeclared_request().unwrap_or_default();
            if !self.committed {
                self.undeclared.get_or_insert_with(|| request.clone());
            }
            return Some(HeldBack::Undeclared(request));
        }
        (seen.refused > before.0).then(|| HeldBack::Submits(session.last_blocked_request().unwrap_or_default()))
    }

    /// The gate was closed after a commit, and counts anew; this is what it saw until then. The request that nobody declared, if
    /// one was held during the commit.
    pub(crate) fn gate_counts_anew(&mut self, seen: &SubmitSeen, session: &Session) -> Option<String> {
        let (_, before) = std::mem::take(&mut self.reported);
        (seen.undeclared > before).then(|| session.first_undeclared_request().unwrap_or_default())
    }
}
