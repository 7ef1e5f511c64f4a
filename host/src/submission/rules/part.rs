//! The rules that know what a value is made of: a date or an amount by its pattern, a number by its groups. They take the value as the
//! application holds it, and nothing that another rule has rewritten.

use jiff::civil::Date;

use super::super::{Kind, same_amount};
use super::{Part, RuleProblem};

/// As an English page writes them.
pub(crate) const ENGLISH_MONTHS: [&str; 12] = [
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
/// As a Spanish page writes them.
pub(crate) const SPANISH_MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

pub(super) fn parse_date(kind: Kind, text: &str) -> Result<Date, RuleProblem> {
    if kind != Kind::Date {
        return Err(RuleProblem::DoesNotApply);
    }
    text.parse().map_err(|_| RuleProblem::DoesNotApply)
}

/// Writes a date by `YYYY`, `YY`, `MM`, `M`, `DD`, `D`, `MONTH`, `MON`; other letters make the pattern malformed.
pub(super) fn write_date(date: Date, pattern: &str) -> Result<String, RuleProblem> {
    let month = ENGLISH_MONTHS[usize::from(date.month().unsigned_abs()) - 1];
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

/// Writes an amount by `#` (its dollars) or `#,###` (in groups of three), and `.##` (its cents); what stands around it is a sign of
/// currency, or the pattern is malformed.
pub(super) fn write_amount(kind: Kind, text: &str, pattern: &str) -> Result<String, RuleProblem> {
    let (dollars, cents) = amount(kind, text)?;
    let (before, rest) = pattern.split_once('#').ok_or(RuleProblem::DoesNotApply)?;
    let (grouped, rest) = rest.strip_prefix(",###").map_or((false, rest), |rest| (true, rest));
    let (with_cents, after) = rest.strip_prefix(".##").map_or((false, rest), |rest| (true, rest));
    if [before, after].iter().any(|text| text.contains(|c: char| c.is_ascii_digit())) {
        return Err(RuleProblem::DoesNotApply);
    }
    if !with_cents && cents.bytes().any(|digit| digit != b'0') {
        return Err(RuleProblem::NotRepresentable);
    }
    let dollars = if grouped { in_groups(dollars) } else { dollars.to_owned() };
    let cents = if with_cents { format!(".{cents}") } else { String::new() };
    let written = format!("{before}{dollars}{cents}{after}");
    // Whatever else the pattern holds, it is the same amount, or none.
    if same_amount(text, &written) == Some(true) { Ok(written) } else { Err(RuleProblem::DoesNotApply) }
}

fn in_groups(digits: &str) -> String {
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Its dollars, and its cents.
fn amount(kind: Kind, text: &str) -> Result<(&str, &str), RuleProblem> {
    if kind != Kind::Amount {
        return Err(RuleProblem::DoesNotApply);
    }
    text.split_once('.').ok_or(RuleProblem::NoSuchPart)
}

pub(super) fn take(part: Part, kind: Kind, text: &str) -> Result<String, RuleProblem> {
    let piece = |wanted: Kind, whole: bool, range: std::ops::Range<usize>| {
        if kind != wanted || !whole {
            return Err(RuleProblem::DoesNotApply);
        }
        text.get(range).map(str::to_owned).ok_or(RuleProblem::NoSuchPart)
    };
    let digits = |count| text.len() == count && is_digits(text);
    let zip = || {
        let (five, four) = text.split_once('-').unwrap_or((text, "0000"));
        [(five, 5), (four, 4)].iter().all(|(piece, count)| piece.len() == *count && is_digits(piece))
    };
    match part {
        Part::Year => piece(Kind::Date, parse_date(kind, text).is_ok(), 0..4),
        Part::Month => piece(Kind::Date, parse_date(kind, text).is_ok(), 5..7),
        Part::Day => piece(Kind::Date, parse_date(kind, text).is_ok(), 8..10),
        Part::SsnArea => piece(Kind::Identifier, digits(9), 0..3),
        Part::SsnGroup => piece(Kind::Identifier, digits(9), 3..5),
        Part::SsnSerial => piece(Kind::Identifier, digits(9), 5..9),
        Part::PhoneArea => piece(Kind::Contact, digits(10), 0..3),
        Part::PhoneExchange => piece(Kind::Contact, digits(10), 3..6),
        Part::PhoneLine => piece(Kind::Contact, digits(10), 6..10),
        Part::Zip5 => piece(Kind::Address, zip(), 0..5),
        Part::Zip4 => piece(Kind::Address, zip(), 6..10),
        Part::Dollars => amount(kind, text).map(|(dollars, _)| dollars.to_owned()),
        Part::Cents => amount(kind, text).map(|(_, cents)| cents.to_owned()),
        Part::Initial => text.chars().find(|c| c.is_alphabetic()).map(|c| c.to_string()).ok_or(RuleProblem::NoSuchPart),
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
