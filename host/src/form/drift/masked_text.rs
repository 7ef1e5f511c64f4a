//! Texts of pages that were masked, each with its own applicant's values: which of them may be one and the same text. So no text
//! that could be somebody's has to be kept, nor a hash of it. Pure.

use crate::form::types::HIDDEN;

/// A text as it is compared.
pub(super) fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether two texts may be one: what is hidden in either stands for whatever the other has there.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    one == other || (is_masked(&one) || is_masked(&other)) && overlap(&letters(&one), &letters(&other))
}

/// The same of texts that say something themselves: what is hidden as a whole is like any text.
pub(super) fn says_the_same(one: &str, other: &str) -> bool {
    alike(one, other) && says_something(one) == says_something(other)
}

/// Whether something was hidden in it.
pub(super) fn is_masked(text: &str) -> bool {
    text.contains(HIDDEN)
}

/// Whether nothing is left of it but what was hidden: it is the applicant's, and not the site's.
pub(super) fn is_hidden(text: &str) -> bool {
    is_masked(text) && !says_something(text)
}

fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Its letters; none for what is hidden.
fn letters(text: &str) -> Vec<Option<char>> {
    let mut letters = Vec::new();
    for (at, piece) in text.split(HIDDEN).enumerate() {
        letters.extend((at > 0).then_some(None));
        letters.extend(piece.chars().map(Some));
    }
    letters
}

/// Whether some text is both of them.
fn overlap(one: &[Option<char>], other: &[Option<char>]) -> bool {
    // For the letters of `one` so far: which beginnings of `other` may be the same.
    let mut before: Vec<bool> = Vec::new();
    for at in 0..=one.len() {
        let mut now = vec![false; other.len() + 1];
        for to in 0..=other.len() {
            let (left, right) = (at.checked_sub(1).map(|at| one[at]), to.checked_sub(1).map(|to| other[to]));
            let open = left == Some(None) || right == Some(None);
            now[to] = match (left, right) {
                (None, None) => true,
                _ if open => (at > 0 && before[to]) || (to > 0 && now[to - 1]),
                (Some(left), Some(right)) => left == right && before[to - 1],
                _ => false,
            };
        }
        before = now;
    }
    before[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_stands_for_any_text() {
        for (one, other) in [
            ("••• Creek", "Dogwood creek"),
            ("Fort •••", "Fort Bragg"),
            ("••• Creek", "Dogwood •••"),
            ("•••", "Eureka"),
            ("Edit ••• (•••)", "Edit Ada (you)"),
            ("Next", " next"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one}, {other}");
        }
        for (one, other) in [("••• Creek", "Dogwood Fork"), ("Fort •••", "Camp •••"), ("Eureka", "Weed"), ("", "Weed")]
        {
            assert!(!alike(one, other) && !alike(other, one), "{one}, {other}");
        }
        assert!(!says_the_same("•••", "Eureka") && says_the_same("Edit •••", "Edit Ada"));
    }
}
