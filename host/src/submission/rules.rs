//! The named rules that shape a value for a county's form. What a rule cannot represent is an error, never a guess; what a
//! rule would blow up is one too: every text in between is bounded.

use std::fmt;

use deunicode::deunicode_char;

use super::{Kind, Personal};

mod abbreviations;
mod extent;
mod names;
mod part;
mod unread;

pub use extent::Extent;
pub(super) use part::{ENGLISH_MONTHS, SPANISH_MONTHS};
pub use unread::Use;

/// Most rules of one reference.
const MAX_RULES: usize = 16;
/// Longest text that a rule may leave, in Unicode scalar values: as long as the longest value that an application holds.
const MAX_SHAPED: usize = 4_000;

/// A piece of a value whose kind has pieces; see `application.part` in the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Part {
    Year,
    Month,
    Day,
    SsnArea,
    SsnGroup,
    SsnSerial,
    PhoneArea,
    PhoneExchange,
    PhoneLine,
    Zip5,
    Zip4,
    Dollars,
    Cents,
    Initial,
}

/// The characters a county's form takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum CharacterSet {
    /// Printable ASCII.
    Ascii,
    /// Printable ISO 8859-1.
    Latin1,
    /// ASCII letters, space, hyphen and apostrophe.
    NameAscii,
    /// ASCII letters, digits and space.
    Alphanumeric,
}

/// A named change of a value's form; see `application.rule` in the contract.
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub enum Rule {
    /// Writes a date by a pattern.
    Date(String),
    /// Takes a part.
    Part(Part),
    /// Takes the piece at an index between separators.
    Split {
        /// Literal, not empty.
        separator: String,
        /// From 0.
        index: usize,
    },
    /// Upper case.
    Upper,
    /// Writes digits into a pattern of `#`.
    Pattern(String),
    /// Keeps to a character set, transliterating letters with marks.
    Restrict(CharacterSet),
    /// Replaces every occurrence of a literal text.
    Replace {
        /// Literal, not empty.
        old: String,
        /// May be empty.
        new: String,
    },
    /// Holds a value to a length; an address is abbreviated by Publication 28 until it fits.
    Fit(usize),
    /// Fails where a value is longer than this, and changes nothing.
    AtMost(usize),
    /// Puts the county's text for a code.
    Choice(Vec<(String, String)>),
}

/// Why a rule could not represent a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleProblem {
    /// The plugin is to blame.
    #[error("the rule does not apply to this kind of value")]
    DoesNotApply,
    /// A character has no transliteration.
    #[error("a character has no counterpart in the county's character set")]
    NotRepresentable,
    /// It stays too long.
    #[error("the value is longer than the county takes, abbreviated or not")]
    TooLong,
    /// The value has no such part.
    #[error("the value has no such part")]
    NoSuchPart,
    /// The plugin has no text for the code.
    #[error("the plugin has no text for this choice")]
    NoSuchChoice,
}

impl Rule {
    /// Every rule in turn; or which of them could not represent the value, from 0, and why.
    pub fn shape(rules: &[Rule], kind: Kind, value: &str) -> Result<Personal, (usize, RuleProblem)> {
        let mut text = Personal::new(value);
        for (index, rule) in rules.iter().enumerate() {
            let shaped = match index {
                0 => rule.apply(kind, text.reveal()),
                MAX_RULES.. => Err(RuleProblem::DoesNotApply),
                // What another rule has rewritten has no parts any more that could be told.
                _ if rule.needs_canonical() => Err(RuleProblem::DoesNotApply),
                _ => rule.apply(kind, text.reveal()),
            };
            text = Personal::new(shaped.map_err(|problem| (index, problem))?);
        }
        Ok(text)
    }

    /// The value in its new form.
    fn apply(&self, kind: Kind, text: &str) -> Result<String, RuleProblem> {
        let shaped = match self {
            Self::Date(pattern) => part::write_date(part::parse_date(kind, text)?, pattern)?,
            Self::Part(part) => part::take(*part, kind, text)?,
            Self::Split { separator, .. } if separator.is_empty() => return Err(RuleProblem::DoesNotApply),
            Self::Split { separator, index } => {
                text.split(separator).nth(*index).map(str::to_owned).ok_or(RuleProblem::NoSuchPart)?
            }
            Self::Upper => text.to_uppercase(),
            Self::Pattern(pattern) => write_digits(text, pattern)?,
            Self::Restrict(set) => restrict(*set, text)?,
            Self::Replace { old, new } => replace(text, old, new)?,
            Self::Fit(length) => fit(kind, text, *length)?,
            Self::AtMost(length) => at_most(text, *length)?,
            Self::Choice(texts) => texts
                .iter()
                .find(|(code, _)| code == text)
                .map(|(_, text)| text.clone())
                .ok_or(RuleProblem::NoSuchChoice)?,
        };
        if shaped.chars().count() > MAX_SHAPED { Err(RuleProblem::TooLong) } else { Ok(shaped) }
    }

    /// The length that it holds a value to, where that is what it asks.
    pub fn length_asked(&self) -> Option<usize> {
        match self {
            Self::Fit(length) | Self::AtMost(length) => Some(*length),
            Self::Pattern(pattern) => Some(pattern.matches('#').count()),
            _ => None,
        }
    }

    /// Whether it knows a value only as the application holds it.
    fn needs_canonical(&self) -> bool {
        matches!(self, Self::Date(_) | Self::Part(_))
    }
}

/// The rule as a person reads it in a trace: its name and what it was given.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(pattern) | Self::Pattern(pattern) => write!(f, "{}({pattern})", self.into_str()),
            Self::Part(part) => write!(f, "part({part:?})"),
            Self::Restrict(set) => write!(f, "restrict({set:?})"),
            Self::Fit(length) | Self::AtMost(length) => write!(f, "{}({length})", self.into_str()),
            Self::Split { .. } | Self::Upper | Self::Replace { .. } | Self::Choice(_) => f.write_str(self.into_str()),
        }
    }
}

/// An address as short as the postal abbreviations make it.
pub(super) fn abbreviated(text: &str) -> String {
    abbreviations::shortest(text)
}

/// Writes digits into a pattern in which each `#` is one; the value must have exactly as many and nothing else.
fn write_digits(text: &str, pattern: &str) -> Result<String, RuleProblem> {
    if !text.bytes().all(|b| b.is_ascii_digit()) || text.len() != pattern.matches('#').count() {
        return Err(RuleProblem::DoesNotApply);
    }
    let mut digits = text.chars();
    Ok(pattern.chars().filter_map(|c| if c == '#' { digits.next() } else { Some(c) }).collect())
}

/// The result's length is known before it is made: three letters may become millions.
fn replace(text: &str, old: &str, new: &str) -> Result<String, RuleProblem> {
    if old.is_empty() {
        return Err(RuleProblem::DoesNotApply);
    }
    let found = text.matches(old).count();
    let length = text.len() - found * old.len() + found.saturating_mul(new.len());
    if length > MAX_SHAPED * char::MAX_LEN_UTF8 {
        return Err(RuleProblem::TooLong);
    }
    Ok(text.replace(old, new))
}

/// Only an address has words that a standard shortens. A name is never shortened: `West` is not `W`.
fn fit(kind: Kind, text: &str, length: usize) -> Result<String, RuleProblem> {
    match kind {
        Kind::Address => abbreviations::fit(text, length).ok_or(RuleProblem::TooLong),
        _ => at_most(text, length),
    }
}

fn at_most(text: &str, length: usize) -> Result<String, RuleProblem> {
    if text.chars().count() <= length { Ok(text.to_owned()) } else { Err(RuleProblem::TooLong) }
}

fn restrict(set: CharacterSet, text: &str) -> Result<String, RuleProblem> {
    let takes = |c: char| match set {
        CharacterSet::Ascii => (' '..='~').contains(&c),
        CharacterSet::Latin1 => (' '..='~').contains(&c) || ('\u{a1}'..='\u{ff}').contains(&c),
        CharacterSet::NameAscii => c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '\''),
        CharacterSet::Alphanumeric => c.is_ascii_alphanumeric() || c == ' ',
    };
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if takes(character) {
            out.push(character);
            continue;
        }
        let plain = transliterate(character).ok_or(RuleProblem::NotRepresentable)?;
        if !plain.chars().all(takes) {
            return Err(RuleProblem::NotRepresentable);
        }
        out.push_str(plain);
    }
    Ok(out)
}

/// The ASCII of a Latin letter with marks, of a combining mark (none) or of typographic punctuation. Other scripts have
/// none: a romanised name is a guess.
fn transliterate(character: char) -> Option<&'static str> {
    match character {
        '\u{300}'..='\u{36f}' => Some(""),
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}' => {
            deunicode_char(character).filter(|text| !text.is_empty())
        }
        '\u{a0}' | '\u{202f}' => Some(" "),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &Rule, kind: Kind, text: &str, expect: Result<&str, RuleProblem>) {
        check_all(std::slice::from_ref(rule), kind, text, expect.map_err(|problem| (0, problem)));
    }

    fn check_all(rules: &[Rule], kind: Kind, text: &str, expect: Result<&str, (usize, RuleProblem)>) {
        let shaped = Rule::shape(rules, kind, text);
        assert_eq!(shaped.as_ref().map(Personal::reveal).map_err(|failed| *failed), expect, "{rules:?} of {text}");
    }

    #[test]
    fn dates_are_written_by_pattern() {
        let date = |pattern: &str, expect| check(&Rule::Date(pattern.into()), Kind::Date, "1980-01-02", expect);
        date("MM/DD/YYYY", Ok("01/02/1980"));
        date("MONTH D, YYYY", Ok("January 2, 1980"));
        date("MON-DD-YY", Ok("Jan-02-80"));
        date("QQ", Err(RuleProblem::DoesNotApply));
        check(&Rule::Date("YYYY".into()), Kind::Name, "1980-01-02", Err(RuleProblem::DoesNotApply));
    }

    #[test]
    fn rules_are_named_as_in_the_contract_or_are_none() {
        let parse = |name: &str, arguments: &[&str]| {
            Rule::parse(name, &arguments.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(parse("fit", &["30"]), Some(Rule::Fit(30)));
        assert_eq!(parse("choice", &["a", "A"]), Some(Rule::Choice(vec![("a".into(), "A".into())])));
        for (name, arguments) in [
            ("fit", &["many"][..]),
            ("choice", &["a"]),
            ("choice", &[]),
            ("part", &["head"]),
            ("guess", &[]),
            ("upper", &["x"]),
        ] {
            assert_eq!(parse(name, arguments), None, "{name}");
        }
    }

    #[test]
    fn parts_are_of_their_kind() {
        check(&Rule::Part(Part::SsnSerial), Kind::Identifier, "912345678", Ok("5678"));
        check(&Rule::Part(Part::Zip4), Kind::Address, "95001", Err(RuleProblem::NoSuchPart));
        check(&Rule::Part(Part::Dollars), Kind::Amount, "1234.50", Ok("1234"));
        check(&Rule::Part(Part::SsnArea), Kind::Contact, "912345678", Err(RuleProblem::DoesNotApply));
        check(&Rule::Part(Part::Initial), Kind::Name, "Émile", Ok("É"));
    }

    #[test]
    fn digits_go_into_patterns_only_whole() {
        check(&Rule::Pattern("###-##-####".into()), Kind::Identifier, "912345678", Ok("912-34-5678"));
        check(&Rule::Pattern("###".into()), Kind::Identifier, "912345678", Err(RuleProblem::DoesNotApply));
    }

    #[test]
    fn marks_are_transliterated_and_other_scripts_refused() {
        let ascii = |text, expect| check(&Rule::Restrict(CharacterSet::Ascii), Kind::Name, text, expect);
        ascii("José Peña", Ok("Jose Pena"));
        ascii("Łukasz Groß", Ok("Lukasz Gross"));
        ascii("O’Neil", Ok("O'Neil"));
        ascii("Zoe\u{308}", Ok("Zoe"));
        ascii("Nguyễn", Ok("Nguyen"));
        ascii("王", Err(RuleProblem::NotRepresentable));
        ascii("Ann\u{202e}", Err(RuleProblem::NotRepresentable));
        check(&Rule::Restrict(CharacterSet::Latin1), Kind::Name, "Peña", Ok("Peña"));
    }

    #[test]
    fn choices_are_listed_or_fail() {
        let rule = Rule::Choice(vec![("single".into(), "Never married".into())]);
        check(&rule, Kind::Choice, "single", Ok("Never married"));
        check(&rule, Kind::Choice, "widowed", Err(RuleProblem::NoSuchChoice));
    }

    #[test]
    fn streets_are_abbreviated_only_as_far_as_needed() {
        let fit = |length, text, expect| check(&Rule::Fit(length), Kind::Address, text, expect);
        fit(30, "1200 Oak Avenue", Ok("1200 Oak Avenue"));
        fit(12, "1200 Oak Avenue", Ok("1200 Oak AVE"));
        fit(20, "5 North Oak Avenue Apartment 4", Ok("5 N Oak AVE APT 4"));
        fit(5, "1200 Oak Avenue", Err(RuleProblem::TooLong));
        check(&Rule::AtMost(12), Kind::Address, "1200 Oak Avenue", Err(RuleProblem::TooLong));
        check(&Rule::AtMost(15), Kind::Address, "1200 Oak Avenue", Ok("1200 Oak Avenue"));
    }

    #[test]
    fn names_are_never_abbreviated() {
        let rule = Rule::Fit(22);
        check(&rule, Kind::Name, "Montgomery-Smith West", Ok("Montgomery-Smith West"));
        check(&Rule::Fit(3), Kind::Name, "West", Err(RuleProblem::TooLong));
        check(&Rule::Fit(30), Kind::FreeText, "behind the school on West Avenue", Err(RuleProblem::TooLong));
    }

    #[test]
    fn parts_and_dates_are_taken_of_the_canonical_value_alone() {
        let date = || Rule::Date("MM/DD/YYYY".into());
        let of_shaped = |rules: &[Rule], kind, text| check_all(rules, kind, text, Err((1, RuleProblem::DoesNotApply)));
        of_shaped(&[date(), Rule::Part(Part::Year)], Kind::Date, "1980-01-02");
        of_shaped(&[Rule::Pattern("###-##-####".into()), Rule::Part(Part::SsnGroup)], Kind::Identifier, "912345678");
        of_shaped(&[Rule::Upper, Rule::Part(Part::Zip5)], Kind::Address, "95001");
        of_shaped(&[Rule::Replace { old: "1".into(), new: "2".into() }, date()], Kind::Date, "1981-01-02");
        check(&Rule::Part(Part::Zip5), Kind::Address, "1 Oak Avenue", Err(RuleProblem::DoesNotApply));
        check(&Rule::Part(Part::PhoneArea), Kind::Contact, "ada@example.org", Err(RuleProblem::DoesNotApply));
        check_all(&[Rule::Part(Part::Initial), Rule::Restrict(CharacterSet::Ascii)], Kind::Name, "Émile", Ok("E"));
    }

    #[test]
    fn no_rule_makes_a_text_without_bound() {
        let grow = Rule::Replace { old: "a".into(), new: "a".repeat(500) };
        check_all(&[grow.clone(), grow], Kind::Name, "aaa", Err((1, RuleProblem::TooLong)));
        let long = "West ".repeat(800);
        check(&Rule::Fit(10), Kind::Address, long.trim(), Err(RuleProblem::TooLong));
        check(&Rule::Replace { old: " ".into(), new: "--".into() }, Kind::FreeText, &long, Err(RuleProblem::TooLong));
        // Known before it is made.
        assert_eq!(replace(&"a".repeat(MAX_SHAPED), "a", "too long"), Err(RuleProblem::TooLong));
        let rules = vec![Rule::Upper; MAX_RULES + 1];
        check_all(&rules, Kind::Name, "Ada", Err((MAX_RULES, RuleProblem::DoesNotApply)));
        let argument = "a".repeat(names::MAX_ARGUMENT_LENGTH + 1);
        assert_eq!(Rule::parse("split", &[argument, "0".to_owned()]), None);
        assert_eq!(Rule::parse("choice", &vec!["a".to_owned(); names::MAX_ARGUMENTS + 2]), None);
    }
}
