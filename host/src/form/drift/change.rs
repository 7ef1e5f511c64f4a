//! What became of a form: its controls paired with the earlier ones, and the differences as a person would say them. Pure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::masked_text::{alike, fold, is_hidden, is_masked};
use super::pairing::pairs;
use super::skeleton::{FormControl, FormOption, Meaning, Skeleton, Use, without_numbers};

/// Pairs of options that are compared letter by letter for what is hidden in them; where more are left over, they are said to differ.
const MOST_COMPARED: usize = 40_000;

/// A difference between two forms of one page, and what this attempt did with the control that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) what: What,
    /// `text box`, `list`, ...
    pub(super) kind: &'static str,
    /// As it is labelled now; as it was, where it is gone.
    pub(super) label: String,
    /// Its name, and the question that it stands under, likewise.
    pub(super) name: String,
    pub(super) question: String,
    /// What it was before is what an earlier version of the host kept, which named some controls otherwise.
    pub(super) of_earlier_version: bool,
    pub(super) used: Use,
}

/// In what a control differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The same thing under another label than this one.
    Renamed { from: String },
    /// It was not there before.
    New { required: bool, preset: bool },
    /// It is not there any more.
    Gone,
    /// The form wants an answer now, or does no longer.
    Required { now: bool },
    /// The page comes with an answer in it now, or does no longer.
    Preset { now: bool },
    /// It cannot be changed any more, or can now.
    Fixed { now: bool },
    /// It stands under another question.
    Question { from: String, to: String },
    /// A list offers other things.
    Options { new: Vec<String>, gone: Vec<String> },
    /// The same text is sent by another code: text, code before, code now.
    Recoded(Vec<[String; 3]>),
    /// The same code has another text: code, text before, text now.
    Reworded(Vec<[String; 3]>),
    /// It takes fewer letters, or more.
    Length { from: Option<u32>, to: Option<u32> },
    /// It takes other values: which rule, before, now.
    Takes { rule: &'static str, from: String, to: String },
    /// It sends its form otherwise.
    Sends { from: String, to: String },
    /// It says something else beside it.
    Help { from: String, to: String },
}

/// How much of the two is the same thing, in hundredths, whatever it is called now.
pub(super) fn likeness(one: &Skeleton, other: &Skeleton) -> usize {
    let longer = one.0.len().max(other.0.len()).max(1);
    let kept = pairs(&one.0, &other.0).iter().filter(|(_, new)| new.is_some()).count();
    kept * 100 / longer
}

/// How much of the two is called the same, in hundredths.
pub(super) fn sameness(one: &Skeleton, other: &Skeleton) -> usize {
    let longer = one.0.len().max(other.0.len()).max(1);
    let called_alike = |(old, new): &(usize, Option<usize>)| {
        new.is_some_and(|new| {
            let (old, new) = (&one.0[*old], &other.0[new]);
            let name = |control: &FormControl| {
                control.meaning.as_ref().map(|meaning| without_numbers(&meaning.name)).unwrap_or_default()
            };
            alike(&old.label, &new.label) || !name(old).is_empty() && name(old) == name(new)
        })
    };
    pairs(&one.0, &other.0).iter().filter(|pair| called_alike(pair)).count() * 100 / longer
}

/// What became of a form.
pub(super) fn changes(before: &Skeleton, now: &Skeleton) -> Vec<Change> {
    let pairs = pairs(&before.0, &now.0);
    let mut changes = Vec::new();
    for (old, new) in pairs.iter().filter_map(|(old, new)| Some((&before.0[*old], &now.0[(*new)?]))) {
        old.differences_to(new, &mut changes);
    }
    changes.extend(pairs.iter().filter(|(_, new)| new.is_none()).map(|(old, _)| before.0[*old].changed(What::Gone)));
    for (index, control) in now.0.iter().enumerate() {
        if !pairs.iter().any(|(_, new)| *new == Some(index)) {
            let preset = control.meaning.as_ref().is_some_and(|meaning| meaning.preset == Some(true));
            changes.push(control.changed(What::New { required: control.required, preset }));
        }
    }
    changes
}

impl Skeleton {
    /// Whether it is the same form, for whoever it was masked.
    pub(super) fn is_same(&self, other: &Skeleton) -> bool {
        let is_same = |(one, other): (&FormControl, &FormControl)| {
            let mut differences = Vec::new();
            one.differences_to(other, &mut differences);
            one.role == other.role && one.kind == other.kind && differences.is_empty()
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(is_same)
    }

    /// Whether it says all of what this version of the host compares.
    pub(super) fn is_whole(&self) -> bool {
        self.0.iter().all(|control| control.meaning.is_some())
    }
}

impl FormControl {
    fn changed(&self, what: What) -> Change {
        let Meaning { name, question, .. } = self.meaning.clone().unwrap_or_default();
        let (kind, label, used) = (self.what(), self.label.clone(), self.used);
        Change { what, kind, label, name, question, of_earlier_version: false, used }
    }

    fn differences_to(&self, now: &FormControl, changes: &mut Vec<Change>) {
        let of_earlier_version = self.meaning.is_none();
        let mut differ = |what: What| changes.push(Change { of_earlier_version, ..now.changed(what) });
        if !alike(&self.label, &now.label) {
            differ(What::Renamed { from: self.label.clone() });
        }
        if self.required != now.required {
            differ(What::Required { now: now.required });
        }
        if !self.offers_the_same_as(now) {
            let (gone, new) = unlike(&self.options, &now.options);
            let owned = |options: Vec<&String>| options.into_iter().cloned().collect();
            differ(What::Options { new: owned(new), gone: owned(gone) });
        }
        let recoded = self.recoded(now);
        if !recoded.is_empty() {
            differ(What::Recoded(recoded));
        }
        let reworded = reworded(&self.options, &now.options);
        if !reworded.is_empty() {
            differ(What::Reworded(reworded));
        }
        if let (Some(before), Some(meaning)) = (&self.meaning, &now.meaning) {
            before.differences_to(meaning, differ);
        }
    }

    /// Whether both lists have the same options, in whatever order. What is seen only when it opens depends on what was typed.
    pub(super) fn offers_the_same_as(&self, other: &FormControl) -> bool {
        let partial = |control: &FormControl| control.meaning.as_ref().is_some_and(|meaning| meaning.partial);
        self.options == other.options || partial(self) || partial(other) || {
            let (gone, new) = unlike(&self.options, &other.options);
            gone.is_empty() && new.is_empty()
        }
    }

    /// What is sent for the same text by another code than before: of a list's options, and of a radio button or check box itself.
    fn recoded(&self, now: &FormControl) -> Vec<[String; 3]> {
        let code =
            |control: &FormControl| control.meaning.as_ref().map_or_else(String::new, |meaning| meaning.code.clone());
        let own = |control: &FormControl| FormOption { text: control.label.clone(), code: code(control) };
        let own = recoded(&[own(self)], &[own(now)]);
        if own.is_empty() { recoded(&self.options, &now.options) } else { own }
    }

    /// As a person would call it.
    pub(super) fn what(&self) -> &'static str {
        match (self.role.as_str(), self.kind.as_str()) {
            ("textbox" | "searchbox" | "spinbutton", _) => "text box",
            ("combobox" | "listbox", _) => "list",
            ("checkbox" | "switch", _) => "check box",
            ("radio", _) => "radio button",
            ("button", _) => "button",
            ("link", _) => "link",
            (_, "file") => "file field",
            _ => "control",
        }
    }

    /// Whether it leads on and asks nothing.
    pub(super) fn is_button(&self) -> bool {
        matches!(self.what(), "button" | "link")
    }
}

impl Meaning {
    fn differences_to(&self, now: &Meaning, mut differ: impl FnMut(What)) {
        if !alike(&self.question, &now.question) {
            differ(What::Question { from: self.question.clone(), to: now.question.clone() });
        }
        if let (Some(before), Some(preset)) = (self.preset, now.preset)
            && before != preset
        {
            differ(What::Preset { now: preset });
        }
        if self.readonly != now.readonly {
            differ(What::Fixed { now: now.readonly });
        }
        if self.maxlength != now.maxlength {
            differ(What::Length { from: self.maxlength, to: now.maxlength });
        }
        let rules = [
            ("least", &self.bounds[0], &now.bounds[0]),
            ("greatest", &self.bounds[1], &now.bounds[1]),
            ("pattern", &self.pattern, &now.pattern),
        ];
        for (rule, from, to) in rules.into_iter().filter(|(_, from, to)| !alike(from, to)) {
            differ(What::Takes { rule, from: from.clone(), to: to.clone() });
        }
        if !alike(&self.sends, &now.sends) {
            differ(What::Sends { from: self.sends.clone(), to: now.sends.clone() });
        }
        if !alike(&self.help, &now.help) {
            differ(What::Help { from: self.help.clone(), to: now.help.clone() });
        }
    }
}

/// The options of the same text that have another code; where a text stands twice, nobody can say which is which.
fn recoded(before: &[FormOption], now: &[FormOption]) -> Vec<[String; 3]> {
    let differs = |(old, now): (&FormOption, &FormOption)| {
        let known = !is_masked(&old.text) && ![old, now].iter().any(|one| one.code.is_empty() || is_masked(&one.code));
        (known && old.code != now.code).then(|| [old.text.clone(), old.code.clone(), now.code.clone()])
    };
    of_one_key(before, now, |option| fold(&option.text)).filter_map(differs).collect()
}

/// The options of the same code that read otherwise.
fn reworded(before: &[FormOption], now: &[FormOption]) -> Vec<[String; 3]> {
    let differs = |(old, now): (&FormOption, &FormOption)| {
        let known = !old.code.is_empty() && !is_masked(&old.code);
        (known && !alike(&old.text, &now.text)).then(|| [old.code.clone(), old.text.clone(), now.text.clone()])
    };
    of_one_key(before, now, |option| option.code.clone()).filter_map(differs).collect()
}

/// The options that have the same key before and now, and share it with no other.
fn of_one_key<'a>(
    before: &'a [FormOption],
    now: &'a [FormOption],
    key: impl Fn(&FormOption) -> String,
) -> impl Iterator<Item = (&'a FormOption, &'a FormOption)> {
    let by_key = |options: &'a [FormOption]| {
        let mut by_key: BTreeMap<String, Option<&FormOption>> = BTreeMap::new();
        for option in options {
            by_key.entry(key(option)).and_modify(|one| *one = None).or_insert(Some(option));
        }
        by_key
    };
    let (old, new) = (by_key(before), by_key(now));
    let pair = move |option: &'a FormOption| {
        let key = key(option);
        Some(((*old.get(&key)?)?, (*new.get(&key)?)?))
    };
    before.iter().filter_map(pair)
}

/// The options that only the one list has, and those that only the other has. One that holds a value is hidden in the list of the
/// applicant whose value it is, and in no other's.
fn unlike<'a>(before: &'a [FormOption], now: &'a [FormOption]) -> (Vec<&'a String>, Vec<&'a String>) {
    let unmatched = |options: &'a [FormOption], others: &'a [FormOption]| {
        let others: BTreeSet<String> = others.iter().map(|option| fold(&option.text)).collect();
        let options = options.iter().map(|option| &option.text).enumerate();
        options.filter(|(_, text)| is_masked(text) || !others.contains(&fold(text))).collect::<Vec<_>>()
    };
    let (mut gone, mut new) = (unmatched(before, now), unmatched(now, before));
    // What says most first: an option that is hidden as a whole is like any other.
    gone.sort_by_key(|(_, option)| Reverse(option.chars().filter(|letter| letter.is_alphanumeric()).count()));
    let may_be_compared = gone.len() * new.len() <= MOST_COMPARED;
    gone.retain(|(at, option)| {
        let is_other = |other: &str| !may_be_compared || !is_masked(option) && !is_masked(other);
        let alike = new.iter().enumerate().filter(|(_, (_, other))| !is_other(other) && alike(option, other));
        let nearest = alike.min_by_key(|(_, (place, _))| place.abs_diff(*at)).map(|(found, _)| found);
        nearest.map(|found| new.remove(found)).is_none()
    });
    gone.sort_by_key(|(at, _)| *at);
    // How many of them are the applicant's own is no doing of the site's.
    let of_site = |options: Vec<(usize, &'a String)>, others: &[FormOption]| {
        let options = options.into_iter().map(|(_, option)| option);
        options.filter(|option| !is_hidden(option) && !others.iter().any(|other| other.text == **option)).collect()
    };
    (of_site(gone, now), of_site(new, before))
}

#[cfg(test)]
mod tests;
