//! How an attempt ends when something went wrong. A plugin may return any of these of its own; what a failed action
//! becomes is decided in `failure`, what an unusable field becomes in `field_error`.
//!
//! | what happened | stop | because |
//! | --- | --- | --- |
//! | `no-match`, `many-matches`, `not-ready` | drifted | the page is not what the plugin was written for, or two fields' targets mean one control; `valid`, of a commit: it asks something new |
//! | `timed-out`, `dialog-open`, `nothing-there`, `forbidden-address` | drifted | the site took another way |
//! | `altered` of a field | refused, on its path | the form does not take what the applicant said |
//! | `altered` of anything else, or of one of several choices that is not said | drifted | the form does not take what it took before |
//! | `no-such-option(whole)` for a field as it is | refused, on its path | the county does not know this town |
//! | `no-such-option(part)` | drifted | it may be in the rest of the list, which was not seen |
//! | `no-such-option` otherwise | drifted | the list lost an option that the plugin has words for |
//! | `field(rule-failed)`, `field(absent)` | refused, on its path | a person has to decide; a plugin never may |
//! | `unreachable` | unavailable, with what Retry-After said | the county's doing |
//! | `credential` | credential | ops' doing |
//! | `unsupported` | needs-person | this host cannot, a person can |
//! | `browser-lost` | unavailable | the host knows that it lost the browser, and retries without penalty |
//! | `submits`, `incomplete`, `already-committed`, `malformed`, `limit`, `unknown-document`, `field(unknown-path)`, `field(not-granted)` | fault: the plugin traps | a mistake in the plugin, which no county or person can mend |
//!
//! What only the plugin's author can mend, a drift or a fault, ends with the line of the plugin on which it happened.
//! Before a commit a stop costs nothing.

use core::fmt;
use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::{CredentialProblem, Drift, Problem, Unavailability};
use crate::log;
use crate::message::{joined, problem_lines, source_line};

/// Why a plugin goes no further.
#[derive(Clone, PartialEq, Eq)]
pub enum Stop {
    /// The county will not take the data as it is.
    Refused(Vec<Problem>),
    /// The site cannot be used now.
    Unavailable(Unavailability),
    /// The site is no longer what the plugin was written for.
    Drifted(Drift),
    /// A credential does not work.
    Credential(CredentialProblem),
    /// Only a person can go on; the question.
    NeedsPerson(String),
    /// The commit was made and its outcome is not known; why.
    InDoubt(String),
    /// A mistake in the plugin: it traps, so that the host can tell whose fault it was.
    Fault(String),
}

impl Stop {
    /// The county will not take this; a path of the application, or nothing for the application as a whole.
    pub fn refused(path: &str, message: &str) -> Self {
        Self::Refused(vec![Problem { path: path.to_owned(), message: message.to_owned() }])
    }

    /// The site cannot be used now, and did not say until when.
    pub fn unavailable(reason: &str) -> Self {
        Self::Unavailable(Unavailability { reason: reason.to_owned(), retry_after_seconds: None })
    }

    /// The site is not what the plugin was written for.
    pub fn drifted(expected: &str, found: &str) -> Self {
        Self::Drifted(Drift { expected: expected.to_owned(), found: found.to_owned() })
    }

    /// A credential, by its name in the manifest, does not work; what the site said.
    pub fn credential(name: &str, problem: &str) -> Self {
        Self::Credential(CredentialProblem { name: name.to_owned(), problem: problem.to_owned() })
    }

    /// What it says, for a line of the log.
    pub fn message(&self) -> String {
        match self {
            Self::Refused(problems) => problem_lines(problems),
            Self::Unavailable(unavailability) => unavailability.reason.clone(),
            Self::Drifted(drift) => joined(&["expected ", &drift.expected, "; found ", &drift.found]),
            Self::Credential(problem) => joined(&[&problem.name, ": ", &problem.problem]),
            Self::NeedsPerson(text) | Self::InDoubt(text) | Self::Fault(text) => text.clone(),
        }
    }

    /// The sort of stop, as the contract names it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Unavailable(_) => "unavailable",
            Self::Drifted(_) => "drifted",
            Self::Credential(_) => "credential",
            Self::NeedsPerson(_) => "needs-person",
            Self::InDoubt(_) => "in doubt",
            Self::Fault(_) => "plugin fault",
        }
    }

    /// A mistake in the plugin, on this line of it.
    pub(crate) fn fault(what: &[&str], at: &Location<'_>) -> Self {
        Self::Fault(joined(&[joined(what).trim_ascii(), &source_line(at)]))
    }

    /// Ends the call here, for a mistake in the plugin where there is no result to return it by.
    pub(crate) fn trap(&self) -> ! {
        log::trap(&self.message())
    }
}

/// By hand: what `derive` makes of the contract's types costs a plugin that writes one `{:?}` thirteen kilobytes.
impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        f.write_str(": ")?;
        f.write_str(&self.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_of_stop_has_a_message() {
        let stops = [
            (Stop::refused("home.city", "no such town"), "refused: home.city: no such town\n"),
            (Stop::unavailable("away"), "unavailable: away"),
            (Stop::drifted("a list", "none"), "drifted: expected a list; found none"),
            (Stop::credential("worker", "locked"), "credential: worker: locked"),
            (Stop::NeedsPerson("which town?".into()), "needs-person: which town?"),
            (Stop::InDoubt("no answer".into()), "in doubt: no answer"),
            (Stop::Fault("why".into()), "plugin fault: why"),
        ];
        for (stop, expect) in stops {
            assert_eq!(format!("{stop:?}"), expect);
            assert!(expect.ends_with(&stop.message()));
        }
    }
}
