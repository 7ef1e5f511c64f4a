//! Suggestions by edit distance for a misspelt word: of the fields of an application, or of any list. Pure.

use super::field_paths::FIELDS;

/// Words are compared up to here, in characters: the cost grows with the square of it.
const COMPARED: usize = 200;
/// Candidates less alike than this are no suggestions; 1 is equal.
const ALIKE: f64 = 0.5;

/// The candidate most like a word; none where nothing is like it.
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(COMPARED).collect();
    let alike = |candidate: &str| strsim::normalized_damerau_levenshtein(&word, candidate);
    let rated = candidates.into_iter().map(|candidate| (alike(candidate), candidate));
    rated.filter(|(alike, _)| *alike >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}

/// The field most like a path that no application has.
pub fn suggest_field(path: &str) -> Option<&'static str> {
    suggest(&super::without_indices(path), FIELDS)
}

/// What a parser says of an unknown key, with the known one that is most like it: "unknown field `a`, expected one of `b`, `c`".
pub fn with_suggestion(said: &str) -> String {
    let mut quoted = said.split('`').skip(1).step_by(2);
    match quoted.next().filter(|_| said.starts_with("unknown ")).and_then(|word| suggest(word, quoted)) {
        Some(meant) => format!("{said}; most like it is `{meant}`"),
        None => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_misspelt_field_finds_its_neighbour() {
        #[track_caller]
        fn check(path: &str, expect: Option<&str>) {
            assert_eq!(suggest_field(path), expect);
        }
        check("applicant.name.frist", Some("applicant.name.first"));
        check("applicant.birthdate", Some("applicant.birth_date"));
        check("household[3].income", Some("household[].monthly_income"));
        check("home.address", Some("home.street"));
        check("shoe size", None);
        check(&"x".repeat(100_000), None);
    }
}
