//! How an attempt ends when something went wrong: the one table from an action's failure to an outcome.
//!
//! | failure | stop | because |
//! | --- | --- | --- |
//! | `no-match`, `many-matches`, `no-such-option`, `not-ready` | drifted | the page is not what the plugin was written for |
//! | `timed-out`, `dialog-open`, `nothing-there`, `forbidden-address` | drifted | the site took another way |
//! | `altered` of a field | refused, on its path | the form does not take what the applicant said |
//! | `altered` of anything else | drifted | the form does not take what it took before |
//! | `no-such-option` for a field | drifted | a list lost an option, or the plugin's texts are stale |
//! | `field(rule-failed)`, `field(absent)` | refused, on its path | a person has to decide; a plugin never may |
//! | any of the looking ones, while the document is HTTP 408, 429, 500 or above | unavailable | the county's doing |
//! | `unreachable` | unavailable, with what Retry-After said | the county's doing |
//! | `credential` | credential | ops' doing |
//! | `unsupported` | needs-person | this host cannot, a person can |
//! | `browser-lost` | unavailable | the host knows that it lost the browser, and retries without penalty |
//! | `submits`, `incomplete`, `already-committed`, `malformed`, `limit`, `unknown-document`, `field(unknown-path)`, `field(not-granted)` | fault: the plugin traps | a mistake in the plugin, which no county or person can mend |
//!
//! Before a commit a stop costs nothing. A plugin may return any stop of its own.

use crate::bindings::exports::postrider::county::submitter::{CredentialProblem, Drift, Problem, Unavailability};
use crate::bindings::postrider::county::application::FieldError;
use crate::bindings::postrider::county::form::{
    self, ActionError, Alteration, AlterationKind, Failure, Mismatch, Readiness, Value,
};
use crate::field::rule_words;

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
    /// A credential, by its name.
    Credential(String),
    /// The page.
    Page,
}

impl Blame {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Field(field) => Self::Field(field.path.clone()),
            Value::Credential(part) => Self::Credential(part.name.clone()),
            Value::Literal(_) => Self::Page,
        }
    }
}

impl Stop {
    /// The county will not take this.
    pub fn refused(path: &str, message: &str) -> Self {
        Self::Refused(vec![Problem {
            path: path.to_owned(),
            message: message.to_owned(),
        }])
    }

    /// The site cannot be used now, and did not say until when.
    pub fn unavailable(reason: &str) -> Self {
        Self::Unavailable(Unavailability {
            reason: reason.to_owned(),
            retry_after_seconds: None,
        })
    }

    /// The site is not what the plugin was written for.
    pub fn drifted(expected: &str, found: &str) -> Self {
        Self::Drifted(Drift {
            expected: expected.to_owned(),
            found: found.to_owned(),
        })
    }

    /// A credential, by its name in the manifest, does not work; what the site said.
    pub fn credential(name: &str, problem: &str) -> Self {
        Self::Credential(CredentialProblem {
            name: name.to_owned(),
            problem: problem.to_owned(),
        })
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

    /// The table above, unless what the site sent is an error page: then the site is away, and nothing has drifted.
    pub(crate) fn at(failure: Failure, blame: &Blame) -> Self {
        let looked = matches!(
            failure.error,
            ActionError::NoMatch(_)
                | ActionError::NotReady(_)
                | ActionError::TimedOut(_)
                | ActionError::NothingThere(_)
        );
        match looked.then(form::current) {
            Some(Ok(form::Page {
                status: Some(status),
                title,
                ..
            })) if away(status) => Self::unavailable(&format!("HTTP {status}: {title}")),
            _ => Self::of(failure, blame),
        }
    }

    /// The table above.
    pub(crate) fn of(failure: Failure, blame: &Blame) -> Self {
        let place = format!(" on “{}” ({}). {}", failure.title, failure.address, failure.hint);
        let place = place.trim_end();
        match failure.error {
            ActionError::NoMatch(mismatch)
            | ActionError::ManyMatches(mismatch)
            | ActionError::NoSuchOption(mismatch) => drift(&mismatch, place),
            ActionError::NotReady(unready) => {
                let cover = unready
                    .covered_by
                    .map_or_else(String::new, |cover| format!(", covered by {cover}"));
                Self::drifted(
                    &unready.wanted,
                    &format!("there, but not {}{cover}{place}", state(unready.missing)),
                )
            }
            ActionError::TimedOut(conditions) => Self::drifted(&conditions, &format!("none of it in time{place}")),
            ActionError::DialogOpen(text) => Self::drifted("no dialog", &format!("a dialog: {text}{place}")),
            ActionError::NothingThere(what) => Self::drifted(&what, &format!("nothing of that kind{place}")),
            ActionError::ForbiddenAddress(address) => Self::drifted("a page of the county's own", &address),
            ActionError::Altered(alteration) => altered(alteration, blame, place),
            ActionError::Field(error) => error.into(),
            ActionError::Unreachable(site) => Self::Unavailable(Unavailability {
                reason: site
                    .status
                    .map_or(site.reason.clone(), |status| format!("HTTP {status}: {}", site.reason)),
                retry_after_seconds: site.retry_after_seconds,
            }),
            ActionError::Credential(problem) => match blame {
                Blame::Credential(name) => Self::credential(name, &problem),
                Blame::Field(_) | Blame::Page => Self::credential("", &problem),
            },
            ActionError::Unsupported(what) => Self::NeedsPerson(format!("This host cannot do it yet: {what}")),
            ActionError::BrowserLost => Self::unavailable("the browser was lost"),
            ActionError::Submits => Self::Fault(format!("a plain click on what submits{place}")),
            ActionError::Incomplete(paths) => {
                Self::Fault(format!("commit without having placed {}{place}", paths.join(", ")))
            }
            ActionError::AlreadyCommitted => Self::Fault("a second commit".to_owned()),
            ActionError::UnknownDocument(id) => Self::Fault(format!("no document {id}")),
            ActionError::Malformed(what) => Self::Fault(format!("malformed: {what}")),
            ActionError::Limit(what) => Self::Fault(format!("limit reached: {what}")),
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::at(failure, &Blame::Page)
    }
}

impl From<FieldError> for Stop {
    fn from(error: FieldError) -> Self {
        match error {
            FieldError::RuleFailed(failure) => Self::refused(&failure.path, rule_words(failure.problem)),
            FieldError::Absent(path) => Self::refused(&path, "The county's form requires this."),
            FieldError::UnknownPath(path) => Self::Fault(format!("no field {path}")),
            FieldError::NotGranted(path) => Self::Fault(format!("{path} is not granted to this plugin")),
        }
    }
}

/// Whether a site that answers so is away: its own errors, timeouts, and too many requests.
fn away(status: u16) -> bool {
    status >= 500 || status == 408 || status == 429
}

fn drift(mismatch: &Mismatch, place: &str) -> Stop {
    let found = if mismatch.found.is_empty() {
        "nothing like it".to_owned()
    } else {
        mismatch.found.join("; ")
    };
    Stop::drifted(&mismatch.wanted, &format!("{found}{place}"))
}

fn altered(alteration: Alteration, blame: &Blame, place: &str) -> Stop {
    let Alteration {
        control,
        kind,
        actual_length,
        ..
    } = alteration;
    let how = match kind {
        AlterationKind::Cut => format!("cut it to {actual_length} characters"),
        AlterationKind::Reformatted => "wrote it in another form".to_owned(),
        AlterationKind::Emptied => "did not keep it".to_owned(),
        AlterationKind::Different => "made something else of it".to_owned(),
    };
    match blame {
        Blame::Field(path) => Stop::refused(path, &format!("The county's form ({control}) {how}.")),
        Blame::Credential(_) | Blame::Page => {
            Stop::drifted(&format!("{control} to take what is typed"), &format!("it {how}{place}"))
        }
    }
}

fn state(missing: Readiness) -> &'static str {
    match missing {
        Readiness::Attached => "attached",
        Readiness::Visible => "visible",
        Readiness::Enabled => "enabled",
        Readiness::Editable => "editable",
        Readiness::Still => "still",
        Readiness::Uncovered => "free to be clicked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::postrider::county::application::{Field, RuleFailure, RuleProblem};
    use crate::bindings::postrider::county::form::Unreachable;

    fn stop(error: ActionError, blame: &Blame) -> Stop {
        let failure = Failure {
            error,
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

    #[test]
    fn a_changed_page_is_drift_and_says_what_is_there_instead() {
        let mismatch = Mismatch {
            wanted: "label “Street”".into(),
            found: vec!["“Street name”".into(), "“City”".into()],
        };
        assert_eq!(
            stop(ActionError::NoMatch(mismatch), &home()),
            Stop::drifted("label “Street”", "“Street name”; “City” on “Step 2” (http://a.test/x).")
        );
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_on_its_path() {
        let cut = Alteration {
            control: "Street".into(),
            kind: AlterationKind::Cut,
            actual: "•••".into(),
            actual_length: 30,
        };
        let Stop::Refused(problems) = stop(ActionError::Altered(cut.clone()), &home()) else {
            panic!("not refused")
        };
        assert_eq!(problems[0].path, "home.line1");
        assert!(matches!(
            stop(ActionError::Altered(cut), &Blame::Page),
            Stop::Drifted(_)
        ));
        let failure = RuleFailure {
            path: "home.city".into(),
            rule: 0,
            problem: RuleProblem::NotRepresentable,
        };
        let Stop::Refused(problems) = stop(ActionError::Field(FieldError::RuleFailed(failure)), &Blame::Page) else {
            panic!("not refused")
        };
        assert_eq!(problems[0].path, "home.city");
    }

    #[test]
    fn the_county_being_away_keeps_its_retry_after() {
        let site = Unreachable {
            address: "http://a.test".into(),
            status: Some(503),
            retry_after_seconds: Some(600),
            reason: "maintenance".into(),
        };
        let Stop::Unavailable(away) = stop(ActionError::Unreachable(site), &Blame::Page) else {
            panic!("not unavailable")
        };
        assert_eq!(away.retry_after_seconds, Some(600));
        assert_eq!(away.reason, "HTTP 503: maintenance");
    }

    #[test]
    fn a_credential_is_named() {
        let worker = Blame::Credential("worker".into());
        assert_eq!(
            stop(ActionError::Credential("not leased".into()), &worker),
            Stop::credential("worker", "not leased")
        );
    }

    #[test]
    fn mistakes_of_the_plugin_are_faults() {
        for error in [
            ActionError::Submits,
            ActionError::AlreadyCommitted,
            ActionError::Incomplete(vec!["home.city".into()]),
            ActionError::Malformed("selector".into()),
            ActionError::Limit("actions".into()),
            ActionError::Field(FieldError::NotGranted("home.city".into())),
        ] {
            assert!(matches!(stop(error, &Blame::Page), Stop::Fault(_)));
        }
    }
}
