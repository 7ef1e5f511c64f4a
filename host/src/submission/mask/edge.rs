//! Where words begin and end in a text.

use super::text::Unit;

/// What is at one side of a piece of text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// A letter of the same word.
    None,
    /// The same word goes on, but with another kind of letter: `Ada` in `AdaLovelace`, `912` in `SSN912`.
    Inside,
    /// No letter or digit.
    Word,
}

pub(super) fn begins(units: &[Unit], at: usize) -> Option<Edge> {
    let before = at.checked_sub(1).map(|before| &units[before]);
    between(before, Some(&units[at]))
}

pub(super) fn ends(units: &[Unit], at: usize) -> Option<Edge> {
    between(Some(&units[at]), units.get(at + 1))
}

fn between(before: Option<&Unit>, after: Option<&Unit>) -> Option<Edge> {
    let (Some(before), Some(after)) = (before, after) else {
        return Some(Edge::Word);
    };
    // One letter that was folded into two is still one.
    let same_letter = before.from == after.from;
    let changes = before.folded.is_numeric() != after.folded.is_numeric() || (!before.capital && after.capital);
    match () {
        () if after.gap > 0 || before.unspaced || after.unspaced => Some(Edge::Word),
        () if changes && !same_letter => Some(Edge::Inside),
        () => None,
    }
}
