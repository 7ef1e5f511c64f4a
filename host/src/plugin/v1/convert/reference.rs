//! Field references: parsed within bounds, and why one gives nothing.

use super::limits::{MAX_ARGUMENT, MAX_PATH, MAX_RULE_ARGUMENTS, MAX_RULES, is_masked, longer};
use crate::plugin::access::Denied;
use crate::plugin::v1::bindings::postrider::county::application;
use crate::submission::{FieldError, Reference, Rule, RuleProblem};

/// Characters shown of a path that may not exist.
const MAX_SHOWN_PATH: usize = 100;

pub(in crate::plugin::v1) fn reference(field: application::Field) -> Result<Reference, application::FieldError> {
    if longer(&field.path, MAX_PATH) {
        let problem = application::FieldProblem::UnknownPath;
        return Err(application::FieldError { path: clip(&field.path), problem });
    }
    let mut rules = Vec::with_capacity(field.rules.len());
    for (index, rule) in field.rules.iter().enumerate() {
        let fits = index < MAX_RULES
            && rule.arguments.len() <= MAX_RULE_ARGUMENTS
            && !rule.arguments.iter().any(|argument| longer(argument, MAX_ARGUMENT) || is_masked(argument));
        let parsed = if fits { Rule::parse(&rule.name, &rule.arguments) } else { None };
        let parsed = parsed.ok_or_else(|| application::FieldError {
            path: clip(&field.path),
            problem: application::FieldProblem::RuleFailed(application::RuleFailure {
                rule: u32::try_from(index).unwrap_or(u32::MAX),
                problem: application::RuleProblem::DoesNotApply,
            }),
        })?;
        rules.push(parsed);
    }
    Ok(Reference { path: field.path, rules })
}

pub(in crate::plugin::v1) fn denied(denied: Denied) -> application::FieldError {
    let error = |path: &str, problem| application::FieldError { path: clip(path), problem };
    match denied {
        Denied::NotGranted(path) => error(&path, application::FieldProblem::NotGranted),
        Denied::Field(FieldError::UnknownPath(path)) => error(&path, application::FieldProblem::UnknownPath),
        Denied::Field(FieldError::Absent(path)) => error(&path, application::FieldProblem::Absent),
        Denied::Field(FieldError::Rule { path, rule, problem, .. }) => {
            let problem = match problem {
                RuleProblem::DoesNotApply => application::RuleProblem::DoesNotApply,
                RuleProblem::NotRepresentable => application::RuleProblem::NotRepresentable,
                RuleProblem::TooLong => application::RuleProblem::TooLong,
                RuleProblem::NoSuchPart => application::RuleProblem::NoSuchPart,
                RuleProblem::NoSuchChoice => application::RuleProblem::NoSuchChoice,
            };
            let rule = u32::try_from(rule).unwrap_or(u32::MAX);
            error(&path, application::FieldProblem::RuleFailed(application::RuleFailure { rule, problem }))
        }
    }
}

/// A path as an error shows it.
pub(in crate::plugin::v1) fn clip(text: &str) -> String {
    text.chars().take(MAX_SHOWN_PATH).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A reference with so many times the same rule.
    pub(in super::super) fn field(path: &str, rules: usize, arguments: usize, argument: &str) -> application::Field {
        let rule = application::Rule { name: "choice".to_owned(), arguments: vec![argument.to_owned(); arguments] };
        application::Field { path: path.to_owned(), rules: vec![rule; rules] }
    }

    #[test]
    fn a_reference_has_bounds_in_every_direction() {
        let problem = |field| reference(field).map(drop).map_err(|error| error.problem);
        let failed = |rule| {
            let problem = application::RuleProblem::DoesNotApply;
            Err(application::FieldProblem::RuleFailed(application::RuleFailure { rule, problem }))
        };
        let same = |left: Result<(), application::FieldProblem>, right: Result<(), application::FieldProblem>| {
            assert_eq!(format!("{left:?}"), format!("{right:?}"));
        };
        same(problem(field("home.zip", MAX_RULES, MAX_RULE_ARGUMENTS, "x")), Ok(()));
        same(problem(field("home.zip", MAX_RULES + 1, 2, "x")), failed(16));
        same(problem(field("home.zip", 1, MAX_RULE_ARGUMENTS + 2, "x")), failed(0));
        same(problem(field("home.zip", 1, 2, &"x".repeat(MAX_ARGUMENT + 1))), failed(0));
        let long = field(&"x".repeat(MAX_PATH + 1), 0, 0, "");
        assert_eq!(reference(long).unwrap_err().path.len(), 100, "and what comes back is short");
    }
}
