//! The contract's names of rules, parts and character sets: what `application.rule` may say.

use super::Rule;

/// Most arguments of one rule: the texts of a county's longest list.
pub(super) const MAX_ARGUMENTS: usize = 200;
/// Longest argument, in bytes.
pub(super) const MAX_ARGUMENT_LENGTH: usize = 1_000;

impl Rule {
    /// The rule of a name and its arguments, as the contract lists them; none if there is no such rule or its arguments
    /// are malformed or too many.
    pub fn parse(name: &str, arguments: &[String]) -> Option<Self> {
        if arguments.len() > MAX_ARGUMENTS || arguments.iter().any(|text| text.len() > MAX_ARGUMENT_LENGTH) {
            return None;
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Some(match (name, arguments.as_slice()) {
            ("date", [pattern]) => Self::Date((*pattern).to_owned()),
            ("part", [part]) => Self::Part(part.parse().ok()?),
            ("split", [separator, index]) => {
                Self::Split { separator: (*separator).to_owned(), index: index.parse().ok()? }
            }
            ("upper", []) => Self::Upper,
            ("pattern", [pattern]) => Self::Pattern((*pattern).to_owned()),
            ("restrict", [set]) => Self::Restrict(set.parse().ok()?),
            ("replace", [old, new]) => Self::Replace { old: (*old).to_owned(), new: (*new).to_owned() },
            ("fit", [length]) => Self::Fit(length.parse().ok()?),
            ("at-most", [length]) => Self::AtMost(length.parse().ok()?),
            ("choice", pairs) if !pairs.is_empty() && pairs.len().is_multiple_of(2) => {
                Self::Choice(pairs.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect())
            }
            _ => return None,
        })
    }
}
