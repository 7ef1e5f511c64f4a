//! What went wrong, as the contract says it.

use super::invalid::InvalidArgument;
use crate::form::{ActionError, AlterationKind, Failure, Readiness};
use crate::plugin::v1::bindings::postrider::county::application::FieldProblem;
use crate::plugin::v1::bindings::postrider::county::form as wit;
use crate::submission::suggest_field;

/// An argument that cannot be used, as the failure of its action.
pub(in crate::plugin::v1) fn invalid_argument(invalid: InvalidArgument) -> wit::Failure {
    let (error, wanted, hint) = match invalid {
        InvalidArgument::Malformed(message) => {
            (wit::ActionError::Malformed, message, "Mend the argument: this is a mistake in the plugin.".to_owned())
        }
        InvalidArgument::Limit(message) => {
            (wit::ActionError::Limit, message, "Ask for less at a time: this is a mistake in the plugin.".to_owned())
        }
        InvalidArgument::Field(error) => {
            let (message, hint) = (error.path.clone(), field_hint(&error));
            (wit::ActionError::Field(error), message, hint)
        }
        InvalidArgument::Credential(message) => {
            let hint = "Name a credential and a part that the manifest declares.".to_owned();
            (wit::ActionError::Credential, message, hint)
        }
    };
    wit::Failure { error, wanted, found: Vec::new(), item: None, address: String::new(), title: String::new(), hint }
}

fn field_hint(error: &wit::FieldError) -> String {
    match error.problem {
        FieldProblem::UnknownPath => {
            suggest_field(&error.path).map(|meant| format!("Most like it is `{meant}`.")).unwrap_or_default()
        }
        FieldProblem::NotGranted => "Put it into the manifest, and have ops grant it.".to_owned(),
        FieldProblem::Absent | FieldProblem::RuleFailed(_) => "A person has to decide: the plugin cannot.".to_owned(),
    }
}

pub(in crate::plugin::v1) fn failure(failure: Failure) -> wit::Failure {
    let (error, wanted, found) = action_error(failure.error);
    wit::Failure {
        error,
        wanted,
        found,
        item: failure.item,
        address: failure.address,
        title: failure.title,
        hint: failure.hint,
    }
}

fn action_error(error: ActionError) -> (wit::ActionError, String, Vec<String>) {
    use wit::ActionError as To;
    let plain = |to: To| (to, String::new(), Vec::new());
    match error {
        ActionError::NoMatch(found) => (To::NoMatch, found.wanted, found.found),
        ActionError::ManyMatches(found) => (To::ManyMatches, found.wanted, found.found),
        ActionError::NotReady { wanted, missing, covered_by } => {
            (To::NotReady(readiness(missing)), wanted, covered_by.into_iter().collect())
        }
        ActionError::Invalid(found) => (To::NotReady(wit::Readiness::Valid), found.wanted, found.found),
        ActionError::NoSuchOption(found) => {
            let offered = if found.partial { wit::Offered::Part } else { wit::Offered::Whole };
            (To::NoSuchOption(offered), found.wanted, found.found)
        }
        ActionError::Altered { control, kind, actual, actual_length } => {
            (To::Altered(wit::Alteration { kind: alteration(kind), length: actual_length }), control, vec![actual])
        }
        ActionError::TimedOut(instead) => (To::TimedOut, instead.wanted, instead.found),
        ActionError::DialogOpen(text) => (To::DialogOpen, String::new(), vec![text]),
        ActionError::NothingThere(wanted) => (To::NothingThere, wanted, Vec::new()),
        ActionError::Unreachable { address, status, retry_after_seconds, reason } => {
            (To::Unreachable(wit::Unreachable { status, retry_after_seconds }), address, vec![reason])
        }
        ActionError::ForbiddenAddress(address) => (To::ForbiddenAddress, address, Vec::new()),
        ActionError::Submits { wanted, blocked } => (To::Submits, wanted, blocked.into_iter().collect()),
        ActionError::Undeclared { declared, request } => {
            (To::NoMatch, format!("only requests that the manifest declares: {declared}"), vec![request])
        }
        ActionError::Drifted(changes) => {
            (To::NoMatch, "the site that this release is known to fit".to_owned(), vec![changes])
        }
        ActionError::Rehearsed => (To::NoMatch, "a commit that is made".to_owned(), vec!["a rehearsal".to_owned()]),
        ActionError::Incomplete(paths) => (To::Incomplete, String::new(), paths),
        ActionError::AlreadyCommitted => plain(To::AlreadyCommitted),
        ActionError::Malformed(message) => (To::Malformed, message, Vec::new()),
        ActionError::Limit(message) => (To::Limit, message, Vec::new()),
        ActionError::Unsupported(message) => (To::Unsupported, message, Vec::new()),
        ActionError::BrowserLost => plain(To::BrowserLost),
    }
}

fn readiness(readiness: Readiness) -> wit::Readiness {
    match readiness {
        Readiness::Attached => wit::Readiness::Attached,
        Readiness::Visible => wit::Readiness::Visible,
        Readiness::Enabled => wit::Readiness::Enabled,
        Readiness::Editable => wit::Readiness::Editable,
        Readiness::Still => wit::Readiness::Still,
        Readiness::Uncovered => wit::Readiness::Uncovered,
    }
}

fn alteration(kind: AlterationKind) -> wit::AlterationKind {
    match kind {
        AlterationKind::Cut => wit::AlterationKind::Cut,
        AlterationKind::Reformatted => wit::AlterationKind::Reformatted,
        AlterationKind::Emptied => wit::AlterationKind::Emptied,
        AlterationKind::Different => wit::AlterationKind::Different,
    }
}
