//! What a manifest declares about requests, read. Plain values.

use crate::browser::{PathPattern, Step};
use crate::form::Submit;

/// What a manifest declares about requests.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DeclaredRequests {
    /// What submits.
    pub(super) submits: Vec<Submit>,
    /// What else a walk sends.
    pub(super) steps: Vec<Step>,
    /// Sockets that a walk opens, beside those that submit.
    pub(super) sockets: Vec<PathPattern>,
}

impl DeclaredRequests {
    /// Sockets that submit.
    pub(super) fn submitting_sockets(&self) -> impl Iterator<Item = &PathPattern> {
        self.submits.iter().filter_map(|submit| match submit {
            Submit::Socket(path) => Some(path),
            Submit::Request(_) | Submit::Button(_) => None,
        })
    }

    /// Every socket, with the list that it stands in.
    pub(super) fn all_sockets(&self) -> impl Iterator<Item = (&PathPattern, &'static str)> {
        let submits = self.submitting_sockets().map(|path| (path, "submits"));
        submits.chain(self.sockets.iter().map(|path| (path, "steps")))
    }
}
