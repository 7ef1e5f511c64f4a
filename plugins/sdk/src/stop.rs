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
//! Before a commit a stop costs nothing. A plugin may return any stop of its own.

use crate::bindings::exports::postrider::county::submitter::{CredentialProblem, Drift, Problem, Unavailability};
use crate::bindings::postrider::county::application::{FieldError, FieldProblem};
use crate::bindings::postrider::county::form::{ActionError, Alteration, AlterationKind, Failure, Readiness, Value};
use crate::field::problem;

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

    /// The table above.
    pub(crate) fn of(failure: Failure, blame: &Blame) -> Self {
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
            ActionError::TimedOut => "none of it in time",
            ActionError::DialogOpen => "a dialog: ",
            ActionError::NothingThere => "nothing of that kind",
            ActionError::ForbiddenAddress => "an address that is not the county's",
            ActionError::Altered(alteration) => match blame {
                Blame::Field(path) | Blame::Worded(path) => {
                    return Self::refused(path, &altered_words(&wanted, alteration));
                }
                Blame::Credential(_) | Blame::Page => "a control that does not keep what is typed: ",
            },
            ActionError::Field(error) => return error.into(),
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
            ActionError::Submits => return Self::fault("a plain click on what submits: ", &wanted),
            ActionError::Incomplete => return Self::fault("commit without having placed ", &found),
            ActionError::AlreadyCommitted => return Self::fault("a second commit", ""),
            ActionError::UnknownDocument(_) => return Self::fault("no such document", ""),
            ActionError::Malformed => return Self::fault("malformed: ", &wanted),
            ActionError::Limit => return Self::fault("limit reached: ", &wanted),
        };
        let parts = [how, &found, " on “", &title, "” (", &address, "). ", &hint];
        Self::drifted(&wanted, words(&parts).trim_ascii())
    }

    pub(crate) fn fault(what: &str, detail: &str) -> Self {
        Self::Fault(words(&[what, detail]))
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::of(failure, &Blame::Page)
    }
}

impl From<FieldError> for Stop {
    fn from(error: FieldError) -> Self {
        match error.problem {
            FieldProblem::RuleFailed(_) | FieldProblem::Absent => Self::Refused(vec![problem(&error)]),
            FieldProblem::UnknownPath => Self::fault("no such field: ", &error.path),
            FieldProblem::NotGranted => Self::fault("not granted to this plugin: ", &error.path),
        }
    }
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
mod tests {
    use super::*;
    use crate::bindings::postrider::county::application::{Field, RuleFailure, RuleProblem};
    use crate::bindings::postrider::county::form::Unreachable;

    fn stop(error: ActionError, wanted: &str, found: &[&str], blame: &Blame) -> Stop {
        let failure = Failure {
            error,
            wanted: wanted.to_owned(),
            found: found.iter().map(|text| (*text).to_owned()).collect(),
            item: None,
            address: "http://a.test/x".into(),
            title: "Step 2".into(),
            hint: String::new(),
        };
        Stop::of(failure, blame)
    }

    fn home() -> Blame {
        Blame::of(&Value::Field(Field::of("home.line1")))
    }

    fn refused_path(stop: Stop) -> Option<String> {
        match stop {
            Stop::Refused(problems) => problems.into_iter().next().map(|problem| problem.path),
            _ => None,
        }
    }

    #[test]
    fn a_changed_page_is_drift_and_says_what_is_there_instead() {
        assert_eq!(
            stop(ActionError::NoMatch, "label “Street”", &["“Street name”", "“City”"], &home()),
            Stop::drifted("label “Street”", "“Street name”; “City” on “Step 2” (http://a.test/x).")
        );
        assert_eq!(
            stop(ActionError::NoMatch, "button “Next”", &[], &Blame::Page),
            Stop::drifted("button “Next”", "nothing like it on “Step 2” (http://a.test/x).")
        );
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_on_its_path() {
        let cut = Alteration { kind: AlterationKind::Cut, length: 30 };
        assert_eq!(
            refused_path(stop(ActionError::Altered(cut), "Street", &[], &home())).as_deref(),
            Some("home.line1")
        );
        assert!(matches!(stop(ActionError::Altered(cut), "Search", &[], &Blame::Page), Stop::Drifted(_)));
        let failure = RuleFailure { rule: 0, problem: RuleProblem::NotRepresentable };
        let error = FieldError { path: "home.city".into(), problem: FieldProblem::RuleFailed(failure) };
        let stop = stop(ActionError::Field(error), "", &[], &Blame::Page);
        assert_eq!(refused_path(stop).as_deref(), Some("home.city"));
    }

    #[test]
    fn a_missing_option_is_the_datas_or_the_sites_doing() {
        let town = Blame::of(&Value::Field(Field::of("home.city")));
        let status = Blame::of(&Value::Field(Field::of("applicant.marital_status").choice(&[("single", "Single")])));
        let path = refused_path(stop(ActionError::NoSuchOption, "option “X”", &[], &town));
        assert_eq!(path.as_deref(), Some("home.city"));
        assert!(matches!(stop(ActionError::NoSuchOption, "option “Single”", &[], &status), Stop::Drifted(_)));
    }

    #[test]
    fn the_county_being_away_keeps_its_retry_after() {
        let site = Unreachable { status: Some(503), retry_after_seconds: Some(600) };
        assert_eq!(
            stop(ActionError::Unreachable(site), "http://a.test", &["maintenance"], &Blame::Page),
            Stop::Unavailable(Unavailability {
                reason: "HTTP 503: maintenance".into(),
                retry_after_seconds: Some(600)
            })
        );
    }

    #[test]
    fn a_credential_is_named() {
        let worker = Blame::Credential("worker".into());
        assert_eq!(stop(ActionError::Credential, "not leased", &[], &worker), Stop::credential("worker", "not leased"));
    }

    #[test]
    fn mistakes_of_the_plugin_are_faults() {
        let not_granted = FieldError { path: "home.city".into(), problem: FieldProblem::NotGranted };
        for error in [
            ActionError::Submits,
            ActionError::AlreadyCommitted,
            ActionError::Incomplete,
            ActionError::Malformed,
            ActionError::Limit,
            ActionError::Field(not_granted),
        ] {
            assert!(matches!(stop(error, "", &[], &Blame::Page), Stop::Fault(_)));
        }
    }
}
