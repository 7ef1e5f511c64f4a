//! The named rules that shape a value for a county's form. What a rule cannot represent is an error, never a guess.

use std::fmt;

use deunicode::deunicode_char;
use jiff::civil::Date;

use super::Kind;

mod abbreviations;
mod extent;
mod names;

pub use extent::Extent;

/// A piece of a value whose kind has pieces; see `application.part` in the contract.
#[expect(missing_docs, reason = "each case is named as in the contract, which documents it")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Abbreviates by Publication 28 until it fits a length.
    Fit(usize),
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
    /// The rule's name, as in traces.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Date(_) => "date",
            Self::Part(_) => "part",
            Self::Split { .. } => "split",
            Self::Upper => "upper",
            Self::Pattern(_) => "pattern",
            Self::Restrict(_) => "restrict",
            Self::Replace { .. } => "replace",
            Self::Fit(_) => "fit",
            Self::Choice(_) => "choice",
        }
    }

    /// The value in its new form.
    pub fn apply(&self, kind: Kind, text: &str) -> Result<String, RuleProblem> {
        match self {
            Self::Date(pattern) => write_date(parse_date(kind, text)?, pattern),
            Self::Part(part) => take_part(*part, kind, text),
            Self::Split { separator, index } if !separator.is_empty() => {
                text.split(separator).nth(*index).map(str::to_owned).ok_or(RuleProblem::NoSuchPart)
            }
            Self::Split { .. } => Err(RuleProblem::DoesNotApply),
            Self::Upper => Ok(text.to_uppercase()),
            Self::Pattern(pattern) => write_digits(text, pattern),
            Self::Restrict(set) => restrict(*set, text),
            Self::Replace { old, .. } if old.is_empty() => Err(RuleProblem::DoesNotApply),
            Self::Replace { old, new } => Ok(text.replace(old, new)),
            Self::Fit(length) => abbreviations::fit(text, *length).ok_or(RuleProblem::TooLong),
            Self::Choice(texts) => texts
                .iter()
                .find(|(code, _)| code == text)
                .map(|(_, text)| text.clone())
                .ok_or(RuleProblem::NoSuchChoice),
        }
    }
}

/// The rule as a person reads it in a trace: its name and what it was given.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(pattern) | Self::Pattern(pattern) => write!(f, "{}({pattern})", self.name()),
            Self::Part(part) => write!(f, "part({part:?})"),
            Self::Restrict(set) => write!(f, "restrict({set:?})"),
            Self::Fit(length) => write!(f, "fit({length})"),
            Self::Split { .. } | Self::Upper | Self::Replace { .. } | Self::Choice(_) => f.write_str(self.name()),
        }
    }
}

fn parse_date(kind: Kind, text: &str) -> Result<Date, RuleProblem> {
    if kind != Kind::Date {
        return Err(RuleProblem::DoesNotApply);
    }
    text.parse().map_err(|_| RuleProblem::DoesNotApply)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes a date by `YYYY`, `YY`, `MM`, `M`, `DD`, `D`, `MONTH`, `MON`; other letters make the pattern malformed.
fn write_date(date: Date, pattern: &str) -> Result<String, RuleProblem> {
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    let tokens: [(&str, String); 8] = [
        ("MONTH", month.to_owned()),
        ("YYYY", format!("{:04}", date.year())),
        ("MON", month[..3].to_owned()),
        ("YY", format!("{:02}", date.year() % 100)),
        ("MM", format!("{:02}", date.month())),
        ("DD", format!("{:02}", date.day())),
        ("M", date.month().to_string()),
        ("D", date.day().to_string()),
    ];
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(next) = rest.chars().next() {
        if let Some((token, text)) = tokens.iter().find(|(token, _)| rest.starts_with(token)) {
            out.push_str(text);
            rest = &rest[token.len()..];
        } else if next.is_alphanumeric() {
            return Err(RuleProblem::DoesNotApply);
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    Ok(out)
}

fn take_part(part: Part, kind: Kind, text: &str) -> Result<String, RuleProblem> {
    let slice = |wanted: Kind, range: std::ops::Range<usize>| {
        if kind != wanted {
            return Err(RuleProblem::DoesNotApply);
        }
        text.get(range).map(str::to_owned).ok_or(RuleProblem::NoSuchPart)
    };
    let amount = || {
        if kind != Kind::Amount {
            return Err(RuleProblem::DoesNotApply);
        }
        text.split_once('.').ok_or(RuleProblem::NoSuchPart)
    };
    match part {
        Part::Year => slice(Kind::Date, 0..4),
        Part::Month => slice(Kind::Date, 5..7),
        Part::Day => slice(Kind::Date, 8..10),
        Part::SsnArea => slice(Kind::Identifier, 0..3),
        Part::SsnGroup => slice(Kind::Identifier, 3..5),
        Part::SsnSerial => slice(Kind::Identifier, 5..9),
        Part::PhoneArea => slice(Kind::Contact, 0..3),
        Part::PhoneExchange => slice(Kind::Contact, 3..6),
        Part::PhoneLine => slice(Kind::Contact, 6..10),
        Part::Zip5 => slice(Kind::Address, 0..5),
        Part::Zip4 => slice(Kind::Address, 6..10),
        Part::Dollars => amount().map(|(dollars, _)| dollars.to_owned()),
        Part::Cents => amount().map(|(_, cents)| cents.to_owned()),
        Part::Initial => text.chars().find(|c| c.is_alphabetic()).map(|c| c.to_string()).ok_or(RuleProblem::NoSuchPart),
    }
}

/// Writes digits into a pattern in which each `#` is one; the value must have exactly as many and nothing else.
fn write_digits(text: &str, pattern: &str) -> Result<String, RuleProblem> {
    if !text.bytes().all(|b| b.is_ascii_digit()) || text.len() != pattern.matches('#').count() {
        return Err(RuleProblem::DoesNotApply);
    }
    let mut digits = text.chars();
    Ok(pattern.chars().filter_map(|c| if c == '#' { digits.next() } else { Some(c) }).collect())
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
        assert_eq!(rule.apply(kind, text), expect.map(str::to_owned), "{rule} of {text}");
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
    }
}
