//! References to what the applicant said, and the named rules that shape a value for a county's form. A reference is
//! resolved by the host at the moment of typing; nothing here holds a value, save what [`Field::read`] was granted.

use crate::bindings::exports::postrider::county::submitter::Problem;
use crate::bindings::postrider::county::application::{
    self, CharacterSet, ChoiceText, Description, Field, FieldError, Part, Replacement, Rule, RuleFailure, RuleProblem,
    Segment,
};
use crate::stop::Stop;

impl Field {
    /// The value at a path, unshaped. Prefer the accessors of [`crate::application::Application`].
    pub fn of(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            rules: Vec::new(),
        }
    }

    /// Writes a date by a pattern such as `MM/DD/YYYY`.
    #[must_use]
    pub fn date(self, pattern: &str) -> Self {
        self.rule(Rule::Date(pattern.to_owned()))
    }

    /// Takes a part of the value: three digits of a Social Security number, the year of a date.
    #[must_use]
    pub fn part(self, part: Part) -> Self {
        self.rule(Rule::Part(part))
    }

    /// Takes a piece of the value between separators, from 0.
    #[must_use]
    pub fn split(self, separator: &str, index: u32) -> Self {
        self.rule(Rule::Split(Segment {
            separator: separator.to_owned(),
            index,
        }))
    }

    /// Upper case.
    #[must_use]
    pub fn upper(self) -> Self {
        self.rule(Rule::Upper)
    }

    /// Writes digits into a pattern where each `#` is one: `###-##-####`.
    #[must_use]
    pub fn pattern(self, pattern: &str) -> Self {
        self.rule(Rule::Pattern(pattern.to_owned()))
    }

    /// Keeps to a set of characters, with transliteration.
    #[must_use]
    pub fn restrict(self, set: CharacterSet) -> Self {
        self.rule(Rule::Restrict(set))
    }

    /// Replaces every occurrence of a literal text.
    #[must_use]
    pub fn replace(self, old: &str, new: &str) -> Self {
        self.rule(Rule::Replace(Replacement {
            old: old.to_owned(),
            new: new.to_owned(),
        }))
    }

    /// Fits a length by the postal abbreviations; a value still longer is a problem, never cut.
    #[must_use]
    pub fn fit(self, length: u32) -> Self {
        self.rule(Rule::Fit(length))
    }

    /// Puts the county's text for each code: `.choice(&[("single", "Single"), ("married", "Married")])`.
    #[must_use]
    pub fn choice(self, texts: &[(&str, &str)]) -> Self {
        let texts = texts.iter().map(|(code, text)| ChoiceText {
            code: (*code).to_owned(),
            text: (*text).to_owned(),
        });
        self.rule(Rule::Choice(texts.collect()))
    }

    /// Whether the applicant gave it.
    pub fn present(&self) -> bool {
        self.plain().is_some_and(|description| description.present)
    }

    /// Items of a list.
    pub fn count(&self) -> u32 {
        self.plain().map_or(0, |description| description.count)
    }

    /// Length after the rules; 0 when absent.
    pub fn length(&self) -> u32 {
        application::describe(self).map_or(0, |description| description.length)
    }

    /// The value, shaped. Choices, booleans and amounts are readable; all else needs `read` in the manifest.
    pub fn read(&self) -> Result<String, Stop> {
        application::read(self).map_err(Stop::from)
    }

    /// Whether a choice or boolean has this code; `false` when absent.
    pub fn is(&self, code: &str) -> bool {
        application::read(self).is_ok_and(|value| value == code)
    }

    /// Says that the county's form has no place for this field, and why (no personal data).
    pub fn not_applicable(&self, reason: &str) -> Result<(), Stop> {
        application::not_applicable(&self.path, reason).map_err(Stop::from)
    }

    /// What to tell the applicant about this field.
    pub fn problem(&self, message: &str) -> Problem {
        Problem {
            path: self.path.clone(),
            message: message.to_owned(),
        }
    }

    /// What the rules make of the value, if they cannot represent it.
    pub fn unfit(&self) -> Option<Problem> {
        match application::describe(self) {
            Err(FieldError::RuleFailed(failure)) => Some(rule_problem(self, &failure)),
            _ => None,
        }
    }

    /// Says so if the value, shaped, is longer than the county's box, which would cut it.
    pub fn longer_than(&self, most: u32) -> Option<Problem> {
        (self.length() > most).then(|| self.problem(&format!("This county takes at most {most} characters here.")))
    }

    fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// What is known of the value itself, whatever the rules make of it.
    fn plain(&self) -> Option<Description> {
        application::describe(&Self::of(&self.path)).ok()
    }
}

/// Every field of these whose rules cannot represent what the applicant said: the core of a plugin's `check`.
pub fn problems(fields: impl IntoIterator<Item = Field>) -> Vec<Problem> {
    fields.into_iter().filter_map(|field| field.unfit()).collect()
}

/// Why a rule failed, for the applicant.
pub(crate) fn rule_problem(field: &Field, failure: &RuleFailure) -> Problem {
    let message = match (failure.problem, field.rules.get(failure.rule as usize)) {
        (RuleProblem::TooLong, Some(Rule::Fit(length))) => {
            format!("This county takes at most {length} characters here, and no postal abbreviation makes it fit.")
        }
        (problem, _) => rule_words(problem).to_owned(),
    };
    Problem {
        path: failure.path.clone(),
        message,
    }
}

/// Why a rule failed, where the reference itself is not at hand.
pub(crate) fn rule_words(problem: RuleProblem) -> &'static str {
    match problem {
        RuleProblem::DoesNotApply => "The plugin's rule does not fit this kind of value.",
        RuleProblem::NotRepresentable => {
            "This county's form takes only plain Latin letters, and some characters have no accepted spelling in them."
        }
        RuleProblem::TooLong => "This is longer than the county's form takes.",
        RuleProblem::NoSuchPart => "This lacks a part that the county's form asks for.",
        RuleProblem::NoSuchChoice => "The county's form does not offer this choice.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_kept_in_order() {
        let field = Field::of("applicant.name.first")
            .restrict(CharacterSet::Ascii)
            .upper()
            .fit(20);
        assert_eq!(
            field.rules,
            vec![Rule::Restrict(CharacterSet::Ascii), Rule::Upper, Rule::Fit(20)]
        );
    }

    #[test]
    fn a_length_problem_names_the_length() {
        let field = Field::of("home.line1").restrict(CharacterSet::Ascii).fit(30);
        let failure = RuleFailure {
            path: "home.line1".into(),
            rule: 1,
            problem: RuleProblem::TooLong,
        };
        assert!(rule_problem(&field, &failure).message.contains("at most 30 characters"));
    }
}
