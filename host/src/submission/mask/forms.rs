//! The usual forms of a value: how pages, addresses and people write a name, a date, a number. Each is a list of letters and
//! digits, and what may stand between them.

use super::gap::{Gap, is_too_wide};
use super::text::units;
use crate::submission::Kind;
use crate::submission::rules::{self, ENGLISH_MONTHS, SPANISH_MONTHS};

/// Shorter values stay: masking every `2` would leave no text to work with.
pub(super) const SHORTEST: usize = 2;
/// Letters and digits from which on a number or a code is hidden wherever it stands: a house number `12` is in too many texts, and
/// a county's list whose times are masked finds no application.
const SHORTEST_CODE: usize = 3;
/// Digits from which on something may stand between them.
const SHORTEST_GROUPED: usize = 5;
/// Words of a piece of a long text: fewer of them in a row could be anybody's.
const WORDS_TOGETHER: usize = 4;
/// Words from which on a text is hidden in pieces, too: a page shows it cut, or in lines.
const LONG_TEXT: usize = 8;
/// Longest form, in letters and digits. A longer value is hidden in its pieces.
const MAX_FORM: usize = 256;
/// Years that stand in the numbers and dates of a county's own papers.
const RECENT_YEARS: std::ops::RangeInclusive<u16> = 2020..=2099;

/// Names and words of names that are words as well: they count only with a capital letter.
const ALSO_WORDS: [&str; 60] = [
    "al", "an", "and", "april", "as", "at", "august", "be", "bo", "by", "chance", "de", "del", "do", "ed", "faith",
    "for", "go", "grace", "he", "hope", "in", "is", "it", "joy", "june", "la", "las", "le", "lo", "los", "mark", "may",
    "me", "my", "no", "of", "on", "or", "page", "so", "sy", "the", "to", "true", "up", "us", "van", "von", "we",
    "will", "yes", "young", "short", "long", "day", "park", "wood", "price", "case",
];

/// What stands behind a family's name says of nobody who it is, and stands in the labels of forms.
const SUFFIXES: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "esq"];

/// A way to write a value.
pub(super) struct Form {
    units: Vec<(char, Gap)>,
    wants_capital: bool,
}

impl Form {
    pub(super) fn units(&self) -> impl Iterator<Item = (char, Gap)> + '_ {
        self.units.iter().copied()
    }

    pub(super) fn wants_capital(&self) -> bool {
        self.wants_capital
    }

    /// A text in which what separates its words may be anything, or nothing.
    fn text(text: &str) -> Self {
        Self::with(text, Gap::May)
    }

    /// A text whose words are apart.
    fn apart(text: &str) -> Self {
        Self::with(text, Gap::Must)
    }

    fn with(text: &str, between_words: Gap) -> Self {
        let found = units(text);
        let digits = found.iter().filter(|unit| unit.folded.is_ascii_digit()).count();
        let grouped = digits >= SHORTEST_GROUPED && between_words != Gap::Must;
        let mut before: Option<char> = None;
        let letters = found.iter().map(|unit| {
            let both_digits = before.is_some_and(|before| before.is_ascii_digit()) && unit.folded.is_ascii_digit();
            let gap = match before {
                None => Gap::Never,
                Some(_) if unit.gap > 0 => between_words,
                Some(_) if both_digits && grouped => Gap::May,
                Some(_) => Gap::Never,
            };
            before = Some(unit.folded);
            (unit.folded, gap)
        });
        let letters: Vec<(char, Gap)> = letters.collect();
        let word: String = letters.iter().map(|(letter, _)| *letter).collect();
        Self { wants_capital: ALSO_WORDS.contains(&word.as_str()), units: letters }
    }

    fn is_worth_hiding(&self, shortest: usize) -> bool {
        // One Han character is a name.
        let unspaced = self.units.iter().any(|(letter, _)| u32::from(*letter) >= 0x2e80);
        let word: String = self.units.iter().map(|(letter, _)| *letter).collect();
        (unspaced || self.units.len() >= shortest) && self.units.len() <= MAX_FORM && !SUFFIXES.contains(&word.as_str())
    }
}

/// Every usual form of the value at a path.
pub(super) fn forms(path: &str, kind: Kind, value: &str) -> Vec<Form> {
    let leaf = path.rsplit('.').next().unwrap_or(path);
    let (found, shortest) = match kind {
        Kind::Name => (name(value), SHORTEST),
        Kind::Identifier => (ssn(value), SHORTEST),
        Kind::Contact => (contact(value), SHORTEST_CODE),
        Kind::Date => (date(value), SHORTEST_CODE),
        // A state does not say who somebody is, and its letters stand in every text.
        Kind::Address if leaf == "state" => return Vec::new(),
        Kind::Address => (address(value), SHORTEST_CODE),
        Kind::FreeText => (free_text(value), SHORTEST_CODE),
        Kind::Amount | Kind::Choice | Kind::Boolean | Kind::Many | Kind::Group => return Vec::new(),
    };
    found.into_iter().filter(|form| form.is_worth_hiding(shortest)).collect()
}

/// The forms of what was typed: the value, or a piece of it, as rules have shaped it.
pub(super) fn of_typed(kind: Kind, typed: &str) -> Vec<Form> {
    let recent = typed.parse::<u16>().is_ok_and(|year| RECENT_YEARS.contains(&year));
    if kind == Kind::Date && recent {
        return Vec::new();
    }
    let shortest = if kind == Kind::Name { SHORTEST } else { SHORTEST_CODE };
    free_text(typed).into_iter().filter(|form| form.is_worth_hiding(shortest)).collect()
}

/// The whole, and each word of several: a page may show one alone.
fn name(value: &str) -> Vec<Form> {
    let mut found = vec![Form::text(value)];
    let words: Vec<&str> = words(value).collect();
    if words.len() > 1 {
        found.extend(words.into_iter().filter(|word| word.chars().count() >= SHORTEST_CODE).map(Form::text));
    }
    found
}

/// Nine digits however they are grouped, and the first and last group as words. The two digits in the middle stand in every
/// date and time.
fn ssn(value: &str) -> Vec<Form> {
    let groups = [value.get(0..3), value.get(5..9)];
    std::iter::once(value).chain(groups.into_iter().flatten()).map(Form::text).collect()
}

/// A telephone number with and without its country, and its last four; an e-mail address and its name.
fn contact(value: &str) -> Vec<Form> {
    match value.split_once('@') {
        Some((name, _)) => vec![Form::text(value), Form::text(name)],
        None => {
            let last = value.get(value.len().saturating_sub(4)..).unwrap_or(value);
            vec![Form::text(value), Form::text(&format!("1{value}")), Form::text(last)]
        }
    }
}

/// In every order, padded or not, with two or four digits of the year, with the months of two languages.
fn date(value: &str) -> Vec<Form> {
    let Ok(date) = value.parse::<jiff::civil::Date>() else {
        return vec![Form::text(value)];
    };
    let (year, month, day) = (date.year(), date.month(), date.day());
    let index = usize::from(month.unsigned_abs()) - 1;
    let mut found = Vec::new();
    let (long, short) = (format!("{year:04}"), format!("{:02}", year % 100));
    let (padded_month, padded_day) = (format!("{month:02}"), format!("{day:02}"));
    for (m, d) in [(&padded_month, &padded_day), (&month.to_string(), &day.to_string())] {
        let whole = *m == padded_month && *d == padded_day;
        for (y, is_long) in [(&long, true), (&short, false)] {
            for order in [[y, m, d], [m, d, y], [d, m, y]] {
                let text = order.map(String::as_str).join(" ");
                found.push(if whole && is_long { Form::text(&text) } else { Form::apart(&text) });
            }
        }
    }
    let (english, spanish) = (ENGLISH_MONTHS[index], SPANISH_MONTHS[index]);
    for month in [english, &english[..3], spanish, &spanish[..3]] {
        for d in [padded_day.clone(), day.to_string(), format!("{day}{}", ordinal(day))] {
            for y in [&long, &short] {
                found.extend(
                    [format!("{month} {d} {y}"), format!("{d} {month} {y}"), format!("{y} {month} {d}")]
                        .iter()
                        .map(|text| Form::text(text)),
                );
                found.push(Form::text(&format!("{d} de {month} de {y}")));
                found.push(Form::text(&format!("{d} de {month} del {y}")));
            }
        }
    }
    found
}

fn ordinal(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

/// As it is, and as short as the postal abbreviations make it. Mail without an address has the same line for everybody.
fn address(value: &str) -> Vec<Form> {
    if value == "GENERAL DELIVERY" {
        return Vec::new();
    }
    let mut found = vec![Form::text(value), Form::text(&rules::abbreviated(value))];
    if let Some((five, _)) = value.split_once('-').filter(|(five, four)| five.len() == 5 && four.len() == 4) {
        found.push(Form::text(five));
    }
    found
}

/// The whole, and where it is long, every few words of it in a row; and every long number in it. What a rule put far apart is found
/// however far apart a page shows it.
fn free_text(value: &str) -> Vec<Form> {
    let (words, gap): (Vec<&str>, Gap) = if is_too_wide(&units(value)) {
        (value.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect(), Gap::Any)
    } else {
        (words(value).collect(), Gap::May)
    };
    let mut found = vec![Form::with(value, gap)];
    if words.len() > LONG_TEXT {
        found.extend(words.windows(WORDS_TOGETHER).map(|some| Form::with(&some.join(" "), gap)));
        let is_number = |word: &&&str| word.len() >= SHORTEST_GROUPED && word.bytes().all(|byte| byte.is_ascii_digit());
        found.extend(words.iter().filter(is_number).map(|word| Form::text(word)));
    }
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| character.is_whitespace() || matches!(character, '-' | '/' | ',' | ';' | '(' | ')'))
        .filter(|word| !word.is_empty())
}
