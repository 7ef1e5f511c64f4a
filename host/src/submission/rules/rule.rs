//! A rule as a plugin names it: plain values, and how a trace shows them.

use std::fmt;

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
    /// Writes an amount by a pattern.
    Amount(String),
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
    /// A character has no transliteration, or the pattern has no place for the cents.
    #[error("a character has no counterpart in the county's character set, or cents would be left out")]
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
    /// The length that it holds a value to, where that is what it asks.
    pub fn length_asked(&self) -> Option<usize> {
        match self {
            Self::Fit(length) | Self::AtMost(length) => Some(*length),
            Self::Pattern(pattern) => Some(pattern.matches('#').count()),
            _ => None,
        }
    }

    /// Whether it knows a value only as the application holds it.
    pub(super) fn needs_canonical(&self) -> bool {
        matches!(self, Self::Date(_) | Self::Amount(_) | Self::Part(_))
    }
}

/// The rule as a person reads it in a trace: its name and what it was given.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(pattern) | Self::Amount(pattern) | Self::Pattern(pattern) => {
                write!(f, "{}({pattern})", self.into_str())
            }
            Self::Part(part) => write!(f, "part({part:?})"),
            Self::Restrict(set) => write!(f, "restrict({set:?})"),
            Self::Fit(length) | Self::AtMost(length) => write!(f, "{}({length})", self.into_str()),
            Self::Split { .. } | Self::Upper | Self::Replace { .. } | Self::Choice(_) => f.write_str(self.into_str()),
        }
    }
}
