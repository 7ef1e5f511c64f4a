//! What to try next after an error, by names of the contract (`wit/v1`): a plugin may be written in any language.

use super::action_error::{ActionError, Mismatch};
use super::alteration::AlterationKind;
use super::readiness::Readiness;

const UNREACHABLE: &str = "Return `unavailable`.";
const DRIFTED: &str = "Return `drifted`: nothing is sent, and the county's work waits for a release that knows these, or for somebody who accepts them.";
const REHEARSED: &str = "Return `drifted`: whatever is returned, the application waits as before.";
const ALREADY_COMMITTED: &str = "Return what the first `commit` said.";
const BROWSER_LOST: &str = "Return at once: the host tries again.";
/// The hints that only say what the plugin is to return now.
const TO_RETURN: [&str; 5] = [UNREACHABLE, DRIFTED, REHEARSED, ALREADY_COMMITTED, BROWSER_LOST];

/// A text that may quote hints, without those that say what to return: they are the plugin's, and tell whoever reads it later to do what
/// nobody can.
pub fn without_what_to_return(text: &str) -> String {
    TO_RETURN.iter().fold(text.to_owned(), |text, hint| text.replace(&format!(" {hint}"), "").replace(hint, ""))
}

impl ActionError {
    /// A sentence.
    pub fn hint(&self) -> &str {
        match self {
            ActionError::NoMatch(Mismatch { advice: Some(advice), .. })
            | ActionError::ManyMatches(Mismatch { advice: Some(advice), .. }) => advice,
            ActionError::NoMatch(mismatch) if mismatch.found.is_empty() => {
                "The page has nothing of this kind: ask first whether it is the page that you expect, by something that only that one shows."
            }
            ActionError::NoMatch(_) => "If one of these is meant, the site was reworded: use its text.",
            ActionError::ManyMatches(_) => "Add a step that narrows it (a `section`, a `row`), or say which by `nth`.",
            ActionError::NotReady { missing, .. } => match missing {
                Readiness::Attached => "The page replaces it again and again: `wait` for what makes it settle.",
                Readiness::Visible => "Something that comes before it opens it, or the target names a hidden twin.",
                Readiness::Enabled => "The page wants something else first: `wait` until it is `enabled`.",
                Readiness::Editable => {
                    "It shows a value and takes none: use another control, or `fill` with `look-only`."
                }
                Readiness::Still => "It never stopped moving: `wait` for what ends the animation.",
                Readiness::Uncovered => "Close what covers it, or `wait` until that is `hidden`.",
            },
            ActionError::Invalid(_) => {
                "Nothing was clicked: answer these, or leave the case to a person where the site asks what the plugin does not know."
            }
            ActionError::NoSuchOption(Mismatch { partial: true, .. }) => {
                "It may be in the part that was not seen: find it by what the page has to search the list by."
            }
            ActionError::NoSuchOption(_) => {
                "Use one of these, or map the application's code to it by the rule `choice`."
            }
            ActionError::Altered { kind, .. } => match kind {
                AlterationKind::Cut => {
                    "The control has a length limit: shape the value by the rule `fit`, or leave the case to a person."
                }
                AlterationKind::Reformatted => "A mask rewrote it: say by `holds` what the control will hold.",
                AlterationKind::Emptied => "The page dropped it: `wait` until it is done, or shape what it rejects.",
                AlterationKind::Different => "The page put something else there: if it stays, a person has to look.",
            },
            ActionError::TimedOut(_) => "Another condition may be the one to wait for: name every page that may come.",
            ActionError::DialogOpen(_) => "Answer it by `dialog`.",
            ActionError::NothingThere(_) => "Nothing opened it, or it was closed.",
            ActionError::Unreachable { .. } => UNREACHABLE,
            ActionError::ForbiddenAddress(_) => "Add the origin to the manifest and have it granted.",
            ActionError::Submits { blocked: None, .. } => "Use `commit`.",
            ActionError::Submits { blocked: Some(_), .. } => {
                "Make what sends this by `commit`; if it is no submission, declare only what is one in the manifest's `submits`."
            }
            ActionError::Undeclared { .. } => {
                "If the walk needs it, declare it in the manifest by a `[[steps]]` with its `method` and `path` (with `drop = true` where nothing needs its answer); if it submits, by a `[[submits]]`."
            }
            ActionError::Drifted(_) => DRIFTED,
            ActionError::Rehearsed => REHEARSED,
            ActionError::Incomplete(_) => {
                "Place these fields, a document by `upload`, or rule them out by `not-applicable`."
            }
            ActionError::AlreadyCommitted => ALREADY_COMMITTED,
            ActionError::Malformed(_) | ActionError::Limit(_) => "This is a mistake in the plugin: mend the call.",
            ActionError::Unsupported(_) => "This host cannot do it: choose another way.",
            ActionError::BrowserLost => BROWSER_LOST,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_return_is_said_to_the_plugin_alone() {
        let drifted = ActionError::Drifted("/apply: button “Next” is gone".into());
        let lost = ActionError::BrowserLost;
        for error in [drifted, lost, ActionError::Rehearsed, ActionError::AlreadyCommitted] {
            assert!(error.hint().starts_with("Return "), "{}", error.hint());
            let said = format!("{error}. {} (src/lib.rs:7)", error.hint());
            assert_eq!(without_what_to_return(&said), format!("{error}. (src/lib.rs:7)"));
        }
        let missing = ActionError::NoMatch(Mismatch::new("button “Next”", vec!["button “Go on”".to_owned()]));
        assert_eq!(without_what_to_return(missing.hint()), missing.hint(), "whoever mends the plugin reads it");
    }
}
