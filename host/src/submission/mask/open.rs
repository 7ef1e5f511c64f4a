//! What is no applicant's even where it is spelt like a value: the county's declared origins, and the line of a plugin's source that
//! its SDK adds to a message. Each of them whole and as it is always written; what it stands beside is hidden as ever.

/// Where these stand in a text.
pub(super) fn spans(text: &str, origins: &[String], source_lines: bool) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = origins.iter().flat_map(|origin| origins_in(text, origin)).collect();
    if source_lines {
        spans.extend(text.match_indices('(').filter_map(|(at, _)| Some((at, at + source_line(&text[at..])?))));
    }
    spans
}

/// `https://apply.alder.test`, and not what only begins or ends so.
fn origins_in(text: &str, origin: &str) -> impl Iterator<Item = (usize, usize)> {
    let stands_alone = |(at, found): &(usize, &str)| {
        let (before, mut after) = (text[..*at].chars().next_back(), text[at + found.len()..].chars());
        let goes_on = match after.next() {
            Some('.' | ':') => after.next().is_some_and(char::is_alphanumeric),
            Some(next) => {
                next.is_alphanumeric() || matches!(next, '-' | '_' | '@' | '%' | '&' | '\\') || !next.is_ascii()
            }
            None => false,
        };
        !goes_on && !before.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(origin).filter(stands_alone).map(|(at, found)| (at, at + found.len()))
}

/// The length of `(dogwood/src/lib.rs:120)` at the beginning of a text.
fn source_line(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('(')?;
    let (file, line) = inside[..inside.find(')')?].rsplit_once(':')?;
    let stem = file.strip_suffix(".rs")?;
    let is_path = stem.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"_-./".contains(&letter))
        && stem.split('/').rev().skip(1).any(|folder| folder == "src");
    let is_line = !line.is_empty() && line.bytes().all(|digit| digit.is_ascii_digit());
    (is_path && is_line).then(|| file.len() + line.len() + "(:)".len())
}
