//! How long texts and references may be, and which were read masked.

use crate::submission::MASKED;

/// Longest text of a target, rule or pattern, in characters.
pub(super) const MAX_ARGUMENT: usize = 2_000;
/// Longest path of a field; the longest that there is has some forty characters.
pub(super) const MAX_PATH: usize = 200;
/// Longest text of the plugin's own that is typed or compared.
pub(super) const MAX_LITERAL: usize = 4_000;
/// Most rules of a reference.
pub(super) const MAX_RULES: usize = 16;
/// Most arguments of a rule.
pub(super) const MAX_RULE_ARGUMENTS: usize = 200;

/// Whether a text has more characters; stops counting where it knows.
pub(super) fn longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

/// No page holds a masked text as the plugin read it: that it is not found would say nothing, and typed it would reach the
/// county.
pub(super) fn is_masked(text: &str) -> bool {
    text.contains(MASKED)
}
