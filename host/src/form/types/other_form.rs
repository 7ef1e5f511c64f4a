//! Whether what a plugin says that a control will hold is the value that is typed, in another form. A mask writes other
//! punctuation, and never makes another value of it. Pure.

use crate::submission::{Kind, same_amount};

/// What stands for a digit that a control does not show: `***-**-6789`.
const COVERS: [char; 7] = ['*', '•', '●', '∗', '#', 'X', 'x'];

/// Whether a control that holds `other` may have been given `typed`; `kind` where that is a value of the applicant's.
pub(super) fn is_other_form(kind: Option<Kind>, typed: &str, other: &str) -> bool {
    match kind {
        Some(Kind::Amount) => same_amount(typed, other) == Some(true),
        Some(Kind::Name | Kind::Identifier | Kind::Address | Kind::Contact | Kind::FreeText) => {
            keeps_digits(typed, other)
        }
        // A date in another order, with its month's name. That nothing of it is left out its rules tell.
        Some(Kind::Date) => true,
        Some(Kind::Choice | Kind::Boolean | Kind::Many | Kind::Group) | None => {
            same_amount(typed, other) != Some(false)
        }
    }
}

/// Whether each digit is there, or something that covers it: with others beside them, as those of a country.
fn keeps_digits(typed: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<Vec<_>>();
    let (typed, shown) = (digits(typed), digits(other));
    let covered = other.chars().filter(|sign| COVERS.contains(sign)).count();
    within(&typed, &shown) || typed.len() <= shown.len() + covered && within(&shown, &typed)
}

/// Whether all of these come in the others, in this order.
fn within(some: &[char], all: &[char]) -> bool {
    let mut rest = all.iter();
    some.iter().all(|one| rest.any(|other| other == one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::kind_of;

    #[test]
    fn a_mask_writes_the_same_value_and_no_other() {
        #[track_caller]
        fn check(path: &str, typed: &str, other: &str, expect: bool) {
            assert_eq!(is_other_form(kind_of(path), typed, other), expect, "{typed} as {other}");
        }
        check("finances.monthly_income", "1200.00", "1,200.00", true);
        check("finances.monthly_income", "1200.00", "$1,200", true);
        check("finances.monthly_income", "1200", "12.00", false);
        check("finances.monthly_income", "1200.00", "120,000", false);
        check("finances.monthly_income", "1200.50", "1,200", false);
        check("finances.monthly_income", "1200.00", "twelve hundred", false);
        check("applicant.ssn", "912345678", "912-34-5678", true);
        check("applicant.ssn", "912345678", "***-**-5678", true);
        check("applicant.ssn", "912345678", "5678", false);
        check("applicant.ssn", "912345678", "912-34-567", false);
        check("applicant.phone", "5105550123", "+1 (510) 555-0123", true);
        check("applicant.phone", "5105550123", "555-0123", false);
        check("home.zip", "95001-1234", "950011234", true);
        check("home.zip", "95001-1234", "95001", false);
        check("home.line", "1200 North Oak Avenue", "1200 N OAK AVE", true);
        check("home.line", "1200 North Oak Avenue", "12 N OAK AVE", false);
        check("applicant.name.last", "Peña", "PENA", true);
        check("applicant.birth_date", "01/02/1980", "January 2, 1980", true);
        assert!(!is_other_form(None, "1200", "12.00"), "a text of the plugin's own");
        assert!(is_other_form(None, "123456789", "123 45 6789"));
    }
}
