//! Errors as sentences: what happened, and to what. They are part of the product; personal values never stand in them.

use std::fmt;

use super::action_error::ActionError;
use super::alteration::{AlterationKind, HIDDEN};

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ActionError::NoMatch(m) if m.found.is_empty() => write!(f, "nothing is {}", m.wanted),
            ActionError::NoMatch(m) => write!(f, "nothing is {}; there is {}", m.wanted, quoted(&m.found)),
            ActionError::ManyMatches(m) => write!(f, "several are {}: {}", m.wanted, m.found.join("; ")),
            ActionError::NotReady { wanted, missing, covered_by } => {
                write!(f, "{wanted} did not become ready: {}", missing.complaint())?;
                covered_by.as_ref().map_or(Ok(()), |cover| write!(f, " by {cover}"))
            }
            ActionError::Invalid(m) => {
                write!(f, "the browser itself holds the form of {} back: {}", m.wanted, m.found.join("; "))
            }
            ActionError::NoSuchOption(m) if m.partial => {
                write!(f, "{} was not seen; the list shows only a part, with {}", m.wanted, quoted(&m.found))
            }
            ActionError::NoSuchOption(m) if m.found.is_empty() => {
                write!(f, "{} is not offered; the list has no options", m.wanted)
            }
            ActionError::NoSuchOption(m) if m.more => {
                write!(f, "{} is not offered; the list has, among others, {}", m.wanted, quoted(&m.found))
            }
            ActionError::NoSuchOption(m) => write!(f, "{} is not offered; the list has {}", m.wanted, quoted(&m.found)),
            ActionError::Altered { control, kind, actual, actual_length } => {
                let how = match kind {
                    AlterationKind::Cut => "holds only the beginning",
                    AlterationKind::Reformatted => "holds it in another form",
                    AlterationKind::Emptied => "is empty",
                    AlterationKind::Different => "holds something else",
                };
                write!(f, "{control} {how}")?;
                match kind {
                    AlterationKind::Emptied => Ok(()),
                    AlterationKind::Reformatted | AlterationKind::Different if actual == HIDDEN => Ok(()),
                    _ => write!(f, ": “{actual}” ({actual_length} characters)"),
                }
            }
            ActionError::TimedOut(m) => {
                write!(f, "none of these came true in time: {}", m.wanted)?;
                if m.found.is_empty() { Ok(()) } else { write!(f, "; instead: {}", m.found.join("; ")) }
            }
            ActionError::DialogOpen(text) => write!(f, "a dialog stands open: “{text}”"),
            ActionError::NothingThere(what) => write!(f, "there is no {what}"),
            ActionError::Unreachable { address, reason, .. } => write!(f, "{address} is unavailable: {reason}"),
            ActionError::ForbiddenAddress(address) => write!(f, "{address} is not on an origin of the manifest"),
            ActionError::Submits { wanted, blocked: None } => write!(f, "{wanted} submits, says the manifest"),
            ActionError::Submits { wanted, blocked: Some(request) } => write!(
                f,
                "the page tried to send {request}, which submits, at or before the action on {wanted}; it was held back, and the county has nothing of it"
            ),
            ActionError::Undeclared { declared, request } => write!(
                f,
                "the page tried to send {request}, which the manifest does not declare (it declares {declared}); it was held back, and the county has nothing of it"
            ),
            ActionError::Drifted(changes) => write!(f, "the site is not what this release is known to fit: {changes}"),
            ActionError::Rehearsed => f.write_str("all is ready to be sent, and nothing is: this is a rehearsal"),
            ActionError::Incomplete(paths) => write!(f, "not placed and not ruled out: {}", paths.join(", ")),
            ActionError::AlreadyCommitted => write!(f, "this attempt has committed before"),
            ActionError::Malformed(what) | ActionError::Limit(what) => f.write_str(what),
            ActionError::Unsupported(what) => write!(f, "this host does not do that yet: {what}"),
            ActionError::BrowserLost => write!(f, "the browser is gone"),
        }
    }
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("“{text}”")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::action_error::Mismatch;
    use super::super::readiness::Readiness;
    use super::*;

    #[test]
    fn errors_read_as_sentences() {
        let all = [
            ActionError::NoMatch(Mismatch::new(
                "the control labelled “Street Address”",
                vec!["Street line 1".into(), "City".into()],
            )),
            ActionError::NoMatch(Mismatch::new("the button named “Next”", vec![])),
            ActionError::ManyMatches(Mismatch::new(
                "the button named “Edit”",
                vec!["<button> “Edit”".into(), "<button id=\"two\"> “Edit”".into()],
            )),
            ActionError::TimedOut(Mismatch::new("the title is “Done”", vec!["the title is “Sign in”".into()])),
            ActionError::NotReady {
                wanted: "the button named “Save”".into(),
                missing: Readiness::Uncovered,
                covered_by: Some("<div id=\"busy\"> “Please wait”".into()),
            },
            ActionError::Invalid(Mismatch::new(
                "the button named “Send”",
                vec!["<select name=\"language\"> “Language”: Please select an item in the list.".into()],
            )),
            ActionError::NoSuchOption(Mismatch::new("“Alder”", vec!["Birch".into(), "Cedar".into()])),
            ActionError::NoSuchOption(Mismatch { more: true, ..Mismatch::new("“Alder”", vec!["Birch".into()]) }),
            ActionError::NoSuchOption(Mismatch { partial: true, ..Mismatch::new("“Alder”", vec!["Birch".into()]) }),
            ActionError::Altered {
                control: "<input id=\"street\"> “Street”".into(),
                kind: AlterationKind::Cut,
                actual: "•••".into(),
                actual_length: 8,
            },
            ActionError::Altered {
                control: "<input id=\"street\"> “Street”".into(),
                kind: AlterationKind::Emptied,
                actual: String::new(),
                actual_length: 0,
            },
            ActionError::Incomplete(vec!["applicant.ssn".into(), "home.line1".into()]),
            ActionError::Submits { wanted: "the button named “Send”".into(), blocked: None },
            ActionError::Submits { wanted: "the link “Next”".into(), blocked: Some("POST /apply/submit".into()) },
            ActionError::Undeclared { declared: "POST /login, /apply/submit".into(), request: "PUT /draft".into() },
            ActionError::Drifted("/apply: new required list “Preferred contact”".into()),
            ActionError::Rehearsed,
        ];
        let text = all.iter().map(|e| format!("{e}\n  -> {}\n", e.hint())).collect::<String>();
        insta::assert_snapshot!(text);
    }
}
