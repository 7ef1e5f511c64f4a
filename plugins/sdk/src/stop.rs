//! How an attempt ends when something went wrong: the one table from an action's failure to an outcome.
//!
//! | failure | stop | because |
//! | --- | --- | --- |
//! | `no-match`, `many-matches`, `not-ready` | drifted | the page is not what the plugin was written for |
//! | `timed-out`, `dialog-open`, `nothing-there`, `forbidden-address` | drifted | the site took another way |
//! | `altered` of a field | refused, on its path | the form does not take what the applicant said |
//! | `altered` of anything else | drifted | the form does not take what it took before |
//! | `no-such-option` for a field as it is | refused, on its path | the county does not know this town |
//! | `no-such-option` otherwise | drifted | the list lost an option that the plugin has words for |
//! | `field(rule-failed)`, `field(absent)` | refused, on its path | a person has to decide; a plugin never may |
//! | `unreachable` | unavailable, with what Retry-After said | the county's doing |
//! | `credential` | credential | ops' doing |
//! | `unsupported` | needs-person | this host cannot, a person can |
//! | `browser-lost` | unavailable | the host knows that it lost the browser, and retries without penalty |
//! | `submits`, `incomplete`, `already-committed`, `malformed`, `limit`, `unknown-document`, `field(unknown-path)`, `field(not-granted)` | fault: the plugin traps | a mistake in the plugin, which no county or person can mend |
//!
//! What only the plugin's author can mend, a drift or a fault, ends with the line of the plugin on which it happened.
//! Before a commit a stop costs nothing. A plugin may return any stop of its own.

use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::{CredentialProblem, Drift, Problem, Unavailability};
use crate::bindings::postrider::county::application::{FieldError, FieldProblem};
use crate::bindings::postrider::county::form::{ActionError, Alteration, AlterationKind, Failure, Readiness, Value};
use crate::bindings::postrider::county::person::AskError;
use crate::field::problem;
use crate::log;

/// Why a plugin goes no further.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// What an action was about, so that a failure can be laid at the right door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Blame {
    /// A field, by its path.
    Field(String),
    /// A field whose value went in by the plugin's own words for it: if a list lacks them, the list has changed.
    Worded(String),
    /// A credential, by its name.
    Credential(String),
    /// The page.
    Page,
}

impl Blame {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Field(field) if field.rules.iter().any(|rule| rule.name == "choice") => {
                Self::Worded(field.path.clone())
            }
            Value::Field(field) => Self::Field(field.path.clone()),
            Value::Credential(part) => Self::Credential(part.name.clone()),
            Value::Literal(_) => Self::Page,
        }
    }
}

impl Stop {
    /// The county will not take this.
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

    /// What sort of stop it is.
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

    /// The table above. `at` is the line of the plugin.
    pub(crate) fn of(failure: Failure, blame: &Blame, at: &Location<'_>) -> Self {
        let Failure { error, wanted, found, address, title, hint, .. } = failure;
        let found = listed(&found);
        let how = match error {
            ActionError::NoMatch if found.is_empty() => "nothing like it",
            ActionError::NoMatch => "",
            ActionError::ManyMatches => "several: ",
            ActionError::NoSuchOption => match blame {
                Blame::Field(path) => return Self::refused(path, "The county's list does not offer this."),
                Blame::Worded(_) | Blame::Credential(_) | Blame::Page => "only the options ",
            },
            ActionError::NotReady(missing) => missing_words(missing),
            ActionError::TimedOut if found.is_empty() => "none of it in time",
            ActionError::TimedOut => "none of it in time; instead: ",
            ActionError::DialogOpen => "a dialog: ",
            ActionError::NothingThere => "nothing of that kind",
            ActionError::ForbiddenAddress => "an address that is not the county's",
            ActionError::Altered(alteration) => match blame {
                Blame::Field(path) | Blame::Worded(path) => {
                    return Self::refused(path, &altered_words(&wanted, alteration));
                }
                Blame::Credential(_) | Blame::Page => "a control that does not keep what is typed: ",
            },
            ActionError::Field(error) => return Self::of_field(&error, Use::Typed, &hint, at),
            ActionError::Unreachable(site) => {
                let status = site.status.map_or_else(String::new, |status| format!("HTTP {}: ", u32::from(status)));
                return Self::Unavailable(Unavailability {
                    reason: status + &found,
                    retry_after_seconds: site.retry_after_seconds,
                });
            }
            ActionError::Credential => {
                let name = if let Blame::Credential(name) = blame { name } else { "" };
                return Self::credential(name, &wanted);
            }
            ActionError::Unsupported => return Self::NeedsPerson(words(&["This host cannot do it yet: ", &wanted])),
            ActionError::BrowserLost => return Self::unavailable("the browser was lost"),
            ActionError::Submits if found.is_empty() => {
                return Self::fault(&["a plain action on ", &wanted, ", which submits: use `page.commit`"], at);
            }
            ActionError::Submits => {
                let what =
                    ["at or before a plain action on ", &wanted, " the page sent ", &found, ", which submits: ", &hint];
                return Self::fault(&what, at);
            }
            ActionError::Incomplete => {
                let remedy = ": place each, or say by `rule_out` that the form has no place for it";
                return Self::fault(&["commit before these were placed: ", &found, remedy], at);
            }
            ActionError::AlreadyCommitted => {
                return Self::fault(&["a second commit: an attempt has one, and the first one's word stands"], at);
            }
            ActionError::UnknownDocument(_) => {
                return Self::fault(&["there is no such document: take one of `documents::all()`"], at);
            }
            ActionError::Malformed => return Self::fault(&["malformed: ", &wanted, ". ", &hint], at),
            ActionError::Limit => return Self::fault(&["limit reached: ", &wanted, ". ", &hint], at),
        };
        let parts = [how, &found, " on “", &title, "” (", &address, "). ", &hint];
        Self::drifted(&wanted, &words(&[words(&parts).trim_ascii(), &place(at)]))
    }

    /// Why a field gave nothing; `hint` is what the host adds.
    pub(crate) fn of_field(error: &FieldError, wanted: Use, hint: &str, at: &Location<'_>) -> Self {
        let path = &error.path;
        match (error.problem, wanted) {
            (FieldProblem::RuleFailed(_) | FieldProblem::Absent, _) => Self::Refused(vec![problem(error)]),
            (FieldProblem::UnknownPath, _) => Self::fault(&["an application has no field `", path, "`. ", hint], at),
            (FieldProblem::NotGranted, Use::Read) => {
                let remedy = "`: it has to be in the manifest's `fields.read` and in the county's `grant.read`";
                Self::fault(&["the plugin may not read `", path, remedy], at)
            }
            (FieldProblem::NotGranted, Use::Typed) => {
                let remedy =
                    "` here: it has to be in the manifest's `fields.fill`, and what tells a value in `fields.read`";
                Self::fault(&["the plugin may not use `", path, remedy], at)
            }
        }
    }

    /// What it says.
    pub(crate) fn said(&self) -> String {
        match self {
            Self::Refused(problems) => told(problems),
            Self::Unavailable(unavailability) => unavailability.reason.clone(),
            Self::Drifted(drift) => words(&["expected ", &drift.expected, "; found ", &drift.found]),
            Self::Credential(problem) => words(&[&problem.name, ": ", &problem.problem]),
            Self::NeedsPerson(said) | Self::InDoubt(said) | Self::Fault(said) => said.clone(),
        }
    }

    /// Of a question without an answer: who decides about the application reads it, and why nobody was asked.
    pub(crate) fn unanswered(prompt: &str, error: &AskError) -> Self {
        match error {
            AskError::NoAnswer => Self::NeedsPerson(prompt.to_owned()),
            AskError::Unsupported(why) => Self::NeedsPerson(words(&[prompt, ": ", why])),
        }
    }

    /// Ends the call here, for a mistake in the plugin where there is no result to return it by.
    pub(crate) fn trap(&self) -> ! {
        log::trap(&self.said())
    }

    pub(crate) fn fault(what: &[&str], at: &Location<'_>) -> Self {
        Self::Fault(words(&[words(what).trim_ascii(), &place(at)]))
    }
}

/// What a field was wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Its text.
    Read,
    /// To be typed, looked for, or described.
    Typed,
}

/// What an action gave, or the way its failure ends the attempt.
#[track_caller]
pub(crate) fn done<T>(answer: Result<T, Failure>) -> Result<T, Stop> {
    let at = Location::caller();
    answer.map_err(|failure| Stop::of(failure, &Blame::Page, at))
}

/// The same for an action with a value of its own.
#[track_caller]
pub(crate) fn done_for(answer: Result<(), Failure>, blame: &Blame) -> Result<(), Stop> {
    let at = Location::caller();
    answer.map_err(|failure| Stop::of(failure, blame, at))
}

impl From<Failure> for Stop {
    #[track_caller]
    fn from(failure: Failure) -> Self {
        Self::of(failure, &Blame::Page, Location::caller())
    }
}

impl From<FieldError> for Stop {
    #[track_caller]
    fn from(error: FieldError) -> Self {
        Self::of_field(&error, Use::Read, "", Location::caller())
    }
}

/// The line of the plugin, as the last words.
fn place(at: &Location<'_>) -> String {
    words(&[" (", at.file(), ":", &at.line().to_string(), ")"])
}

/// What a control did to a value, for whoever has to decide.
fn altered_words(control: &str, alteration: Alteration) -> String {
    let how = match alteration.kind {
        AlterationKind::Cut => {
            return format!("The county's form ({control}) cut it to {} characters.", alteration.length);
        }
        AlterationKind::Reformatted => "wrote it in another form",
        AlterationKind::Emptied => "did not keep it",
        AlterationKind::Different => "made something else of it",
    };
    words(&["The county's form (", control, ") ", how, "."])
}

/// The parts one after the other.
pub(crate) fn words(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// A line for each problem.
pub(crate) fn told(problems: &[Problem]) -> String {
    let mut text = String::new();
    for problem in problems {
        text += &words(&[&problem.path, ": ", &problem.message, "\n"]);
    }
    text
}

/// The items with a semicolon between.
fn listed(items: &[String]) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(item);
    }
    text
}

fn missing_words(missing: Readiness) -> &'static str {
    match missing {
        Readiness::Attached => "it does not stay in the page ",
        Readiness::Visible => "it is there, but hidden ",
        Readiness::Enabled => "it is there, but disabled ",
        Readiness::Editable => "it is there, but read-only ",
        Readiness::Still => "it is there, but keeps moving ",
        Readiness::Uncovered => "it is there, but covered by ",
    }
}

#[cfg(test)]
mod tests;
