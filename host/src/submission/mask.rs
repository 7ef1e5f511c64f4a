//! Hides an application's values in a text: page texts handed to a plugin, and everything that leaves an attempt for a log, a
//! history, an answer or a file.
//!
//! A text is read once into letters and digits without case, marks and encodings (`mask/text.rs`), and looked through for the
//! usual forms of every value (`mask/forms.rs`). Its time grows with the text alone. It is never a guarantee against a value that a
//! site has reworded, only for its usual forms.

mod edge;
mod forms;
mod gap;
mod open;
mod text;

use zeroize::Zeroize as _;

use self::edge::{Edge, begins, ends};
use self::forms::{Form, forms};
use self::gap::Gap;
use self::text::{Unit, units};
use super::{Fields, Kind, Personal};

/// What stands where a value was.
pub const MASKED: &str = "•••";
/// Letters from which on a value is also found without a space before it, as in `AdaLovelace.pdf`.
const LONG_ENOUGH_TO_STAND_IN_A_WORD: usize = 4;
/// Letters and digits of a value from which on a receipt number does not hold them by chance.
const TELLING_IN_A_NUMBER: usize = 5;
/// Longest receipt number, in Unicode scalar values.
const MAX_NUMBER: usize = 100;

/// Hides values. What it holds cannot be printed.
#[derive(Clone)]
pub struct Mask {
    /// Every form of every value, letter by letter: a tree that begins at the first.
    letters: Vec<Letter>,
    /// Texts that are hidden as they are written: passwords have no words.
    literal: Vec<Personal>,
    /// Origins that are shown as they are.
    origins: Vec<String>,
    /// Lines of source are shown as they are.
    source_lines: bool,
}

/// A letter or digit of a form.
#[derive(Clone)]
struct Letter {
    unit: char,
    /// What may stand before it.
    gap: Gap,
    first_next: Option<u32>,
    beside: Option<u32>,
    /// A form ends here.
    ends: Option<Ends>,
}

/// How much has to be so around a form for it to count as the value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ends {
    /// It stands as a word.
    Word,
    /// It stands as a word that begins with a capital: `An`, a name, and not `an`.
    Capital,
}

impl Mask {
    /// Hides nothing yet.
    pub fn new() -> Self {
        let root = Letter { unit: '\0', gap: Gap::Never, first_next: None, beside: None, ends: None };
        Self { letters: vec![root], literal: Vec::new(), origins: Vec::new(), source_lines: false }
    }

    /// Hides every value that identifies, in all its forms: for what leaves an attempt, whoever may read it there.
    pub fn full(fields: &Fields) -> Self {
        Self::hiding(fields, |_| false)
    }

    /// Hides every value that identifies, but for those at paths that may be read: for what a plugin sees.
    pub fn hiding(fields: &Fields, readable: impl Fn(&str) -> bool) -> Self {
        let mut mask = Self::new();
        for (path, kind, value) in fields.identifying().filter(|(path, _, _)| !readable(path)) {
            for form in forms(path, kind, value) {
                mask.add(&form);
            }
        }
        mask
    }

    /// Shows the county's own origins, each written as `https://apply.alder.test`: in the town of Alder, too.
    #[must_use]
    pub fn showing_origins(mut self, origins: impl IntoIterator<Item = String>) -> Self {
        self.origins.extend(origins);
        self
    }

    /// Shows which line of a plugin's source said something, as its SDK writes it: for those who mend it.
    #[must_use]
    pub fn showing_source_lines(mut self) -> Self {
        self.source_lines = true;
        self
    }

    /// Hides from now on also what a value was made into to be typed, a piece of it included.
    pub fn learn(&mut self, kind: Kind, typed: &str) {
        for form in forms::of_typed(kind, typed) {
            self.add(&form);
        }
    }

    /// Hides from now on also a part of a credential.
    pub fn learn_secret(&mut self, secret: &Personal) {
        let length = secret.length();
        if length >= forms::SHORTEST {
            for form in forms::of_typed(Kind::Identifier, secret.reveal()) {
                self.add(&form);
            }
            self.literal.push(secret.clone());
        }
    }

    /// The text with every value replaced by `•••`.
    pub fn apply(&self, text: &str) -> String {
        cover(text, self.found(text))
    }

    /// Where values stand in a text.
    fn found(&self, text: &str) -> Vec<(usize, usize)> {
        let mut hidden: Vec<(usize, usize)> = Vec::new();
        let units = units(text);
        let mut at = 0;
        while at < units.len() {
            if begins(&units, at).is_none() {
                at += 1;
                continue;
            }
            // A longer form may begin inside of this one: `Lovelace` in `Ada Lovelace, Lovelace Road`.
            if let Some(end) = self.longest(&units, at) {
                hidden.push((units[at].from, units[end].to));
            }
            at += 1;
        }
        if !hidden.is_empty() {
            let open = open::spans(text, &self.origins, self.source_lines);
            hidden.retain(|(from, to)| !open.iter().any(|(first, last)| first <= from && to <= last));
        }
        for secret in &self.literal {
            hidden.extend(text.match_indices(secret.reveal()).map(|(from, found)| (from, from + found.len())));
        }
        hidden
    }

    /// A county's number for an application as it may be kept and shown: bounded, and no value of the applicant's. None if
    /// nothing else is in it.
    pub fn number(&self, shown: &str) -> Option<String> {
        let hidden = self.found(shown);
        let telling = |&(from, to): &(usize, usize)| {
            shown[from..to].chars().filter(|c| c.is_alphanumeric()).count() >= TELLING_IN_A_NUMBER
        };
        let one_word = !shown.trim().contains(char::is_whitespace);
        // A number of one piece is the county's own; a little of it looks like a value by chance, and more does not.
        let raw = one_word && !hidden.iter().any(telling);
        let masked = cover(shown, hidden);
        let says_something = masked.chars().any(char::is_alphanumeric);
        let number = if raw { shown.trim() } else { masked.trim() };
        says_something.then(|| number.chars().take(MAX_NUMBER).collect())
    }

    /// Where the longest form that begins at a unit ends.
    fn longest(&self, units: &[Unit], start: usize) -> Option<usize> {
        let soft = begins(units, start)? == Edge::Inside;
        let mut active = vec![0_u32];
        let mut next = Vec::new();
        let mut found = None;
        for (at, unit) in units.iter().enumerate().skip(start) {
            let gap = if at == start { 0 } else { unit.gap };
            for &letter in &active {
                let mut child = self.letters[letter as usize].first_next;
                while let Some(number) = child {
                    let candidate = &self.letters[number as usize];
                    if candidate.unit == unit.folded && candidate.gap.allows(gap) {
                        next.push(number);
                    }
                    child = candidate.beside;
                }
            }
            std::mem::swap(&mut active, &mut next);
            next.clear();
            if active.is_empty() {
                break;
            }
            let length = at + 1 - start;
            let edge = if soft { Edge::Inside } else { ends(units, at).unwrap_or(Edge::None) };
            let stands = match edge {
                Edge::Word => true,
                Edge::Inside => length >= LONG_ENOUGH_TO_STAND_IN_A_WORD && ends(units, at).is_some(),
                Edge::None => false,
            };
            let capital = units[start].capital;
            let counts = |letter: &u32| match self.letters[*letter as usize].ends {
                Some(Ends::Word) => true,
                Some(Ends::Capital) => capital,
                None => false,
            };
            if stands && active.iter().any(counts) {
                found = Some(at);
            }
        }
        found
    }

    fn add(&mut self, form: &Form) {
        let mut at = 0_usize;
        for (unit, gap) in form.units() {
            at = self.child(at, unit, gap);
        }
        if at != 0 {
            let ends = if form.wants_capital() { Ends::Capital } else { Ends::Word };
            let now = self.letters[at].ends;
            self.letters[at].ends = Some(now.map_or(ends, |now| now.min(ends)));
        }
    }

    fn child(&mut self, at: usize, unit: char, gap: Gap) -> usize {
        let mut child = self.letters[at].first_next;
        while let Some(number) = child {
            let letter = &self.letters[number as usize];
            if letter.unit == unit && letter.gap == gap {
                return number as usize;
            }
            child = letter.beside;
        }
        let beside = self.letters[at].first_next;
        self.letters.push(Letter { unit, gap, first_next: None, beside, ends: None });
        let number = self.letters.len() - 1;
        self.letters[at].first_next = u32::try_from(number).ok();
        number
    }
}

impl Default for Mask {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mask([personal])")
    }
}

impl Drop for Mask {
    fn drop(&mut self) {
        self.letters.iter_mut().for_each(|letter| letter.unit.zeroize());
    }
}

/// The text with these ranges replaced, overlapping ones together.
fn cover(text: &str, mut hidden: Vec<(usize, usize)>) -> String {
    hidden.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut shown_to = 0;
    for (from, to) in hidden {
        if from > shown_to || (from == 0 && out.is_empty()) {
            out.push_str(&text[shown_to..from]);
            out.push_str(MASKED);
        } else if from == shown_to && !out.ends_with(MASKED) {
            out.push_str(MASKED);
        }
        shown_to = shown_to.max(to);
    }
    out.push_str(&text[shown_to..]);
    out
}

#[cfg(test)]
mod tests;
