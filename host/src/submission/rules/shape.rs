//! What a rule makes of a value. Every text in between is bounded.

use deunicode::deunicode_char;

use super::super::{Kind, Personal};
use super::{CharacterSet, Rule, RuleProblem, abbreviations, part};

/// Most rules of one reference.
pub(super) const MAX_RULES: usize = 16;
/// Longest text that a rule may leave, in Unicode scalar values: as long as the longest value that an application holds.
pub(super) const MAX_SHAPED: usize = 4_000;

impl Rule {
    /// Every rule in turn; or which of them could not represent the value, from 0, and why.
    pub fn shape(rules: &[Rule], kind: Kind, value: &str) -> Result<Personal, (usize, RuleProblem)> {
        let mut text = Personal::new(value);
        for (index, rule) in rules.iter().enumerate() {
            let shaped = match index {
                0 => rule.apply(kind, text.reveal()),
                MAX_RULES.. => Err(RuleProblem::DoesNotApply),
                // What another rule has rewritten has no parts any more that could be told apart.
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
            Self::Amount(pattern) => part::write_amount(kind, text, pattern)?,
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
pub(super) fn replace(text: &str, old: &str, new: &str) -> Result<String, RuleProblem> {
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
