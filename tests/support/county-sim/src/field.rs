//! One input of a county's form as data: how it is labelled, named and built, and what the county makes of what was
//! typed. Pages are drawn from it, answers are read by it, and the README's tables are printed from it.

use std::borrow::Cow;

use crate::values::Values;

/// A page of a form, in the order of filling.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// None on the page for the household, a notice, and pages that a county makes by itself.
    pub(crate) fields: Cow<'static, [Field]>,
    /// What it says, where it says something and asks nothing.
    pub(crate) notice: Option<&'static str>,
}

/// One input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Field {
    /// Canonical path; empty for a question of the county's own, which the truth leaves out.
    pub(crate) path: &'static str,
    pub(crate) label: &'static str,
    /// `name` and `id` of the control; controls of several parts add a suffix.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// The control's maxlength; the server cuts at it as well, silently.
    pub(crate) max: Option<usize>,
    /// What it holds before anybody touches it.
    pub(crate) preset: Option<&'static str>,
    /// What the README adds.
    pub(crate) note: &'static str,
}

/// One option: canonical code, the form's value, and what it reads.
pub(crate) type Choice = (&'static str, &'static str, &'static str);

/// How an input is built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Text,
    /// A text of which the county keeps the first word.
    Word,
    Area,
    Money,
    Email,
    /// Ten digits, however they are set apart.
    Phone,
    /// Formats to (555) 123-4567 while typing.
    PhoneMask,
    Zip,
    /// Two letters.
    StateText,
    Select(&'static [Choice]),
    /// A select whose options arrive late.
    LateSelect(&'static [Choice]),
    Radio(&'static [Choice]),
    /// A text that filters a list; only what was picked counts.
    Filtered(&'static [Choice]),
    /// A button and a list with ARIA roles; no native control.
    Listbox(&'static [Choice]),
    /// Typed, then picked from suggestions that arrive late.
    Typeahead,
    /// A select whose options depend on the list before it.
    Dependent,
    /// Text input in an open shadow root.
    ShadowEmail,
    /// A checkbox that has to be ticked, or may be: `required` says.
    Check,
    /// One input with or without dashes.
    Ssn,
    /// Formats to 123-45-6789 while typing.
    SsnMask,
    /// Three boxes: name1, name2, name3.
    SsnBoxes,
    /// Three lists: name_month, name_day, name_year. Months as words, or as two digits.
    DateLists(Months),
    /// MM/DD/YYYY.
    DateText,
    /// Formats to MM/DD/YYYY while typing.
    DateMask,
    /// `<input type="date">`.
    DateNative,
    /// Read-only text input that opens a calendar; holds MM/DD/YYYY.
    DateCalendar,
}

/// How a list of months reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Months {
    Words,
    Digits,
}

impl Page {
    pub(crate) const fn new(id: &'static str, title: &'static str, fields: &'static [Field]) -> Self {
        Self { id, title, fields: Cow::Borrowed(fields), notice: None }
    }

    /// A page of text, with a button to go on.
    pub(crate) const fn notice(id: &'static str, title: &'static str, text: &'static str) -> Self {
        Self { id, title, fields: Cow::Borrowed(&[]), notice: Some(text) }
    }

    /// What its inputs show: what was saved, and else what they hold before anybody touches them.
    pub(crate) fn shown(&self, saved: &Values) -> Values {
        let presets = self.fields.iter().filter_map(|field| Some((field.name.to_owned(), field.preset?.to_owned())));
        presets.chain(saved.clone()).collect()
    }
}

impl Field {
    pub(crate) const fn new(path: &'static str, label: &'static str, name: &'static str, kind: Kind) -> Self {
        Self { path, label, name, kind, required: false, max: None, preset: None, note: "" }
    }

    pub(crate) const fn req(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) const fn max(mut self, max: usize) -> Self {
        self.max = Some(max);
        self
    }

    pub(crate) const fn preset(mut self, preset: &'static str) -> Self {
        self.preset = Some(preset);
        self
    }

    pub(crate) const fn note(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }

    /// The names of the inputs this field posts.
    pub(crate) fn inputs(&self) -> Vec<String> {
        match self.kind {
            Kind::SsnBoxes => (1..=3).map(|n| format!("{}{n}", self.name)).collect(),
            Kind::DateLists(_) => ["month", "day", "year"].map(|part| format!("{}_{part}", self.name)).to_vec(),
            _ => vec![self.name.to_owned()],
        }
    }

    /// What the county makes of the posted inputs: nothing for a blank, or why it can't be taken.
    pub(crate) fn read(&self, raw: &Values) -> Result<Option<String>, String> {
        let parts: Vec<&str> = self.inputs().iter().map(|n| raw.get(n).map_or("", String::as_str)).collect();
        if parts.iter().all(|p| p.trim().is_empty()) {
            return if self.required { Err(format!("{} is required.", self.label)) } else { Ok(None) };
        }
        let first = parts[0];
        let cut: String = first.chars().take(self.max.unwrap_or(usize::MAX)).collect();
        let value = match self.kind {
            Kind::Text | Kind::Area | Kind::Typeahead | Kind::Dependent => Some(cut),
            Kind::Word => cut.split_whitespace().next().map(str::to_owned),
            Kind::Email | Kind::ShadowEmail => {
                let parts = cut.split_once('@');
                parts.is_some_and(|(user, host)| !user.is_empty() && host.contains('.')).then_some(cut)
            }
            Kind::Money => amount(&cut),
            Kind::Phone | Kind::PhoneMask => digits(&cut, 10, " ()-.+"),
            Kind::Zip => is_zip(&cut).then_some(cut),
            Kind::StateText => STATES.iter().find(|s| s.0 == cut).map(|s| s.0.to_owned()),
            Kind::Select(choices)
            | Kind::LateSelect(choices)
            | Kind::Filtered(choices)
            | Kind::Radio(choices)
            | Kind::Listbox(choices) => choices.iter().find(|c| c.1 == first).map(|c| c.0.to_owned()),
            Kind::Check => Some("true".to_owned()),
            Kind::Ssn | Kind::SsnMask => digits(&cut, 9, "-"),
            Kind::SsnBoxes => {
                let [a, b, c] = [parts[0], parts[1], parts[2]];
                (a.len() == 3 && b.len() == 2 && c.len() == 4).then(|| digits(&parts.concat(), 9, "")).flatten()
            }
            Kind::DateLists(_) => date(parts[2], parts[0], parts[1]),
            Kind::DateText | Kind::DateMask | Kind::DateCalendar => {
                let mut numbers = cut.split('/');
                match (numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
                    (Some(m), Some(d), Some(y), None) if cut.len() == "MM/DD/YYYY".len() => date(y, m, d),
                    _ => None,
                }
            }
            Kind::DateNative => {
                let mut numbers = cut.split('-');
                match (numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
                    (Some(y), Some(m), Some(d), None) => date(y, m, d),
                    _ => None,
                }
            }
        };
        value.map(Some).ok_or_else(|| format!("{} is not valid.", self.label))
    }
}

/// The same two codes and texts, each with the meaning of the other: the answers to the opposite question.
pub(crate) const fn turned_round(choices: &[Choice]) -> [Choice; 2] {
    let [(yes, yes_code, yes_text), (no, no_code, no_text)] = choices else { panic!("two answers have an opposite") };
    [(*no, *yes_code, *yes_text), (*yes, *no_code, *no_text)]
}

/// The same texts, each with the code of the next one.
pub(crate) const fn recoded<const N: usize>(choices: &[Choice]) -> [Choice; N] {
    assert!(choices.len() == N, "all options get new codes");
    let mut all = [("", "", ""); N];
    let mut n = 0;
    while n < N {
        all[n] = (choices[n].0, choices[(n + 1) % N].1, choices[n].2);
        n += 1;
    }
    all
}

/// The same codes, of which the first two have each other's text and meaning.
pub(crate) const fn swapped<const N: usize>(choices: &[Choice]) -> [Choice; N] {
    assert!(choices.len() == N, "all options stay");
    let mut all = [("", "", ""); N];
    let mut n = 0;
    while n < N {
        let meant = if n < 2 { 1 - n } else { n };
        all[n] = (choices[meant].0, choices[n].1, choices[meant].2);
        n += 1;
    }
    all
}

/// `path` below `prefix`, which may be empty.
pub(crate) fn below(prefix: &str, path: &str) -> String {
    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}.{path}") }
}

/// A decimal amount with two places; a dollar sign and thousands' commas are taken too.
fn amount(text: &str) -> Option<String> {
    let plain: String = text.trim().trim_start_matches('$').chars().filter(|c| *c != ',').collect();
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let fine = !whole.is_empty() && cents.len() <= 2 && (whole.to_owned() + cents).bytes().all(|b| b.is_ascii_digit());
    let whole = whole.trim_start_matches('0');
    fine.then(|| format!("{}.{cents:0<2}", if whole.is_empty() { "0" } else { whole }))
}

fn digits(text: &str, count: usize, separators: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !separators.contains(*c)).collect();
    (plain.len() == count && plain.bytes().all(|b| b.is_ascii_digit())).then_some(plain)
}

fn is_zip(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    shape == "99999" || shape == "99999-9999"
}

fn date(year: &str, month: &str, day: &str) -> Option<String> {
    let date = jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (date.year() >= FIRST_YEAR).then(|| date.to_string())
}

/// Years offered in lists and calendars.
pub(crate) const FIRST_YEAR: i16 = 1900;
pub(crate) const LAST_YEAR: i16 = 2030;

/// States, territories and military "states", as value and text.
pub(crate) const STATES: &[Choice] = &{
    const CODES: [&str; 57] = [
        "AA", "AE", "AK", "AL", "AP", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID",
        "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ",
        "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA",
        "WI", "WV", "WY",
    ];
    let mut states = [("", "", ""); 57];
    let mut n = 0;
    while n < CODES.len() {
        states[n] = (CODES[n], CODES[n], CODES[n]);
        n += 1;
    }
    states
};

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, typed: &[(&str, &str)], held: Option<&str>) {
        let raw: Values = typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let read = Field::new("x", "X", "x", kind).read(&raw);
        assert_eq!(read.clone().ok().flatten().as_deref(), held, "{typed:?} gave {read:?}");
    }

    #[test]
    fn inputs_are_held_in_canonical_form() {
        check(Kind::Money, &[("x", "$1,234.5")], Some("1234.50"));
        check(Kind::Money, &[("x", "0")], Some("0.00"));
        check(Kind::Money, &[("x", "12.345")], None);
        check(Kind::Money, &[("x", "-5")], None);
        check(Kind::Phone, &[("x", "(555) 123-4567")], Some("5551234567"));
        check(Kind::Phone, &[("x", "123-4567")], None);
        check(Kind::SsnMask, &[("x", "900-12-3456")], Some("900123456"));
        check(Kind::SsnBoxes, &[("x1", "900"), ("x2", "12"), ("x3", "3456")], Some("900123456"));
        check(Kind::SsnBoxes, &[("x1", "90"), ("x2", "012"), ("x3", "3456")], None);
        check(
            Kind::DateLists(Months::Words),
            &[("x_month", "2"), ("x_day", "9"), ("x_year", "1980")],
            Some("1980-02-09"),
        );
        check(Kind::DateLists(Months::Words), &[("x_month", "2"), ("x_day", "30"), ("x_year", "1980")], None);
        check(Kind::DateText, &[("x", "02/09/1980")], Some("1980-02-09"));
        check(Kind::DateText, &[("x", "2/9/80")], None);
        check(Kind::DateNative, &[("x", "1980-02-09")], Some("1980-02-09"));
        check(Kind::Zip, &[("x", "95501-0012")], Some("95501-0012"));
        check(Kind::Zip, &[("x", "9550")], None);
        check(Kind::StateText, &[("x", "PR")], Some("PR"));
        check(Kind::StateText, &[("x", "Pr")], None);
        check(Kind::Select(STATES), &[("x", "CA")], Some("CA"));
        check(Kind::Select(STATES), &[("x", "California")], None);
    }

    #[test]
    fn too_long_is_cut_silently_as_counties_do() {
        let field = Field::new("x", "X", "x", Kind::Text).max(4);
        let raw = Values::from([("x".to_owned(), "Ño Quiero".to_owned())]);
        assert_eq!(field.read(&raw), Ok(Some("Ño Q".to_owned())));
    }
}
