//! What became of a form: its controls paired with the earlier ones, and the differences as a person would say them. Pure.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

use super::masked_text::{alike, fold, is_hidden, is_masked};
use super::pairing::pairs;
use super::skeleton::{FormControl, Skeleton};

/// Differences that are named; what has more is another page.
pub(super) const MAX_CHANGES: usize = 12;
/// Options that are named of those that came or went.
const MAX_OPTIONS: usize = 5;

/// A difference between two skeletons of one page, by labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same thing under another label.
    Renamed {
        /// What it is: `text box`, `list`, ...
        what: &'static str,
        from: String,
        to: String,
    },
    /// It was not there before.
    New {
        what: &'static str,
        label: String,
        /// The form wants an answer.
        required: bool,
    },
    /// It is not there any more.
    Gone { what: &'static str, label: String },
    /// The form wants an answer now, or does no longer.
    Required { label: String, now: bool },
    /// A list offers other things.
    Options { label: String, new: Vec<String>, gone: Vec<String> },
}

/// How much of the two is the same thing, in hundredths, whatever it is called now.
pub(super) fn likeness(one: &Skeleton, other: &Skeleton) -> usize {
    let longer = one.0.len().max(other.0.len()).max(1);
    let kept = pairs(&one.0, &other.0).iter().filter(|(_, new)| new.is_some()).count();
    kept * 100 / longer
}

/// What became of a form.
pub(super) fn changes(before: &Skeleton, now: &Skeleton) -> Vec<Change> {
    let pairs = pairs(&before.0, &now.0);
    let mut changes = Vec::new();
    for (old, new) in pairs.iter().filter_map(|(old, new)| Some((&before.0[*old], &now.0[(*new)?]))) {
        changes.extend(old.differences_to(new));
    }
    for (old, _) in pairs.iter().filter(|(_, new)| new.is_none()) {
        changes.push(Change::Gone { what: before.0[*old].what(), label: before.0[*old].label.clone() });
    }
    for (index, control) in now.0.iter().enumerate() {
        if !pairs.iter().any(|(_, new)| *new == Some(index)) {
            changes.push(Change::New {
                what: control.what(),
                label: control.label.clone(),
                required: control.required,
            });
        }
    }
    changes
}

impl Skeleton {
    /// Whether it is the same form, for whoever it was masked.
    pub(super) fn is_same(&self, other: &Skeleton) -> bool {
        let is_same = |(one, other): (&FormControl, &FormControl)| {
            one.role == other.role
                && one.kind == other.kind
                && one.required == other.required
                && alike(&one.label, &other.label)
                && one.offers_the_same_as(other)
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(is_same)
    }
}

impl FormControl {
    fn differences_to(&self, now: &FormControl) -> Vec<Change> {
        let mut changes = Vec::new();
        if !alike(&self.label, &now.label) {
            let (from, to) = (self.label.clone(), now.label.clone());
            changes.push(Change::Renamed { what: self.what(), from, to });
        }
        if self.required != now.required {
            changes.push(Change::Required { label: now.label.clone(), now: now.required });
        }
        if !self.offers_the_same_as(now) {
            let (gone, new) = unlike(&self.options, &now.options);
            let some = |options: Vec<&String>| options.into_iter().take(MAX_OPTIONS).cloned().collect();
            changes.push(Change::Options { label: now.label.clone(), new: some(new), gone: some(gone) });
        }
        changes
    }

    /// Whether both lists have the same options, in whatever order.
    pub(super) fn offers_the_same_as(&self, other: &FormControl) -> bool {
        self.options == other.options || {
            let (gone, new) = unlike(&self.options, &other.options);
            gone.is_empty() && new.is_empty()
        }
    }

    /// As a person would call it.
    pub(super) fn what(&self) -> &'static str {
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

/// The options that only the one list has, and those that only the other has. One that holds a value is hidden in the list of the
/// applicant whose value it is, and in no other's.
fn unlike<'a>(before: &'a [String], now: &'a [String]) -> (Vec<&'a String>, Vec<&'a String>) {
    let unmatched = |options: &'a [String], others: &'a [String]| {
        let others: BTreeSet<String> = others.iter().map(|option| fold(option)).collect();
        let options = options.iter().enumerate();
        options.filter(|(_, option)| is_masked(option) || !others.contains(&fold(option))).collect::<Vec<_>>()
    };
    let (mut gone, mut new) = (unmatched(before, now), unmatched(now, before));
    // What says most first: an option that is hidden as a whole is like any other.
    gone.sort_by_key(|(_, option)| Reverse(option.chars().filter(|letter| letter.is_alphanumeric()).count()));
    gone.retain(|(at, option)| {
        let alike = new.iter().enumerate().filter(|(_, (_, other))| alike(option, other));
        let nearest = alike.min_by_key(|(_, (place, _))| place.abs_diff(*at)).map(|(found, _)| found);
        nearest.map(|found| new.remove(found)).is_none()
    });
    gone.sort_by_key(|(at, _)| *at);
    // How many of them are the applicant's own is no doing of the site's.
    let of_site = |options: Vec<(usize, &'a String)>, others: &[String]| {
        let options = options.into_iter().map(|(_, option)| option);
        options.filter(|option| !is_hidden(option) && !others.contains(option)).collect()
    };
    (of_site(gone, now), of_site(new, before))
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

/// Several of them as one text.
pub(super) fn describe_all(changes: &[Change]) -> String {
    changes.iter().map(Change::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "textbox\ttext\tStreet Address\t!\t\ntextbox\ttext\tCity\t!\t\ncombobox\tselect\tState\t!\tOregon|Nevada\n\
        textbox\ttel\tPhone\t\t\nbutton\tbutton\tNext\t\t";

    #[track_caller]
    fn check(now: &str, expect: &str) {
        let (before, now) = (Skeleton::from_text(BEFORE), Skeleton::from_text(now));
        assert_eq!(describe_all(&changes(&before, &now)), expect);
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
        assert_eq!(changes(&two, &three), []);
    }
}
