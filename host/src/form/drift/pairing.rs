//! Which control of a form is which control of the form as it was. Pure.

use super::masked_text::{alike, fold, is_masked};
use super::skeleton::FormControl;
use crate::form::types::suggest::distance;

/// Two labels that are further apart (of 1000) name different things, unless they stand at the same place.
const ALIKE: u32 = 600;
/// Pairs of controls whose labels are compared letter by letter; where more are left over, nobody can say which is which.
const MOST_COMPARED: usize = 2_500;

/// For each control of the old form its successor: the same one (by label, question and name, then by two of them, then by its label
/// alone), else one that is the same but for what is hidden, else one of the same kind at the same place, else the one whose label is
/// nearest.
pub(super) fn pairs(old: &[FormControl], new: &[FormControl]) -> Vec<(usize, Option<usize>)> {
    let mut pairing = Pairing {
        old: old.iter().map(Named::of).collect(),
        new: new.iter().map(Named::of).collect(),
        successors: vec![None; old.len()],
        taken: vec![false; new.len()],
    };
    // One rule after the other, so that a control that stayed what it was is nobody else's successor.
    for rule in [
        Pairing::same_in_all,
        Pairing::of_same_name,
        Pairing::under_same_question,
        Pairing::of_same_label,
        Pairing::masked,
        Pairing::beside,
        Pairing::nearest,
    ] {
        for from in 0..old.len() {
            if pairing.successors[from].is_none()
                && let Some(to) = rule(&pairing, from)
            {
                pairing.successors[from] = Some(to);
                pairing.taken[to] = true;
            }
        }
    }
    pairing.successors.into_iter().enumerate().collect()
}

/// By what a control is known: folded once, compared often.
struct Named<'a> {
    control: &'a FormControl,
    label: String,
    masked: bool,
    question: String,
    name: &'a str,
}

impl<'a> Named<'a> {
    fn of(control: &'a FormControl) -> Named<'a> {
        let label = fold(&control.label);
        let meaning = control.meaning.as_ref();
        Named {
            control,
            masked: is_masked(&label),
            label,
            question: meaning.map(|meaning| fold(&meaning.question)).unwrap_or_default(),
            name: meaning.map(|meaning| meaning.name.as_str()).unwrap_or_default(),
        }
    }

    fn is_like(&self, other: &Named<'_>) -> bool {
        let (one, other) = (self.control, other.control);
        one.role == other.role && (one.kind == other.kind || one.role == "textbox")
    }
}

struct Pairing<'a> {
    old: Vec<Named<'a>>,
    new: Vec<Named<'a>>,
    successors: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairing<'_> {
    /// Parts of its kind that are nobody's successor yet.
    fn free(&self, from: usize) -> impl Iterator<Item = usize> {
        (0..self.new.len()).filter(move |to| !self.taken[*to] && self.new[*to].is_like(&self.old[from]))
    }

    /// The first one of the same label that is the same in what is asked.
    fn same(&self, from: usize, also: impl Fn(&Named<'_>, &Named<'_>) -> bool) -> Option<usize> {
        let old = &self.old[from];
        if old.masked {
            return None;
        }
        self.free(from).find(|to| self.new[*to].label == old.label && also(old, &self.new[*to]))
    }

    fn same_in_all(&self, from: usize) -> Option<usize> {
        self.same(from, |old, new| old.has_name_of(new) && old.question == new.question)
    }

    fn of_same_name(&self, from: usize) -> Option<usize> {
        self.same(from, |old, new| old.has_name_of(new))
    }

    fn under_same_question(&self, from: usize) -> Option<usize> {
        self.same(from, |old, new| old.question == new.question)
    }

    fn of_same_label(&self, from: usize) -> Option<usize> {
        self.same(from, |_, _| true)
    }

    /// What an applicant's values hide is another control's label for each of them: of several, the one at the same place.
    fn masked(&self, from: usize) -> Option<usize> {
        let old = &self.old[from];
        let alike = |to: &usize| (old.masked || self.new[*to].masked) && alike(&self.new[*to].label, &old.label);
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
        let open = |taken: &[bool]| taken.iter().filter(|taken| !**taken).count();
        let left = self.successors.iter().filter(|successor| successor.is_none()).count();
        if left * open(&self.taken) > MOST_COMPARED {
            return None;
        }
        let apart = |to: &usize| distance(&self.old[from].label, &self.new[*to].label);
        self.free(from).min_by_key(apart).filter(|to| apart(to) < ALIKE)
    }
}

impl Named<'_> {
    fn has_name_of(&self, other: &Named<'_>) -> bool {
        !self.name.is_empty() && self.name == other.name
    }
}
