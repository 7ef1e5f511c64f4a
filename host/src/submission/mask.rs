//! Hides every personal value of one application in a text that leaves the host's care: page texts handed to a plugin,
//! log lines, failure texts.
//!
//! Never a guarantee against a value that a site has reworded; a guard for the ordinary case that a page repeats it.

use super::Personal;

/// What stands where a value was.
const MASKED: &str = "•••";

/// Values shorter than this stay: masking every `2` or `CA` would leave no text to work with.
const SHORTEST_MASKED: usize = 3;

/// The values to hide, longest first, compared without regard to case.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    values: Vec<Personal>,
}

impl Mask {
    /// A mask over these values. Runs of digits are hidden with or without the punctuation that forms put between them.
    pub fn new<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut texts: Vec<String> =
            values.into_iter().map(fold).filter(|text| text.chars().count() >= SHORTEST_MASKED).collect();
        texts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        texts.dedup();
        Self { values: texts.into_iter().map(Personal::new).collect() }
    }

    /// The text with every value replaced by `•••`.
    pub fn apply(&self, text: &str) -> String {
        let original: Vec<char> = text.chars().collect();
        let mut hidden = vec![false; original.len()];
        for value in &self.values {
            let wanted: Vec<char> = value.reveal().chars().collect();
            let mut start = 0;
            while start < original.len() {
                match matches_at(&original, start, &wanted) {
                    Some(end) => {
                        hidden[start..end].fill(true);
                        start = end;
                    }
                    None => start += 1,
                }
            }
        }
        let mut out = String::with_capacity(text.len());
        for (index, character) in original.iter().enumerate() {
            if !hidden[index] {
                out.push(*character);
            } else if index == 0 || !hidden[index - 1] {
                out.push_str(MASKED);
            }
        }
        out
    }
}

fn fold(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).collect()
}

/// Where `wanted` ends in `text` if it begins at `start`. Between two digits the text may hold one of `-`, `(`, `)`,
/// `.`, `/` or a space, so that `123-45-6789` is found by `123456789`.
fn matches_at(text: &[char], start: usize, wanted: &[char]) -> Option<usize> {
    // A value that begins or ends with a letter or digit counts only as a whole word: "Ann" is not in "Annual".
    if start > 0 && wanted[0].is_alphanumeric() && text[start - 1].is_alphanumeric() {
        return None;
    }
    let mut at = start;
    let mut previous: Option<char> = None;
    for &character in wanted {
        if previous.is_some_and(|p| p.is_ascii_digit()) && character.is_ascii_digit() {
            let mut skipped = 0;
            while skipped < 2 && at < text.len() && matches!(text[at], '-' | '(' | ')' | '.' | '/' | ' ') {
                at += 1;
                skipped += 1;
            }
        }
        let found = *text.get(at)?;
        if !found.to_lowercase().eq(character.to_lowercase()) {
            return None;
        }
        at += 1;
        previous = Some(character);
    }
    let ends_word = wanted.last().is_some_and(|c| c.is_alphanumeric());
    if ends_word && text.get(at).is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[&str], text: &str, expect: &str) {
        assert_eq!(Mask::new(values.iter().copied()).apply(text), expect);
    }

    #[test]
    fn hides_values_whatever_their_case_or_punctuation() {
        check(&["O'Neil"], "Case of o'neil, Pat", "Case of •••, Pat");
        check(&["912345678"], "SSN 912-34-5678.", "SSN •••.");
        check(&["5105550123"], "call (510) 555-0123 now", "call (••• now");
        check(&["Ann"], "Annual income of Ann", "Annual income of •••");
        check(&["CA", "2"], "CA 2", "CA 2");
        check(&["Ada", "Ada Lovelace"], "Ada Lovelace", "•••");
    }
}
