//! Confirmation numbers, found by a pattern: `#` a digit, `@` a letter, `*` either. Pure.

/// The first piece of a text that has the pattern's form and is no part of a longer number or word.
pub(super) fn number_in(text: &str, pattern: &str) -> Option<String> {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let fits = |piece: &[char]| {
        piece.iter().zip(&pattern).all(|(c, p)| match p {
            '#' => c.is_ascii_digit(),
            '@' => c.is_alphabetic(),
            '*' => c.is_alphanumeric(),
            literal => c == literal,
        })
    };
    let whole = |at: usize| {
        let before = at.checked_sub(1).and_then(|i| text.get(i));
        let after = text.get(at + pattern.len());
        !before.is_some_and(|c| c.is_alphanumeric()) && !after.is_some_and(|c| c.is_alphanumeric())
    };
    if pattern.is_empty() || text.len() < pattern.len() {
        return None;
    }
    (0..=text.len() - pattern.len())
        .find(|&at| fits(&text[at..at + pattern.len()]) && whole(at))
        .map(|at| text[at..at + pattern.len()].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_its_pattern() {
        #[track_caller]
        fn check(text: &str, pattern: &str, expect: Option<&str>) {
            assert_eq!(number_in(text, pattern).as_deref(), expect);
        }
        check("Your number: ALD-2026-000123.", "ALD-####-######", Some("ALD-2026-000123"));
        check("ALD-2026-0001234", "ALD-####-######", None);
        check("Ref B7X9 received", "@#@#", Some("B7X9"));
        check("no number", "####", None);
        check("", "##", None);
    }
}
