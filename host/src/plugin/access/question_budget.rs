//! How much a plugin may ask about values that it may not read. A question has a short answer, and many of them a long one: a
//! value could be guessed letter by letter.

use std::collections::{BTreeMap, BTreeSet};

use crate::submission::{Purpose, Reference, Rule};

/// Lengths that one value which may not be read is held to in one call: a county's box has one.
const MAX_LENGTHS_ASKED: usize = 4;
/// Comparisons with values that may not be read, in one call: a list of results has this many rows.
const MAX_COMPARED: u32 = 500;

/// What was asked in one call.
#[derive(Default)]
pub(super) struct QuestionBudget {
    lengths: BTreeMap<String, BTreeSet<usize>>,
    compared: u32,
}

impl QuestionBudget {
    /// Whether this may be asked as well.
    pub(super) fn take(&mut self, reference: &Reference, purpose: Purpose) -> bool {
        let lengths = reference.rules.iter().filter_map(Rule::length_asked);
        let known = self.lengths.entry(reference.path.clone()).or_default();
        known.extend(lengths.take(MAX_LENGTHS_ASKED + 1));
        if purpose == Purpose::Compared {
            self.compared = self.compared.saturating_add(1);
        }
        known.len() <= MAX_LENGTHS_ASKED && self.compared <= MAX_COMPARED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unread_value_is_held_to_few_lengths_and_compared_as_often_as_a_list_has_rows() {
        let held_to = |path: &str, lengths: std::ops::RangeInclusive<usize>| Reference {
            path: path.to_owned(),
            rules: lengths.map(Rule::Fit).collect(),
        };
        let mut budget = QuestionBudget::default();
        for length in 1..=MAX_LENGTHS_ASKED {
            assert!(budget.take(&held_to("home.city", length..=length), Purpose::Described), "{length}");
        }
        assert!(budget.take(&held_to("home.city", 1..=1), Purpose::Typed), "asked before");
        assert!(!budget.take(&held_to("home.city", 30..=30), Purpose::Typed));
        assert!(budget.take(&held_to("home.zip", 30..=30), Purpose::Typed), "of another value");
        assert!(!budget.take(&held_to("home.street", 1..=1_000), Purpose::Described));
        let whole = Reference { path: "home.line".to_owned(), rules: Vec::new() };
        assert!((0..MAX_COMPARED).all(|_| budget.take(&whole, Purpose::Compared)));
        assert!(!budget.take(&whole, Purpose::Compared) && !budget.take(&whole, Purpose::Compared));
    }
}
