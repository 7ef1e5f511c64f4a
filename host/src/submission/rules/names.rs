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
            ("amount", [pattern]) => Self::Amount((*pattern).to_owned()),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands between backticks.
    fn quoted(text: &str) -> impl Iterator<Item = &str> {
        text.split('`').skip(1).step_by(2)
    }

    #[test]
    fn every_name_that_the_contract_lists_is_understood() {
        // The plugins' SDK is held against the same list.
        let wit = include_str!("../../../../wit/v1/application.wit");
        let (_, list) = wit.split_once("The names:").unwrap();
        let (list, _) = list.split_once("record rule").unwrap();
        let list = list.replace("///", "");
        let rules: Vec<&str> = list.split(" - `").skip(1).collect();
        assert_eq!(rules.len(), 11);
        for rule in rules {
            let (name, rest) = rule.split_once('`').unwrap();
            let arguments: Vec<Vec<&str>> = match name {
                "upper" => vec![vec![]],
                "date" | "amount" | "pattern" => vec![vec!["YYYY"]],
                "fit" | "at-most" => vec![vec!["30"]],
                "split" => vec![vec!["-", "0"]],
                "replace" | "choice" => vec![vec!["a", "b"]],
                "part" => quoted(rest).filter(|name| *name != "no-such-part").take(14).map(|part| vec![part]).collect(),
                "restrict" => quoted(rest).take(4).map(|set| vec![set]).collect(),
                unknown => panic!("the contract lists `{unknown}`, and this host has no such rule"),
            };
            for arguments in arguments {
                let arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
                assert!(Rule::parse(name, &arguments).is_some(), "{name} {arguments:?}");
            }
        }
    }
}
