//! The month that a calendar's heading shows, read by a pattern. Pure.

use crate::submission::ENGLISH_MONTHS;

/// Reads the one month that stands in a heading by a pattern of `MONTH`, `MON`, `MM`, `M`, `YYYY`, `YY` and literal text;
/// months since year 0. Two different ones are none: a calendar that slides shows both for a moment.
pub(super) fn parse_month(heading: &str, pattern: &str) -> Option<i32> {
    let folded = heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let starts =
        folded.char_indices().filter(|(at, _)| !folded[..*at].chars().next_back().is_some_and(char::is_alphanumeric));
    let mut months: Vec<i32> = starts.filter_map(|(at, _)| month_at(&folded[at..], pattern)).collect();
    months.dedup();
    match months.as_slice() {
        [month] => Some(*month),
        _ => None,
    }
}

/// The month that a text begins with.
fn month_at(text: &str, mut pattern: &str) -> Option<i32> {
    let mut rest = text;
    let (mut year, mut month) = (None, None);
    while !pattern.is_empty() {
        let token = ["MONTH", "YYYY", "MON", "YY", "MM", "M"].into_iter().find(|token| pattern.starts_with(token));
        match token {
            Some(token @ ("MONTH" | "MON")) => {
                let (index, length) = ENGLISH_MONTHS.iter().enumerate().find_map(|(index, name)| {
                    let name = if token == "MON" { &name[..3] } else { name };
                    let begins = rest.get(..name.len())?.eq_ignore_ascii_case(name);
                    begins.then_some((index, name.len()))
                })?;
                month = i32::try_from(index).ok();
                rest = &rest[length..];
            }
            Some(token) => {
                let most = if token == "M" { 2 } else { token.len() };
                let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                let number: i32 = rest[..digits].parse().ok()?;
                rest = &rest[digits..];
                match token {
                    "YYYY" => year = Some(number),
                    "YY" => year = Some(2000 + number),
                    _ => month = Some(number - 1),
                }
            }
            // Parts that stand apart on the page may touch in its text.
            None if pattern.starts_with(' ') => rest = rest.trim_start(),
            None => {
                let literal = pattern.chars().next()?;
                rest = rest.strip_prefix(|c: char| c == literal || literal.to_lowercase().eq([c]))?;
            }
        }
        pattern = &pattern[token.map_or_else(|| pattern.chars().next().map_or(0, char::len_utf8), str::len)..];
    }
    let month = month.filter(|month| (0..12).contains(month))?;
    (!rest.chars().next().is_some_and(char::is_alphanumeric)).then_some(())?;
    Some(year? * 12 + month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_by_their_pattern() {
        assert_eq!(parse_month("January 1980", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month(" DECEMBER\n1980 ", "MONTH YYYY"), Some(1980 * 12 + 11));
        assert_eq!(parse_month("May, 2026", "MONTH, YYYY"), Some(2026 * 12 + 4));
        assert_eq!(parse_month("Feb 1999", "MON YYYY"), Some(1999 * 12 + 1));
        assert_eq!(parse_month("2/1999", "M/YYYY"), Some(1999 * 12 + 1));
        assert_eq!(parse_month("1999-02", "YYYY-MM"), Some(1999 * 12 + 1));
        assert_eq!(parse_month("13/1999", "M/YYYY"), None);
        assert_eq!(parse_month("January", "MONTH YYYY"), None);
        assert_eq!(parse_month("January1980", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month("January 1980 (now)", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month("‹ January 1980 Next month ›", "MONTH YYYY"), Some(1980 * 12));
        assert_eq!(parse_month("January 1980 February 1980", "MONTH YYYY"), None);
        assert_eq!(parse_month("January 19801", "MONTH YYYY"), None);
    }
}
