//! How what a control holds differs from what was put there.

use crate::submission::same_amount;

/// What stands for the content of a control that the plugin may not read.
pub(crate) const HIDDEN: &str = "•••";

/// How a control's content differs from what was put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlterationKind {
    /// The beginning of it.
    Cut,
    /// The same letters and digits, or the same amount.
    Reformatted,
    /// Nothing.
    Emptied,
    /// Something else.
    Different,
}

impl AlterationKind {
    /// How `actual` differs from `expected`. Amounts are compared as numbers: a hundredth of one has its digits.
    pub fn of(expected: &str, actual: &str) -> AlterationKind {
        let essence =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let reformatted = match same_amount(expected, actual) {
            // What is written without cents may be no amount: `0123` is not `123`.
            Some(same) if !same || expected.contains('.') => same,
            _ => !essence(actual).is_empty() && essence(expected) == essence(actual),
        };
        if actual.trim().is_empty() {
            AlterationKind::Emptied
        } else if reformatted {
            AlterationKind::Reformatted
        } else if expected.starts_with(actual) {
            AlterationKind::Cut
        } else {
            AlterationKind::Different
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alteration_is_named_by_what_became_of_the_value() {
        #[track_caller]
        fn check(expected: &str, actual: &str, kind: AlterationKind) {
            assert_eq!(AlterationKind::of(expected, actual), kind, "{expected} -> {actual}");
        }
        check("1200 Oak Avenue", "1200 Oak", AlterationKind::Cut);
        check("900123456", "900-12-3456", AlterationKind::Reformatted);
        check("O'Neil", "ONEIL", AlterationKind::Reformatted);
        check("Ada", "", AlterationKind::Emptied);
        check("Ada", "Bob", AlterationKind::Different);
        check("--", "-", AlterationKind::Cut);
        check("1200", "12.00", AlterationKind::Different);
        check("1200.00", "1,200.00", AlterationKind::Reformatted);
        check("1200.00", "$1,200", AlterationKind::Reformatted);
        check("1200.50", "1,200", AlterationKind::Different);
        check("1200.50", "1200", AlterationKind::Cut);
        check("0123", "123", AlterationKind::Different);
        check("950011234", "95001-1234", AlterationKind::Reformatted);
    }
}
