//! A page as a form: its controls and buttons with the questions that they answer and without what is in them, and the signature
//! that tells two of them apart. Pure.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::measured::{MeasuredControl, MeasuredOption};
use crate::submission::{ENGLISH_MONTHS, SPANISH_MONTHS};

/// Letters of a signature: 64 bits of SHA-256.
const SIGNATURE_LENGTH: usize = 16;
/// Different controls of a page that are compared, and as many buttons; a page that asks more is none that a person fills.
pub(super) const MOST_CONTROLS: usize = 500;
/// Controls of a page that its script says, and one more where there are more (`skeleton.js`).
const MOST_MEASURED: usize = 2_000;
/// A code of so many letters, digits among them, is one that a site makes anew for each visit.
const TOKEN_LENGTH: usize = 16;

/// The controls and buttons of a page, in order. What repeats with another number in its label (a household's members) counts
/// once: how many there are is the application's doing, not the site's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Skeleton(pub(super) Vec<FormControl>);

/// One control or button.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct FormControl {
    /// ARIA role.
    pub(super) role: String,
    /// An input's type, or the element's name.
    pub(super) kind: String,
    /// Label or name, masked.
    pub(super) label: String,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) required: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) options: Vec<FormOption>,
    /// What it asks beyond that; none where an earlier version of the host kept the form.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) meaning: Option<Meaning>,
    /// What the page's script calls it, and all that are alike with it.
    #[serde(skip)]
    pub(super) keys: Vec<String>,
    /// What the attempt did with it.
    #[serde(skip)]
    pub(super) used: Use,
}

/// What a control means, beside its label. Texts are masked and without numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Meaning {
    /// The legend, group label, heading or text that it stands under.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) question: String,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) help: String,
    /// Its name in the form, with its numbers: they tell one question from the next, or one household member.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) name: String,
    /// What a radio button or check box sends; empty where it is none, or made anew each time.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) code: String,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) readonly: bool,
    /// The page comes with an answer in it. Not known of what the attempt used: there it may be the applicant's own.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) preset: Option<bool>,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) maxlength: Option<u32>,
    /// Least and greatest value, pattern and input mode, as the markup has them.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) bounds: [String; 2],
    #[serde(skip_serializing_if = "is_default")]
    pub(super) pattern: String,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) inputmode: String,
    /// Its options are only those that were seen in it.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) partial: bool,
    /// How a button sends its form, and where to; empty where its markup does not say.
    #[serde(skip_serializing_if = "is_default")]
    pub(super) sends: String,
}

/// What an attempt did with a control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    #[default]
    None,
    /// It was filled, chosen in or clicked.
    Used,
    /// The commit clicks it.
    Commits,
}

/// An option of a list, masked. The code is empty where the site makes it anew for each visit, and was not kept by earlier versions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct FormOption {
    #[serde(rename = "t")]
    pub(super) text: String,
    #[serde(rename = "c", skip_serializing_if = "is_default")]
    pub(super) code: String,
}

impl Skeleton {
    /// The form that was measured, masked by `mask`; and whether it is only a part of what the page asks.
    pub(crate) fn of(measured: &[MeasuredControl], mask: impl Fn(&str) -> String) -> (Skeleton, bool) {
        let (mut controls, mut measured_fields) = (Vec::<FormControl>::new(), 0);
        for one in measured {
            let mut control = FormControl::of(one, &mask);
            measured_fields += usize::from(!control.is_button());
            match controls.iter_mut().find(|earlier| earlier.asks_the_same_as(&control)) {
                Some(earlier) => earlier.keys.append(&mut control.keys),
                None => controls.push(control),
            }
        }
        let (mut fields, mut buttons) = (0, 0);
        controls.retain(|control| {
            let count = if control.is_button() { &mut buttons } else { &mut fields };
            *count += 1;
            *count <= MOST_CONTROLS
        });
        (Skeleton(controls), fields > MOST_CONTROLS || measured_fields > MOST_MEASURED)
    }

    /// Notes what the attempt did with each control, by what the page's script calls it. What stands in one that was used may be the
    /// applicant's own.
    pub(super) fn mark(&mut self, did: impl Fn(&str) -> Use) {
        for control in &mut self.0 {
            let used = control.keys.iter().map(|key| did(key)).max().unwrap_or_default();
            control.used = control.used.max(used);
            if let (false, Some(meaning)) = (control.used == Use::None, &mut control.meaning) {
                meaning.preset = None;
            }
        }
    }

    /// What an earlier version of the host kept: a line for each control, its properties between tabs.
    pub(super) fn from_lines(lines: &str) -> Skeleton {
        let control = |line: &str| {
            let mut properties = line.split('\t').map(str::to_owned);
            let mut next = || properties.next().unwrap_or_default();
            let (role, kind, label, required, options) = (next(), next(), next(), next() == "!", next());
            let options = options.split('|').filter(|option| !option.is_empty());
            let options = options.map(|text| FormOption { text: text.to_owned(), ..FormOption::default() }).collect();
            FormControl { role, kind, label, required, options, ..FormControl::default() }
        };
        Skeleton(lines.lines().map(control).collect())
    }

    /// What tells two forms apart; case does not, nor what the attempt did.
    pub fn signature(&self) -> String {
        Skeleton::digest(&serde_json::to_string(self).unwrap_or_default().to_lowercase())
    }

    pub(super) fn digest(text: &str) -> String {
        let mut hash = hex::encode(Sha256::digest(text.as_bytes()));
        hash.truncate(SIGNATURE_LENGTH);
        hash
    }

    /// Whether the attempt used none of its fields.
    pub(super) fn answers_nothing(&self) -> bool {
        self.0.iter().all(|control| control.used == Use::None || control.is_button())
    }
}

impl FormControl {
    fn of(measured: &MeasuredControl, mask: impl Fn(&str) -> String) -> FormControl {
        let says = |text: &str| without_moments(&mask(text));
        let code = |code: &str| if is_token(code) { String::new() } else { mask(code) };
        let option = |option: &MeasuredOption| FormOption { text: mask(&option.text), code: code(&option.code) };
        let sends = match (measured.method.as_str(), measured.path.as_str()) {
            (_, "") => String::new(),
            (method, path) => format!("{} {}", method.to_uppercase(), says(path)),
        };
        let meaning = Meaning {
            question: says(&measured.question),
            help: says(&measured.help),
            name: code(&measured.name),
            code: code(&measured.code),
            readonly: measured.readonly,
            preset: Some(measured.preset),
            maxlength: measured.maxlength,
            bounds: [says(&measured.min), says(&measured.max)],
            pattern: measured.pattern.clone(),
            inputmode: measured.inputmode.clone(),
            partial: measured.partial,
            sends,
        };
        FormControl {
            role: measured.role.clone(),
            kind: measured.kind.clone(),
            label: says(&measured.label),
            required: measured.required,
            options: measured.options.iter().filter(|option| !option.text.is_empty()).map(option).collect(),
            meaning: Some(meaning),
            keys: vec![measured.key()],
            used: Use::None,
        }
    }

    fn asks_the_same_as(&self, other: &FormControl) -> bool {
        let bare = |control: &FormControl| {
            let named = |meaning: &Meaning| Meaning { name: without_numbers(&meaning.name), ..meaning.clone() };
            let meaning = control.meaning.as_ref().map(named);
            FormControl { meaning, keys: Vec::new(), used: Use::None, ..control.clone() }
        };
        self.label == other.label && bare(self) == bare(other)
    }
}

/// Whether a site made it for this visit alone.
fn is_token(code: &str) -> bool {
    code.len() >= TOKEN_LENGTH && code.chars().any(|sign| sign.is_ascii_digit()) && !code.contains(' ')
}

/// The same text on whatever day: without numbers, nor the names of months and days beside them, English or Spanish.
pub(crate) fn without_moments(text: &str) -> String {
    let plain = without_numbers(text);
    if !plain.contains('#') {
        return plain;
    }
    let words: Vec<&str> = plain.split(' ').collect();
    // `27 de noviembre de 2026`
    let joins = |word: &&str| ["de", "del", "of", "el", "the"].contains(word);
    let is_number = |word: &str| word.contains('#');
    // A day's name stands before a month's: from the end on, what was taken for a number counts as one.
    let mut said = words.clone();
    for at in (0..words.len()).rev() {
        let before = words[..at].iter().rev().find(|word| !joins(word));
        let after = said[at + 1..].iter().find(|word| !joins(word));
        if [before, after].into_iter().flatten().any(|word| is_number(word)) && names_moment(words[at]) {
            said[at] = "#";
        }
    }
    said.join(" ")
}

/// Whether a word is the name of a month or of a day of the week, or the first three letters of one.
fn names_moment(word: &str) -> bool {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const DIAS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let is = |name: &&str| {
        let name = name.to_lowercase();
        name == word || name.chars().take(3).eq(word.chars())
    };
    ENGLISH_MONTHS.iter().chain(&SPANISH_MONTHS).chain(&DAYS).chain(&DIAS).any(is)
}

/// `Member 3 first name` and `Member 4 first name` are the same control.
pub(crate) fn without_numbers(label: &str) -> String {
    let mut plain = String::with_capacity(label.len());
    for letter in label.chars() {
        match letter {
            digit if digit.is_ascii_digit() && plain.ends_with('#') => {}
            digit if digit.is_ascii_digit() => plain.push('#'),
            letter => plain.push(letter),
        }
    }
    plain
}

/// Whether there is nothing to keep.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_no_part_of_a_text() {
        for (text, expect) in [
            ("Today is Thursday, November 26, 2026.", "Today is # # #, #."),
            ("Sent on 3 May 2026", "Sent on # # #"),
            ("May we call you?", "May we call you?"),
            ("Member 12 first name", "Member # first name"),
            ("Mon 26 Nov", "# # #"),
            ("Hoy es viernes 27 de noviembre de 2026", "Hoy es # # de # de #"),
        ] {
            assert_eq!(without_moments(text), expect);
        }
    }

    #[test]
    fn what_a_site_makes_anew_for_each_visit_says_nothing() {
        let code = |code: &str| {
            FormControl::of(&MeasuredControl { code: code.to_owned(), ..MeasuredControl::default() }, str::to_owned)
                .meaning
                .unwrap()
                .code
        };
        assert_eq!((code("MARRIED").as_str(), code("8f14e45fceea167a5a36dedd4bea2543").as_str()), ("MARRIED", ""));
    }
}
