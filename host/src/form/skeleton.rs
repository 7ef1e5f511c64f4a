//! A page as a form: its controls and buttons without what is in them. Told apart by a signature, and by differences that a
//! person can act on. Pure.

use std::collections::BTreeSet;
use std::fmt;

use sha2::{Digest as _, Sha256};

use super::nearest::distance;

/// Letters of a signature: 64 bits of SHA-256.
const SIGNATURE_LENGTH: usize = 16;
/// Differences that are named; what has more is another page.
const MAX_CHANGES: usize = 12;
/// Options that are named of those that came or went.
const MAX_OPTIONS: usize = 5;
/// Two labels that are further apart (of 1000) name different things, unless they stand at the same place.
const ALIKE: u32 = 600;

/// The controls and buttons of a page, in order. What repeats with another number in its label (a household's members) counts
/// once: how many there are is the application's doing, not the site's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skeleton(Vec<Part>);

/// One control or button.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// ARIA role.
    role: String,
    /// An input's type, or the element's name.
    kind: String,
    /// Label or name, masked.
    label: String,
    required: bool,
    options: Vec<String>,
}

/// A difference between two skeletons of one page, by labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same thing under another label.
    Renamed {
        /// What it is: `text box`, `list`, ...
        what: &'static str,
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// It was not there before.
    New {
        /// What it is.
        what: &'static str,
        /// Its label.
        label: String,
        /// The form wants an answer.
        required: bool,
    },
    /// It is not there any more.
    Gone {
        /// What it is.
        what: &'static str,
        /// Its label.
        label: String,
    },
    /// The form wants an answer now, or does no longer.
    Required {
        /// Its label.
        label: String,
        /// Now.
        now: bool,
    },
    /// A list offers other things.
    Options {
        /// Its label.
        label: String,
        /// Came.
        new: Vec<String>,
        /// Went.
        gone: Vec<String>,
    },
}

impl Skeleton {
    /// Reads what the page's script says: a line for each part, its properties between tabs, masked by `mask`.
    pub(super) fn read(lines: &str, mask: impl Fn(&str) -> String) -> Skeleton {
        let mut parts: Vec<Part> = Vec::new();
        for line in lines.lines() {
            let mut properties = line.split('\t');
            let mut next = || properties.next().unwrap_or_default();
            let (role, kind, label, required) =
                (next().to_owned(), next().to_owned(), without_numbers(&mask(next())), next() == "!");
            let options = next().split('|').filter(|option| !option.is_empty()).map(&mask).collect();
            let part = Part { role, kind, label, required, options };
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        Skeleton(parts)
    }

    /// From what [`to_text`](Skeleton::to_text) made.
    pub fn from_text(text: &str) -> Skeleton {
        Skeleton::read(text, str::to_owned)
    }

    /// One line for each part.
    pub fn to_text(&self) -> String {
        let line = |part: &Part| {
            let required = if part.required { "!" } else { "" };
            format!("{}\t{}\t{}\t{required}\t{}", part.role, part.kind, part.label, part.options.join("|"))
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What tells two forms apart; case and numbers do not.
    pub fn signature(&self) -> String {
        let mut hash = hex::encode(Sha256::digest(self.to_text().to_lowercase().as_bytes()));
        hash.truncate(SIGNATURE_LENGTH);
        hash
    }

    /// How much of the two is the same thing, in hundredths, whatever it is called now.
    pub(super) fn likeness(&self, other: &Skeleton) -> usize {
        let longer = self.0.len().max(other.0.len()).max(1);
        let kept = pairs(&self.0, &other.0).iter().filter(|(_, new)| new.is_some()).count();
        kept * 100 / longer
    }

    /// What became of this form in `now`; at most 12, the first ones.
    pub fn changes(&self, now: &Skeleton) -> Vec<Change> {
        let pairs = pairs(&self.0, &now.0);
        let mut changes = Vec::new();
        for (old, new) in pairs.iter().filter_map(|(old, new)| Some((&self.0[*old], &now.0[(*new)?]))) {
            changes.extend(old.became(new));
        }
        for (old, _) in pairs.iter().filter(|(_, new)| new.is_none()) {
            changes.push(Change::Gone { what: self.0[*old].what(), label: self.0[*old].label.clone() });
        }
        for (index, part) in now.0.iter().enumerate() {
            if !pairs.iter().any(|(_, new)| *new == Some(index)) {
                changes.push(Change::New { what: part.what(), label: part.label.clone(), required: part.required });
            }
        }
        changes.truncate(MAX_CHANGES);
        changes
    }
}

/// For each part of the old form its successor: the same one, else one of the same kind at the same place, else the one
/// whose label is nearest.
fn pairs(old: &[Part], new: &[Part]) -> Vec<(usize, Option<usize>)> {
    let mut pairing = Pairing { old, new, successors: vec![None; old.len()] };
    // One rule after the other, so that a part that stayed what it was is nobody else's successor.
    for rule in [Pairing::same, Pairing::beside, Pairing::nearest] {
        for from in 0..old.len() {
            if pairing.successors[from].is_none() {
                pairing.successors[from] = rule(&pairing, from);
            }
        }
    }
    pairing.successors.into_iter().enumerate().collect()
}

struct Pairing<'a> {
    old: &'a [Part],
    new: &'a [Part],
    successors: Vec<Option<usize>>,
}

impl Pairing<'_> {
    /// Parts of its kind that are nobody's successor yet.
    fn free(&self, from: usize) -> impl Iterator<Item = usize> {
        (0..self.new.len())
            .filter(move |to| self.new[*to].is_like(&self.old[from]) && !self.successors.contains(&Some(*to)))
    }

    fn same(&self, from: usize) -> Option<usize> {
        self.free(from).find(|to| fold(&self.new[*to].label) == fold(&self.old[from].label))
    }

    /// What follows the same part as before is the same thing under another label.
    fn beside(&self, from: usize) -> Option<usize> {
        let place = match from.checked_sub(1) {
            None => 0,
            Some(before) => self.successors[before]? + 1,
        };
        self.free(from).find(|to| *to == place)
    }

    fn nearest(&self, from: usize) -> Option<usize> {
        let apart = |to: &usize| distance(&fold(&self.old[from].label), &fold(&self.new[*to].label));
        self.free(from).min_by_key(apart).filter(|to| apart(to) < ALIKE)
    }
}

impl Part {
    fn is_like(&self, other: &Part) -> bool {
        self.role == other.role && (self.kind == other.kind || self.role == "textbox")
    }

    fn became(&self, now: &Part) -> Vec<Change> {
        let mut changes = Vec::new();
        if fold(&self.label) != fold(&now.label) {
            let (from, to) = (self.label.clone(), now.label.clone());
            changes.push(Change::Renamed { what: self.what(), from, to });
        }
        if self.required != now.required {
            changes.push(Change::Required { label: now.label.clone(), now: now.required });
        }
        let options = |part: &Part| part.options.iter().map(|option| fold(option)).collect::<BTreeSet<_>>();
        let (before, after) = (options(self), options(now));
        if before != after {
            let some = |part: &Part, other: &BTreeSet<String>| {
                let only = part.options.iter().filter(|option| !other.contains(&fold(option)));
                only.take(MAX_OPTIONS).cloned().collect()
            };
            changes.push(Change::Options {
                label: now.label.clone(),
                new: some(now, &before),
                gone: some(self, &after),
            });
        }
        changes
    }

    /// In a word that a person would say.
    fn what(&self) -> &'static str {
        match (self.role.as_str(), self.kind.as_str()) {
            ("textbox" | "searchbox" | "spinbutton", _) => "text box",
            ("combobox" | "listbox", _) => "list",
            ("checkbox" | "switch", _) => "check box",
            ("radio", _) => "radio button",
            ("button", _) => "button",
            (_, "file") => "file field",
            _ => "control",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Renamed { what, from, to } => write!(f, "{what} “{from}” is now “{to}”"),
            Change::New { what, label, required } => {
                write!(f, "new {}{what} “{label}”", if *required { "required " } else { "" })
            }
            Change::Gone { what, label } => write!(f, "{what} “{label}” is gone"),
            Change::Required { label, now: true } => write!(f, "“{label}” is now required"),
            Change::Required { label, now: false } => write!(f, "“{label}” is no longer required"),
            Change::Options { label, new, gone } => {
                write!(f, "list “{label}” has other options")?;
                let quoted =
                    |options: &[String]| options.iter().map(|o| format!("“{o}”")).collect::<Vec<_>>().join(", ");
                if !new.is_empty() {
                    write!(f, "; new: {}", quoted(new))?;
                }
                if !gone.is_empty() {
                    write!(f, "; gone: {}", quoted(gone))?;
                }
                Ok(())
            }
        }
    }
}

/// Several of them in words.
pub fn in_words(changes: &[Change]) -> String {
    changes.iter().map(Change::to_string).collect::<Vec<_>>().join("; ")
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// `Member 3 first name` and `Member 4 first name` are the same part.
pub(super) fn without_numbers(label: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "textbox\ttext\tStreet Address\t!\t\ntextbox\ttext\tCity\t!\t\ncombobox\tselect\tState\t!\tOregon|Nevada\n\
        textbox\ttel\tPhone\t\t\nbutton\tbutton\tNext\t\t";

    #[track_caller]
    fn check(now: &str, expect: &str) {
        let (before, now) = (Skeleton::from_text(BEFORE), Skeleton::from_text(now));
        assert_eq!(in_words(&before.changes(&now)), expect);
        assert_eq!(before.signature() == now.signature(), expect.is_empty());
    }

    #[test]
    fn differences_are_named_so_that_a_person_can_act() {
        check(BEFORE, "");
        check(
            &BEFORE
                .to_uppercase()
                .replace("TEXTBOX\tTEXT", "textbox\ttext")
                .replace("TEXTBOX\tTEL", "textbox\ttel")
                .replace("COMBOBOX\tSELECT", "combobox\tselect")
                .replace("BUTTON\tBUTTON", "button\tbutton"),
            "",
        );
        check(&BEFORE.replace("Street Address", "Street line 1"), "text box “Street Address” is now “Street line #”");
        check(&BEFORE.replace("Next", "Save and continue"), "button “Next” is now “Save and continue”");
        let question = format!("{BEFORE}\ncombobox\tselect\tPreferred contact\t!\tMail|Phone");
        check(&question, "new required list “Preferred contact”");
        check(&BEFORE.replace("Phone\t\t", "Phone\t!\t"), "“Phone” is now required");
        check(
            &BEFORE.replace("Oregon|Nevada", "Nevada|Utah"),
            "list “State” has other options; new: “Utah”; gone: “Oregon”",
        );
        check(&BEFORE.replace("textbox\ttel\tPhone\t\t\n", ""), "text box “Phone” is gone");
        // Moved down and renamed by a word.
        let moved = "textbox\ttext\tCity\t!\t\ncombobox\tselect\tState\t!\tOregon|Nevada\ntextbox\ttel\tPhone\t\t\n\
            textbox\ttext\tYour street address\t!\t\nbutton\tbutton\tNext\t\t";
        check(moved, "text box “Street Address” is now “Your street address”");
    }

    #[test]
    fn how_many_there_are_is_no_difference() {
        let member = |n: u32| format!("textbox\ttext\tMember {n} name\t!\t\n");
        let two = Skeleton::from_text(&[member(1), member(2)].concat());
        let three = Skeleton::from_text(&[member(1), member(2), member(13)].concat());
        assert_eq!(two.signature(), three.signature());
        assert_eq!(two.changes(&three), []);
    }
}
