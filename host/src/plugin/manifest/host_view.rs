//! What a manifest declares about requests, as the network policy and the form engine take it, and as ops should know it.

use super::Manifest;
use crate::browser::{RequestRules, UnknownRequests};
use crate::form::Submit;
use crate::submission::Grant;

impl Manifest {
    /// What submits, as the form engine takes it.
    pub fn submits(&self) -> Vec<Submit> {
        self.declared.submits.clone()
    }

    /// What requests mean, as the network policy takes it. No socket is opened that ops did not grant.
    pub fn requests(&self, grant: &Grant) -> RequestRules {
        let submits = self.declared.submits.iter().filter_map(|submit| match submit {
            Submit::Request(rule) => Some(rule.clone()),
            Submit::Button(_) | Submit::Socket(_) => None,
        });
        let sockets = self.declared.all_sockets().filter(|_| grant.sockets).map(|(path, _)| path.clone());
        RequestRules {
            submits: submits.collect(),
            steps: self.declared.steps.clone(),
            sockets: sockets.collect(),
            unknown: self.unknown_requests.unwrap_or_default(),
        }
    }

    /// What ops should know of it, although nothing is wrong: what passes unseen, and what has no witness.
    pub fn notes(&self) -> Vec<String> {
        let lenient = match self.unknown_requests {
            Some(UnknownRequests::Hold) => None,
            Some(UnknownRequests::Pass) => Some(
                "lenient: its manifest says `unknown_requests = \"pass\"`, so that requests which nobody declared reach the county"
                    .to_owned(),
            ),
            None => Some(
                "lenient: its manifest has no `unknown_requests`, so that requests which nobody declared reach the county; its author \
                 declares by `[[steps]]` what its walk sends, and writes `unknown_requests = \"hold\"`"
                    .to_owned(),
            ),
        };
        let submits = self.declared.submitting_sockets().map(|path| {
            format!(
                "no witness: it submits over the socket {path}, where nobody sees what is sent; what the page says counts, and a doubt \
                 is settled by asking the county"
            )
        });
        let opens = self.declared.sockets.iter().map(|path| {
            format!("no witness: it opens the socket {path}, where nobody sees what is sent; its manifest says that nothing submits there")
        });
        lenient.into_iter().chain(submits).chain(opens).collect()
    }
}
