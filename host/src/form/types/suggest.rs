//! Suggestions by edit distance and shared words: what of a page a plugin most likely meant. Pure.

/// Candidates shown in an error.
pub(crate) const SHOWN: usize = 8;
/// Longest text compared letter by letter; longer ones are compared by their words alone.
const COMPARED: usize = 80;

/// The nearest candidates, the likeliest first; where none is near, the first ones of the page.
pub(crate) fn suggest(wanted: Option<&str>, candidates: Vec<String>) -> Vec<String> {
    nearest_first(wanted, candidates, SHOWN)
}

/// The same of up to so many.
pub(crate) fn nearest_first(wanted: Option<&str>, mut candidates: Vec<String>, most: usize) -> Vec<String> {
    if let Some(wanted) = wanted {
        let wanted = fold(wanted);
        candidates.sort_by_cached_key(|candidate| distance(&wanted, &fold(candidate)));
    }
    candidates.truncate(most);
    candidates
}

/// 0 is the same, 1000 has nothing in common.
pub(crate) fn distance(wanted: &str, candidate: &str) -> u32 {
    let (a, b): (Vec<char>, Vec<char>) =
        (wanted.chars().take(COMPARED).collect(), candidate.chars().take(COMPARED).collect());
    let longer = a.len().max(b.len()).max(1);
    let letters = edits(&a, &b) * 1000 / longer;
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let shared = words.iter().filter(|word| candidate.split_whitespace().any(|other| other == **word)).count();
    let apart = 1000 - shared * 1000 / words.len().max(1);
    u32::try_from((letters + apart) / 2).unwrap_or(u32::MAX)
}

/// Levenshtein distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

fn fold(text: &str) -> String {
    text.trim_end_matches(['*', ':', ' ']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_comes_first() {
        let page = ["City", "Street line 1", "ZIP Code", "State", "Street line 2"].map(String::from).to_vec();
        assert_eq!(suggest(Some("Street Address"), page.clone())[0], "Street line 1");
        assert_eq!(suggest(Some("Zip code *"), page.clone())[0], "ZIP Code");
        assert_eq!(suggest(Some("Sate"), page.clone())[0], "State");
        assert_eq!(suggest(None, page)[0], "City");
    }
}
