//! References to what the applicant said, and the named rules that shape a value for a county's form. A reference is
//! resolved by the host at the moment of typing; nothing here holds a value, save what [`Field::read`] was granted.

use core::panic::Location;

use crate::bindings::exports::postrider::county::submitter::Problem;
use crate::bindings::postrider::county::application::{self, Description, Field, FieldError, FieldProblem, Kind, Rule};
use crate::field_error::{Fit, Use, fit};
use crate::message::decimal;
use crate::rule::{CharacterSet, Part};
use crate::stop::Stop;

impl Field {
    /// The value at a path, unshaped. Prefer the accessors of [`crate::application::Application`].
    pub fn of(path: &str) -> Self {
        Self { path: path.to_owned(), rules: Vec::new() }
    }

    /// Writes a date by a pattern such as `MM/DD/YYYY`.
    #[must_use]
    pub fn date(self, pattern: &str) -> Self {
        self.rule("date", &[pattern])
    }

    /// Writes an amount by a pattern: `#,###.##` for `1,200.00`, `$#` for whole dollars, which one with cents does not fit.
    #[must_use]
    pub fn amount(self, pattern: &str) -> Self {
        self.rule("amount", &[pattern])
    }

    /// Takes a part of the value: three digits of a Social Security number, the year of a date.
    #[must_use]
    pub fn part(self, part: Part) -> Self {
        self.rule("part", &[part.name()])
    }

    /// Takes a piece of the value between separators, from 0.
    #[must_use]
    pub fn split(self, separator: &str, index: u32) -> Self {
        self.rule("split", &[separator, &decimal(index)])
    }

    /// Upper case.
    #[must_use]
    pub fn upper(self) -> Self {
        self.rule("upper", &[])
    }

    /// Writes digits into a pattern where each `#` is one: `###-##-####`.
    #[must_use]
    pub fn pattern(self, pattern: &str) -> Self {
        self.rule("pattern", &[pattern])
    }

    /// Keeps to a set of characters, with transliteration.
    #[must_use]
    pub fn restrict(self, set: CharacterSet) -> Self {
        self.rule("restrict", &[set.name()])
    }

    /// Replaces every occurrence of a literal text.
    #[must_use]
    pub fn replace(self, old: &str, new: &str) -> Self {
        self.rule("replace", &[old, new])
    }

    /// Puts several lines on one, for a box that takes one.
    #[must_use]
    pub fn one_line(self) -> Self {
        self.replace("\r\n", " ").replace("\n", " ")
    }

    /// Fits an address into a length by the postal abbreviations; a value still longer is a problem, never cut.
    #[must_use]
    pub fn fit(self, length: u32) -> Self {
        self.held_to("fit", length)
    }

    /// Holds a value to the length of the county's box, which would cut it. Nothing is changed: what is longer is a problem.
    #[must_use]
    pub fn at_most(self, length: u32) -> Self {
        self.held_to("at-most", length)
    }

    /// Puts the county's text for each code: `.choice(&[("single", "Single"), ("married", "Married")])`.
    #[must_use]
    pub fn choice(self, texts: &[(&str, &str)]) -> Self {
        let arguments: Vec<&str> = texts.iter().flat_map(|(code, text)| [*code, *text]).collect();
        self.rule("choice", &arguments)
    }

    /// Whether the applicant gave it.
    #[track_caller]
    pub fn present(&self) -> bool {
        self.plain().is_some_and(|description| description.present)
    }

    /// Items of a list.
    #[track_caller]
    pub fn count(&self) -> u32 {
        self.plain().map_or(0, |description| description.count)
    }

    /// Length after the rules; 0 when absent, and where the value may not be read: see [`at_most`](Self::at_most).
    #[track_caller]
    pub fn length(&self) -> u32 {
        known(application::describe(self)).map_or(0, |description| description.length)
    }

    /// The value, shaped. Choices, booleans and amounts are readable; all else needs `read` in the manifest.
    #[track_caller]
    pub fn read(&self) -> Result<String, Stop> {
        let at = Location::caller();
        application::read(self).map_err(|error| Stop::of_field(&error, Use::Read, "", at))
    }

    /// Whether a choice or boolean has this code; `false` when absent.
    #[track_caller]
    pub fn is(&self, code: &str) -> bool {
        allowed(application::read(self), Use::Read).is_ok_and(|value| value == code)
    }

    /// Says that the county's form has no place for this field, and why (no personal data).
    #[track_caller]
    pub fn not_applicable(&self, reason: &str) -> Result<(), Stop> {
        let at = Location::caller();
        application::not_applicable(&self.path, reason).map_err(|error| Stop::of_field(&error, Use::Typed, "", at))
    }

    /// What to tell the applicant about this field.
    pub fn problem(&self, message: &str) -> Problem {
        Problem { path: self.path.clone(), message: message.to_owned() }
    }

    /// What the rules make of the value, if they cannot represent it. A field or a rule that the plugin may not use is a mistake, as it
    /// is where the field is typed.
    #[track_caller]
    pub fn unfit(&self) -> Option<Problem> {
        match allowed(fit(application::describe(self), &self.rules), Use::Typed) {
            Ok(Fit::Unfit(problem)) => Some(problem),
            Ok(Fit::Undisclosed) => {
                self.plain();
                None
            }
            Ok(Fit::Fine) | Err(_) => None,
        }
    }

    fn held_to(self, rule: &str, length: u32) -> Self {
        self.rule(rule, &[&decimal(length)])
    }

    fn rule(mut self, name: &str, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        self.rules.push(Rule { name: name.to_owned(), arguments });
        self
    }

    /// What is known of the value itself, whatever the rules make of it.
    #[track_caller]
    fn plain(&self) -> Option<Description> {
        allowed(application::describe(&Self::of(&self.path)), Use::Typed).ok()
    }
}

/// The answer to a question about a field that there is. A misspelt one is a mistake in the plugin and no answer: it would look
/// like one that the applicant left out.
#[track_caller]
fn known<T>(answer: Result<T, FieldError>) -> Result<T, FieldError> {
    if let Err(error) = &answer {
        refuse(error, FieldProblem::UnknownPath, Use::Typed, Location::caller());
    }
    answer
}

/// The same of a field that the plugin may ask about: one that it may not would look left out, too.
#[track_caller]
fn allowed<T>(answer: Result<T, FieldError>, wanted: Use) -> Result<T, FieldError> {
    if let Err(error) = &answer {
        refuse(error, FieldProblem::NotGranted, wanted, Location::caller());
    }
    known(answer)
}

/// Apart from the questions, which are compiled once for every kind of answer.
#[inline(never)]
fn refuse(error: &FieldError, mistake: FieldProblem, wanted: Use, at: &Location<'_>) {
    if error.problem == mistake {
        Stop::of_field(error, wanted, "", at).trap();
    }
}

/// Says of each of these fields that the county's form has no place for it, where the applicant gave it. Also of one that the
/// manifest does not name. A group or list stands for what is in it. It is seen in the evidence alone: what the applicant could
/// still do something about belongs into `check`.
#[track_caller]
pub fn rule_out(fields: impl IntoIterator<Item = Field>, reason: &str) -> Result<(), Stop> {
    for field in fields {
        // Of a field that the manifest leaves out the host alone knows whether it was given.
        let given = application::describe(&Field::of(&field.path)).map_or(true, |field| given(&field));
        if given {
            field.not_applicable(reason)?;
        }
    }
    Ok(())
}

/// A list is there also with nothing in it.
fn given(field: &Description) -> bool {
    field.present && (field.kind != Kind::Many || field.count > 0)
}

/// Ends as refused, where there are any problems: what `check` says, said again in `submit`, for an application that came in before
/// this release did.
pub fn refuse_if_any(problems: Vec<Problem>) -> Result<(), Stop> {
    if problems.is_empty() { Ok(()) } else { Err(Stop::Refused(problems)) }
}

/// Every field of these whose rules cannot represent what the applicant said: the core of a plugin's `check`.
#[track_caller]
pub fn problems(fields: impl IntoIterator<Item = Field>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for field in fields {
        problems.extend(field.unfit());
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_kept_in_order_as_the_contract_writes_them() {
        let field = Field::of("applicant.name.first").restrict(CharacterSet::NameAscii).upper().fit(20);
        let field = field.choice(&[("a", "A"), ("b", "B")]).part(Part::SsnArea);
        let written: Vec<String> =
            field.rules.iter().map(|rule| format!("{}:{}", rule.name, rule.arguments.join(","))).collect();
        assert_eq!(written, ["restrict:name-ascii", "upper:", "fit:20", "choice:a,A,b,B", "part:ssn-area"]);
    }

    #[test]
    fn a_list_is_given_with_something_in_it() {
        let field = |kind, count| Description { present: true, kind, length: 0, count };
        assert!(given(&field(Kind::Many, 2)) && !given(&field(Kind::Many, 0)) && given(&field(Kind::Group, 0)));
    }

    #[test]
    fn problems_refuse_and_none_does_not() {
        let problem = Field::of("documents[0]").problem("Oak County takes no documents.");
        assert_eq!(refuse_if_any(Vec::new()), Ok(()));
        assert_eq!(refuse_if_any(vec![problem.clone()]), Err(Stop::Refused(vec![problem])));
    }
}
