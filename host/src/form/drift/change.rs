//! What became of a form: its controls paired with the earlier ones, and the differences as a person would say them. Pure.

use std::collections::BTreeSet;
use std::fmt;

use super::pairing::{fold, pairs};
use super::skeleton::{FormControl, Skeleton};

/// Differences that are named; what has more is another page.
const MAX_CHANGES: usize = 12;
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

/// What became of a form; at most 12 changes, the first ones.
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
    changes.truncate(MAX_CHANGES);
    changes
}

impl FormControl {
    fn differences_to(&self, now: &FormControl) -> Vec<Change> {
        let mut changes = Vec::new();
        if fold(&self.label) != fold(&now.label) {
            let (from, to) = (self.label.clone(), now.label.clone());
            changes.push(Change::Renamed { what: self.what(), from, to });
        }
        if self.required != now.required {
            changes.push(Change::Required { label: now.label.clone(), now: now.required });
        }
        let options =
            |control: &FormControl| control.options.iter().map(|option| fold(option)).collect::<BTreeSet<_>>();
        let (before, after) = (options(self), options(now));
        if before != after {
            let some = |control: &FormControl, other: &BTreeSet<String>| {
                let only = control.options.iter().filter(|option| !other.contains(&fold(option)));
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

    /// As a person would call it.
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
