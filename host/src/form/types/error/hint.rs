//! What to try next after an error, by names of the contract (`wit/v1`): a plugin may be written in any language.

use super::action_error::{ActionError, Mismatch};
use super::alteration::AlterationKind;
use super::readiness::Readiness;

impl ActionError {
    /// What to try next.
    pub fn hint(&self) -> &'static str {
        match self {
            ActionError::NoMatch(Mismatch { advice: Some(advice), .. }) => advice,
            ActionError::NoMatch(mismatch) if mismatch.found.is_empty() => {
                "the page has nothing of this kind: is it the page you expect? follow what comes with `see`"
            }
            ActionError::NoMatch(_) => "if one of these is meant, the site was reworded: use its text",
            ActionError::ManyMatches(_) => "narrow it by `within` (a section, a row), or say which by `nth`",
            ActionError::NotReady { missing, .. } => match missing {
                Readiness::Attached => "the page replaces it again and again: `wait_for` what makes it settle",
                Readiness::Visible => "something before it opens it, or the target names a hidden twin",
                Readiness::Enabled => "the page wants something else first; `wait_for` it to be enabled",
                Readiness::Editable => "it shows a value and takes none: is another control meant, or `verify`?",
                Readiness::Still => "it never stopped moving: `wait_for` what ends the animation",
                Readiness::Uncovered => "close what covers it, or `wait_for` it to be hidden",
            },
            ActionError::NoSuchOption(_) => "use one of these, or map the application's code to it by a rule",
            ActionError::Altered { kind, .. } => match kind {
                AlterationKind::Cut => {
                    "the control has a length limit: shape the value by `fit`, or leave the case to a person"
                }
                AlterationKind::Reformatted => "a mask rewrote it: say what it will hold by `holding`",
                AlterationKind::Emptied => "the page dropped it: wait until the page is done, or shape what it rejects",
                AlterationKind::Different => "the page put something else there: a person has to look if it stays",
            },
            ActionError::TimedOut(_) => {
                "another condition may be the one to wait for: name every page that may come, with `see`"
            }
            ActionError::DialogOpen(_) => "answer it by `accept_dialog` or `dismiss_dialog`",
            ActionError::NothingThere(_) => "nothing opened it, or it was closed",
            ActionError::Unreachable { .. } => "return `unavailable`",
            ActionError::ForbiddenAddress(_) => "add the origin to the manifest and have it granted",
            ActionError::Submits { held: None, .. } => "use `commit`",
            ActionError::Submits { held: Some(_), .. } => {
                "make what sends this by `commit`; if it is no submission, declare only what is one in the manifest's `submits`"
            }
            ActionError::Incomplete(_) => "place these fields, or rule them out by `not-applicable`",
            ActionError::AlreadyCommitted => "return what the first commit said",
            ActionError::Malformed(_) | ActionError::Limit(_) => "a mistake in the plugin",
            ActionError::Unsupported(_) => "this host cannot do it: choose another way",
            ActionError::BrowserLost => "return at once; the host retries",
        }
    }
}
