//! How what a control holds differs from what was put there.

/// What stands for the content of a control that the plugin may not read.
pub(crate) const HIDDEN: &str = "•••";

/// How a control's content differs from what was put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlterationKind {
    /// The beginning of it.
    Cut,
    /// The same letters and digits.
    Reformatted,
    /// Nothing.
    Emptied,
    /// Something else.
    Different,
}

impl AlterationKind {
    /// How `actual` differs from `expected`.
    pub fn of(expected: &str, actual: &str) -> AlterationKind {
        let essence =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        if actual.trim().is_empty() {
            AlterationKind::Emptied
        } else if essence(expected) == essence(actual) && !essence(actual).is_empty() {
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
    }
}
