//! How a reason quotes what plugins, pages and counties said: short, and on one line.

use crate::submission::Problem;

/// Characters of a county's page that a reason quotes.
const MAX_QUOTED: usize = 300;
/// Problems that a reason spells out.
const MAX_SPELT_OUT: usize = 10;

/// Each problem's field and message: what a reviewer has to mend.
pub(super) fn spelt_out(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return "the plugin names no field".to_owned();
    }
    let spelt = problems.iter().take(MAX_SPELT_OUT).map(|problem| match problem.field.as_str() {
        "" => problem.message.clone(),
        field => format!("{field}: {}", problem.message),
    });
    let more = problems.len().saturating_sub(MAX_SPELT_OUT);
    let rest = (more > 0).then(|| format!("and {more} more"));
    spelt.chain(rest).collect::<Vec<_>>().join("; ")
}

/// The beginning of what a page says.
pub(super) fn quoted(page: &str) -> &str {
    let page = page.trim();
    page.char_indices().nth(MAX_QUOTED).map_or(page, |(end, _)| &page[..end])
}

/// `first`, `second`, `third`, `4th`.
pub(super) fn ordinal(times: u32) -> String {
    match times {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        more => format!("{more}th"),
    }
}

/// Without what follows: frames, details.
pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
