//! From the contract's types to the host's and back. No I/O.

use super::super::guest::{Denied, Desk, Unresolved};
use super::bindings::postrider::county::{application, form as wit};
use crate::form::{
    Calendar, Choice, ClickOptions, CommitOutcome, CommitRequest, Condition, DateStyle, DialogAnswer, FillItem, Finder,
    Modifiers, MouseButton, Page, Target, Text, Typed, Window,
};
use crate::submission::{FieldError, Reference, Rule, RuleProblem};

mod bounds;
mod failure;

use bounds::{MAX_ARGUMENT, MAX_LITERAL, MAX_PATH, MAX_RULE_ARGUMENTS, MAX_RULES, longer, within};
pub(super) use bounds::{bounded, few, key};
pub(super) use failure::{bad, failure};

/// Most steps of a target.
const MAX_STEPS: usize = 16;
/// Most texts of a step.
const MAX_TEXTS: usize = 8;

/// Why an argument cannot be used; becomes the failure of the action that it was given to.
pub(super) enum Bad {
    /// Its form.
    Malformed(String),
    /// Its size.
    Limit(String),
    /// A field reference in it.
    Field(wit::FieldError),
    /// A credential in it.
    Credential(String),
}

impl From<Unresolved> for Bad {
    fn from(unresolved: Unresolved) -> Self {
        match unresolved {
            Unresolved::Field(error) => Self::Field(denied(error)),
            Unresolved::Credential(words) => Self::Credential(words),
        }
    }
}

pub(super) fn reference(field: application::Field) -> Result<Reference, application::FieldError> {
    if longer(&field.path, MAX_PATH) {
        let problem = application::FieldProblem::UnknownPath;
        return Err(application::FieldError { path: clip(&field.path), problem });
    }
    let mut rules = Vec::with_capacity(field.rules.len());
    for (index, rule) in field.rules.iter().enumerate() {
        let fits = index < MAX_RULES
            && rule.arguments.len() <= MAX_RULE_ARGUMENTS
            && !rule.arguments.iter().any(|argument| longer(argument, MAX_ARGUMENT));
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

pub(super) fn denied(denied: Denied) -> application::FieldError {
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

pub(super) fn clip(text: &str) -> String {
    text.chars().take(100).collect()
}

/// Arguments are resolved against what the plugin may type.
pub(super) struct Arguments<'a>(pub(super) &'a Desk);

impl Arguments<'_> {
    pub(super) fn text(&self, text: wit::Text) -> Result<Text, Bad> {
        Ok(match text {
            wit::Text::Exact(text) => Text::Exact(bounded(text)?),
            wit::Text::Contains(text) => Text::Contains(bounded(text)?),
            wit::Text::ValueOf(field) => {
                let reference = reference(field).map_err(Bad::Field)?;
                Text::ValueOf(self.0.compared(&reference).map_err(|error| Bad::Field(denied(error)))?)
            }
        })
    }

    pub(super) fn target(&self, target: wit::Target) -> Result<Target, Bad> {
        let malformed = |what: &str| Bad::Malformed(what.to_owned());
        if target.steps.len() > MAX_STEPS {
            return Err(malformed("a target has at most 16 steps"));
        }
        let (mut frames, mut scopes, mut by) = (Vec::new(), Vec::new(), None);
        for step in target.steps {
            if by.is_some() {
                return Err(malformed("a target's last step, and no other, takes the element"));
            }
            match step.purpose {
                wit::Purpose::Enter if scopes.is_empty() => frames.push(self.finder(step)?),
                wit::Purpose::Enter => return Err(malformed("a target's frames come before its narrowing")),
                wit::Purpose::Narrow => scopes.push(self.finder(step)?),
                wit::Purpose::Take => by = Some(self.finder(step)?),
            }
        }
        let by = by.ok_or_else(|| malformed("a target's last step takes the element"))?;
        Ok(Target { frames, scopes, by, nth: target.nth })
    }

    fn finder(&self, step: wit::Step) -> Result<Finder, Bad> {
        let argument = bounded(step.argument)?;
        let by_text = matches!(
            step.by,
            wit::Finder::Label
                | wit::Finder::Text
                | wit::Finder::Placeholder
                | wit::Finder::AfterText
                | wit::Finder::Section
                | wit::Finder::Row
                | wit::Finder::Role
        );
        if !by_text && !step.texts.is_empty() {
            return Err(Bad::Malformed("this finder takes an argument and no texts".to_owned()));
        }
        Ok(match step.by {
            wit::Finder::Label => Finder::Label(self.one_text(step.texts)?),
            wit::Finder::Text => Finder::Text(self.one_text(step.texts)?),
            wit::Finder::Placeholder => Finder::Placeholder(self.one_text(step.texts)?),
            wit::Finder::AfterText => Finder::AfterText(self.one_text(step.texts)?),
            wit::Finder::Role if step.texts.is_empty() => Finder::Role { role: argument, name: None },
            wit::Finder::Role => Finder::Role { role: argument, name: Some(self.one_text(step.texts)?) },
            wit::Finder::Name => Finder::Name(argument),
            wit::Finder::Id => Finder::Id(argument),
            wit::Finder::TestId => Finder::TestId(argument),
            wit::Finder::Css => Finder::Css(argument),
            wit::Finder::Xpath => Finder::XPath(argument),
            wit::Finder::Section => Finder::Section(self.one_text(step.texts)?),
            wit::Finder::Row => Finder::Row(self.texts(step.texts)?),
        })
    }

    fn one_text(&self, texts: Vec<wit::Text>) -> Result<Text, Bad> {
        let [text] = <[wit::Text; 1]>::try_from(texts)
            .map_err(|texts| Bad::Malformed(format!("this finder takes one text, not {}", texts.len())))?;
        self.text(text)
    }

    fn texts(&self, texts: Vec<wit::Text>) -> Result<Vec<Text>, Bad> {
        if texts.is_empty() || texts.len() > MAX_TEXTS {
            return Err(Bad::Malformed("a row takes one to eight texts".to_owned()));
        }
        texts.into_iter().map(|text| self.text(text)).collect()
    }

    pub(super) fn value(&self, value: wit::Value, holds: Option<wit::Field>) -> Result<Typed, Bad> {
        Ok(match value {
            wit::Value::Field(field) => {
                let holds = holds.map(reference).transpose().map_err(Bad::Field)?;
                let typed = reference(field).map_err(Bad::Field)?;
                if holds.as_ref().is_some_and(|holds| holds.path != typed.path) {
                    let words =
                        "`holds` says what the control makes of the field that is typed: it names the same field";
                    return Err(Bad::Malformed(words.to_owned()));
                }
                self.0.typed(&typed, holds.as_ref())?
            }
            wit::Value::Literal(_) | wit::Value::Credential(_) if holds.is_some() => {
                return Err(Bad::Malformed("`holds` goes with a field, and nothing else".to_owned()));
            }
            wit::Value::Literal(text) => Typed::literal(within(text, MAX_LITERAL)?),
            wit::Value::Credential(part) => self.0.credential(&part.name, &part.part)?,
        })
    }

    /// A value that a control may hold already: it is compared, and nothing is typed.
    fn expected(&self, value: wit::Value, holds: Option<wit::Field>) -> Result<Typed, Bad> {
        match value {
            wit::Value::Field(field) => {
                let holds = holds.map(reference).transpose().map_err(Bad::Field)?;
                Ok(self.0.expected(&reference(field).map_err(Bad::Field)?, holds.as_ref())?)
            }
            other => self.value(other, holds),
        }
    }

    pub(super) fn field(&self, field: wit::Field) -> Result<Typed, Bad> {
        Ok(self.0.typed(&reference(field).map_err(Bad::Field)?, None)?)
    }

    pub(super) fn fill_item(&self, item: wit::FillItem) -> Result<FillItem, Bad> {
        let target = self.target(item.target)?;
        let value =
            if item.look_only { self.expected(item.value, item.holds)? } else { self.value(item.value, item.holds)? };
        Ok(FillItem { target, value, look_only: item.look_only })
    }

    pub(super) fn choice(&self, choice: wit::Choice) -> Result<Choice, Bad> {
        Ok(match choice {
            wit::Choice::ByText(value) => Choice::ByText(self.value(value, None)?),
            wit::Choice::ByCode(value) => Choice::ByCode(self.value(value, None)?),
        })
    }

    pub(super) fn date_style(&self, style: wit::DateStyle) -> Result<DateStyle, Bad> {
        Ok(match style {
            wit::DateStyle::Native => DateStyle::Native,
            wit::DateStyle::Typed(pattern) => DateStyle::Typed(bounded(pattern)?),
            wit::DateStyle::Calendar((calendar, pattern)) => {
                let calendar = Calendar {
                    opener: calendar.opener.map(|opener| self.target(opener)).transpose()?,
                    heading: self.target(calendar.heading)?,
                    heading_format: bounded(calendar.heading_format)?,
                    previous: self.target(calendar.previous)?,
                    next: self.target(calendar.next)?,
                    days: self.target(calendar.days)?,
                };
                DateStyle::Calendar(Box::new(calendar), bounded(pattern)?)
            }
        })
    }

    pub(super) fn conditions(&self, conditions: Vec<wit::Condition>) -> Result<Vec<Condition>, Bad> {
        few(conditions)?.into_iter().map(|condition| self.condition(condition)).collect()
    }

    fn condition(&self, condition: wit::Condition) -> Result<Condition, Bad> {
        let target = condition.target.map(|target| self.target(target)).transpose()?;
        Ok(match (condition.fact, target) {
            (wit::Fact::Visible, Some(target)) => Condition::Visible(target),
            (wit::Fact::Hidden, Some(target)) => Condition::Hidden(target),
            (wit::Fact::Enabled, Some(target)) => Condition::Enabled(target),
            (wit::Fact::Holds(value), Some(target)) => Condition::Holds(target, self.expected(value, None)?),
            (wit::Fact::Count(count), Some(target)) => Condition::Count(target, count),
            (wit::Fact::Text(text), None) => Condition::Text(Text::Contains(bounded(text)?)),
            (wit::Fact::Address(address), None) => Condition::Address(bounded(address)?),
            (wit::Fact::Title(title), None) => Condition::Title(Text::Contains(bounded(title)?)),
            (wit::Fact::Dialog, None) => Condition::Dialog,
            (wit::Fact::Windows(count), None) => Condition::Windows(count),
            (_, Some(_)) => {
                return Err(Bad::Malformed("this condition is about the page: it takes no target".to_owned()));
            }
            (_, None) => {
                return Err(Bad::Malformed("this condition is about an element: it takes a target".to_owned()));
            }
        })
    }

    pub(super) fn dialog_answer(&self, answer: wit::DialogAnswer) -> Result<DialogAnswer, Bad> {
        Ok(match answer {
            wit::DialogAnswer::Accept => DialogAnswer::Accept,
            wit::DialogAnswer::Dismiss => DialogAnswer::Dismiss,
            wit::DialogAnswer::Enter(value) => DialogAnswer::Enter(self.value(value, None)?),
        })
    }

    pub(super) fn window(&self, window: wit::Window) -> Result<Window, Bad> {
        Ok(match window {
            wit::Window::Main => Window::Main,
            wit::Window::Newest => Window::Newest,
            wit::Window::Titled(text) => Window::Titled(self.text(text)?),
        })
    }

    pub(super) fn commit_request(&self, request: wit::CommitRequest) -> Result<CommitRequest, Bad> {
        let (mut confirmed, mut refused) = (Vec::new(), Vec::new());
        for sign in few(request.signs)? {
            let condition = self.condition(sign.condition)?;
            match sign.meaning {
                wit::Meaning::Confirmed => confirmed.push(condition),
                wit::Meaning::Refused => refused.push(condition),
            }
        }
        Ok(CommitRequest {
            target: self.target(request.target)?,
            dialogs: few(request.dialogs)?
                .into_iter()
                .map(|answer| self.dialog_answer(answer))
                .collect::<Result<_, _>>()?,
            confirmed,
            refused,
            number: self.target(request.number)?,
            number_pattern: request.number_pattern.map(bounded).transpose()?,
            bound_ms: request.bound,
        })
    }
}

pub(super) fn click_options(options: wit::ClickOptions) -> ClickOptions {
    let held = |modifier| options.modifiers.contains(modifier);
    ClickOptions {
        button: match options.button {
            wit::MouseButton::Primary => MouseButton::Primary,
            wit::MouseButton::Middle => MouseButton::Middle,
            wit::MouseButton::Secondary => MouseButton::Secondary,
        },
        count: options.count,
        modifiers: Modifiers {
            shift: held(wit::Modifiers::SHIFT),
            control: held(wit::Modifiers::CONTROL),
            alt: held(wit::Modifiers::ALT),
            meta: held(wit::Modifiers::META),
        },
        hold_ms: options.hold,
    }
}

pub(super) fn page(page: Page) -> wit::Page {
    wit::Page { address: page.address, title: page.title, status: page.status, signature: page.signature }
}

/// Nothing was clicked otherwise: that case is a failure of the call, not an outcome.
#[expect(clippy::result_large_err, reason = "the contract's own failure, handed on as it is")]
pub(super) fn commit_outcome(outcome: CommitOutcome) -> Result<wit::CommitOutcome, wit::Failure> {
    Ok(match outcome {
        CommitOutcome::Confirmed(receipt) => {
            wit::CommitOutcome::Confirmed(wit::Receipt { number: receipt.number, text: receipt.text })
        }
        CommitOutcome::Refused(text) => wit::CommitOutcome::Refused(text),
        CommitOutcome::InDoubt(reason) | CommitOutcome::Unread(reason) => wit::CommitOutcome::InDoubt(reason),
        CommitOutcome::NotClicked(found) => return Err(failure(found)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::guest::tests::guest;

    fn field(path: &str, rules: usize, arguments: usize, argument: &str) -> application::Field {
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

    #[test]
    fn what_a_control_holds_is_of_the_field_that_is_typed() {
        let guest = guest();
        let first = || wit::Value::Field(field("applicant.name.first", 0, 0, ""));
        let literal = |length| wit::Value::Literal("x".repeat(length));
        for (value, holds, fits) in [
            (first(), None, true),
            (first(), Some("applicant.name.first"), true),
            (first(), Some("applicant.name.last"), false),
            (literal(MAX_LITERAL), None, true),
            (literal(MAX_LITERAL + 1), None, false),
            (literal(1), Some("applicant.name.first"), false),
        ] {
            let done = Arguments(&guest.desk).value(value, holds.map(|path| field(path, 0, 0, "")));
            assert_eq!(done.is_ok(), fits, "{holds:?}");
            assert!(matches!(done, Ok(_) | Err(Bad::Malformed(_))), "{holds:?}");
        }
    }
}
