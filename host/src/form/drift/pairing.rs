//! Which control of a form is which control of the form as it was. Pure.

use super::masked_text::{alike, fold, is_masked};
use super::skeleton::FormControl;
use crate::form::types::suggest::distance;

/// Two labels that are further apart (of 1000) name different things, unless they stand at the same place.
const ALIKE: u32 = 600;

/// For each control of the old form its successor: the same one (by label, question and name, then by two of them, then by its label alone), else one
/// that is the same but for what is hidden, else one of the same kind at the same place, else the one whose label is nearest.
pub(super) fn pairs(old: &[FormControl], new: &[FormControl]) -> Vec<(usize, Option<usize>)> {
    let mut pairing = Pairing { old, new, successors: vec![None; old.len()] };
    // One rule after the other, so that a control that stayed what it was is nobody else's successor.
    for rule in [
        Pairing::same_in_all,
        Pairing::of_same_name,
        Pairing::under_same_question,
        Pairing::same,
        Pairing::masked,
        Pairing::beside,
        Pairing::nearest,
    ] {
        for from in 0..old.len() {
            if pairing.successors[from].is_none() {
                pairing.successors[from] = rule(&pairing, from);
            }
        }
    }
    pairing.successors.into_iter().enumerate().collect()
}

/// What two controls of one label have to have in common beside it.
#[derive(Clone, Copy)]
struct Sameness {
    name: bool,
    question: bool,
}

struct Pairing<'a> {
    old: &'a [FormControl],
    new: &'a [FormControl],
    successors: Vec<Option<usize>>,
}

impl Pairing<'_> {
    /// Parts of its kind that are nobody's successor yet.
    fn free(&self, from: usize) -> impl Iterator<Item = usize> {
        (0..self.new.len())
            .filter(move |to| is_like(&self.new[*to], &self.old[from]) && !self.successors.contains(&Some(*to)))
    }

    fn same_in_all(&self, from: usize) -> Option<usize> {
        self.free(from).find(|to| self.has(from, *to, Sameness { name: true, question: true }))
    }

    fn of_same_name(&self, from: usize) -> Option<usize> {
        self.free(from).find(|to| self.has(from, *to, Sameness { name: true, question: false }))
    }

    fn under_same_question(&self, from: usize) -> Option<usize> {
        self.free(from).find(|to| self.has(from, *to, Sameness { name: false, question: true }))
    }

    fn same(&self, from: usize) -> Option<usize> {
        self.free(from).find(|to| self.has(from, *to, Sameness { name: false, question: false }))
    }

    /// Whether both have one label, and what else is asked of them.
    fn has(&self, from: usize, to: usize, same: Sameness) -> bool {
        let (old, new) = (&self.old[from], &self.new[to]);
        let says = |control: &FormControl| control.meaning.clone().unwrap_or_default();
        let (before, now) = (says(old), says(new));
        let label = fold(&old.label);
        !is_masked(&label)
            && fold(&new.label) == label
            && (!same.name || !before.name.is_empty() && before.name == now.name)
            && (!same.question || fold(&before.question) == fold(&now.question))
    }

    /// What an applicant's values hide is another control's label for each of them: of several, the one at the same place.
    fn masked(&self, from: usize) -> Option<usize> {
        let alike = |to: &usize| alike(&self.new[*to].label, &self.old[from].label);
        self.free(from).filter(alike).min_by_key(|to| to.abs_diff(from))
    }

    /// What follows the same control as before is the same thing under another label.
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

fn is_like(one: &FormControl, other: &FormControl) -> bool {
    one.role == other.role && (one.kind == other.kind || one.role == "textbox")
}
