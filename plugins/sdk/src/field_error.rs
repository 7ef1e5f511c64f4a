//! What an unusable field becomes: a problem for the applicant where the data is at fault, a fault of the plugin where it
//! asked for what there is not or what it may not have. Never holds a value.

use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::Problem;
use crate::bindings::postrider::county::application::{Description, FieldError, FieldProblem, Rule, RuleProblem};
use crate::stop::Stop;

/// What a field was wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Its text.
    Read,
    /// To be typed, looked for, or described.
    Typed,
}

impl Stop {
    /// Why a field gave nothing; `hint` is what the host adds, `at` the line of the plugin.
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
}

impl From<FieldError> for Stop {
    #[track_caller]
    fn from(error: FieldError) -> Self {
        Self::of_field(&error, Use::Read, "", Location::caller())
    }
}

/// Why a field gave no value, for the applicant.
pub(crate) fn problem(error: &FieldError) -> Problem {
    let message = match error.problem {
        FieldProblem::RuleFailed(failure) => match failure.problem {
            RuleProblem::DoesNotApply => "The plugin's rule does not fit this kind of value.",
            RuleProblem::NotRepresentable => {
                "This county's form cannot take this as it is: letters without an accepted spelling, or cents."
            }
            RuleProblem::TooLong => "This is longer than the county's form takes, abbreviated or not.",
            RuleProblem::NoSuchPart => "This lacks a part that the county's form asks for.",
            RuleProblem::NoSuchChoice => "The county's form does not offer this choice.",
        },
        FieldProblem::Absent => "The county's form requires this.",
        FieldProblem::UnknownPath => "The plugin asks for a field that does not exist.",
        FieldProblem::NotGranted => "The plugin was not granted this field.",
    };
    Problem { path: error.path.clone(), message: message.to_owned() }
}

/// Whether the rules of a reference can represent its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Fine,
    /// They cannot.
    Unfit(Problem),
    /// The host does not say it of a piece: a value that may not be read is typed in pieces, and described as a whole.
    Undisclosed,
}

/// What a description says of how a value fits. An error is the plugin's mistake, or that the applicant gave nothing.
pub(crate) fn fit(described: Result<Description, FieldError>, rules: &[Rule]) -> Result<Fit, FieldError> {
    match described {
        Ok(_) => Ok(Fit::Fine),
        Err(error) => match error.problem {
            FieldProblem::RuleFailed(_) => Ok(Fit::Unfit(problem(&error))),
            FieldProblem::NotGranted if rules.iter().any(|rule| rule.name == "split") => Ok(Fit::Undisclosed),
            FieldProblem::Absent | FieldProblem::NotGranted | FieldProblem::UnknownPath => Err(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::postrider::county::application::{Field, RuleFailure};

    #[test]
    fn a_read_that_is_not_granted_names_both_lists() {
        let error = FieldError { path: "home.city".into(), problem: FieldProblem::NotGranted };
        let stop = Stop::from(error);
        let text = "the plugin may not read `home.city`: it has to be in the manifest's `fields.read` and in the county's `grant.read`";
        assert_eq!(stop, Stop::Fault(format!("{text} ({}:{})", file!(), line!() - 2)));
    }

    #[test]
    fn what_may_not_be_used_is_no_value_that_fits() {
        let failed = || RuleFailure { rule: 0, problem: RuleProblem::TooLong };
        let error = |problem| FieldError { path: "home.city".into(), problem };
        let (plain, pieces) =
            (Field::of("home.city").upper().rules, Field::of("home.city").upper().split(" ", 0).rules);
        for rules in [&plain, &pieces] {
            let unfit = error(FieldProblem::RuleFailed(failed()));
            assert_eq!(fit(Err(unfit.clone()), rules), Ok(Fit::Unfit(problem(&unfit))));
            for mistake in [FieldProblem::UnknownPath, FieldProblem::Absent] {
                assert!(fit(Err(error(mistake)), rules).is_err(), "{mistake:?}");
            }
        }
        assert!(
            fit(Err(error(FieldProblem::NotGranted)), &plain).is_err(),
            "the first application that types it would end by it"
        );
        assert_eq!(fit(Err(error(FieldProblem::NotGranted)), &pieces), Ok(Fit::Undisclosed));
    }
}
