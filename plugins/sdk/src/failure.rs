//! What a failed action becomes: the one table from the contract's failures to how an attempt ends (`stop` shows it whole).
//! Decides by what failed and by what the action was about; never retries.

use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::Unavailability;
use crate::bindings::postrider::county::form::{ActionError, Alteration, AlterationKind, Failure, Readiness, Value};
use crate::bindings::postrider::county::person::AskError;
use crate::field_error::Use;
use crate::message::{decimal, joined, listed, source_line};
use crate::stop::Stop;

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

/// What an action was about: it decides who is to correct a failure.
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
    /// The table. `at` is the line of the plugin.
    pub(crate) fn of(failure: Failure, blame: &Blame, at: &Location<'_>) -> Self {
        let Failure { error, wanted, found, address, title, hint, .. } = failure;
        let found = listed(&found);
        let how = match error {
            ActionError::NoMatch if found.is_empty() => "nothing like it",
            ActionError::NoMatch => "",
            ActionError::ManyMatches => "several: ",
            ActionError::NoSuchOption => match blame {
                Blame::Field(path) => return Self::refused(path, "The county's list does not offer this."),
                Blame::Worded(_) | Blame::Credential(_) | Blame::Page if found.is_empty() => "no options",
                Blame::Worded(_) | Blame::Credential(_) | Blame::Page => "only the options ",
            },
            ActionError::NotReady(Readiness::Uncovered) if found.is_empty() => "it is there, but covered",
            ActionError::NotReady(missing) => unready(missing),
            ActionError::TimedOut if found.is_empty() => "none of it in time",
            ActionError::TimedOut => "none of it in time; instead: ",
            ActionError::DialogOpen => "a dialog: ",
            ActionError::NothingThere => "nothing of that kind: ",
            ActionError::ForbiddenAddress => "an address that is not the county's: ",
            ActionError::Altered(alteration) => match blame {
                Blame::Field(path) | Blame::Worded(path) => {
                    return Self::refused(path, &altered(&wanted, alteration));
                }
                Blame::Credential(_) | Blame::Page => "a control that does not keep what is typed: ",
            },
            ActionError::Field(error) => return Self::of_field(&error, Use::Typed, &hint, at),
            ActionError::Unreachable(site) => {
                let status =
                    site.status.map_or_else(String::new, |status| joined(&["HTTP ", &decimal(status.into()), ": "]));
                return Self::Unavailable(Unavailability {
                    reason: status + &found,
                    retry_after_seconds: site.retry_after_seconds,
                });
            }
            ActionError::Credential => {
                let name = if let Blame::Credential(name) = blame { name } else { "" };
                return Self::credential(name, &wanted);
            }
            ActionError::Unsupported => return Self::NeedsPerson(joined(&["This host cannot do it yet: ", &wanted])),
            ActionError::BrowserLost => return Self::unavailable("the browser was lost"),
            ActionError::Submits if found.is_empty() => {
                return Self::fault(&["a plain action on ", &wanted, ", which submits: use `page.commit`"], at);
            }
            ActionError::Submits => {
                let what =
                    ["at or before a plain action on ", &wanted, " the page sent ", &found, ", which submits. ", &hint];
                return Self::fault(&what, at);
            }
            ActionError::Incomplete => {
                let remedy =
                    ": place each, a document by `upload`, or say by `rule_out` that the form has no place for it";
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
        // What is said before a list of things reads without one, too.
        let how = if found.is_empty() { how.trim_end_matches([':', ' ']) } else { how };
        let parts = [how, &found, " on “", &title, "” (", &address, "). ", &hint];
        Self::drifted(&wanted, &joined(&[joined(&parts).trim_ascii(), &source_line(at)]))
    }

    /// A question that nobody answered; whoever decides about the application reads it, and why nobody was asked.
    pub(crate) fn unanswered(prompt: &str, error: &AskError) -> Self {
        match error {
            AskError::NoAnswer => Self::NeedsPerson(prompt.to_owned()),
            AskError::Unsupported(why) => Self::NeedsPerson(joined(&[prompt, ": ", why])),
        }
    }
}

impl From<Failure> for Stop {
    #[track_caller]
    fn from(failure: Failure) -> Self {
        Self::of(failure, &Blame::Page, Location::caller())
    }
}

/// What a control did to a value, for whoever has to decide.
fn altered(control: &str, alteration: Alteration) -> String {
    let how = match alteration.kind {
        AlterationKind::Cut => {
            return joined(&[
                "The county's form (",
                control,
                ") cut it to ",
                &decimal(alteration.length),
                " characters.",
            ]);
        }
        AlterationKind::Reformatted => "wrote it in another form",
        AlterationKind::Emptied => "did not keep it",
        AlterationKind::Different => "made something else of it",
    };
    joined(&["The county's form (", control, ") ", how, "."])
}

fn unready(missing: Readiness) -> &'static str {
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
