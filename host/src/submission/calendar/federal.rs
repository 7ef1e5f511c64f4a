//! The holidays of 5 U.S.C. 6103.

use jiff::civil::Weekday::{Monday, Thursday};

use super::rule::Rule;

/// A federal holiday.
pub(super) struct Federal {
    /// As `holidays` names it.
    pub(super) name: &'static str,
    /// As a person reads it.
    pub(super) shown: &'static str,
    pub(super) rule: Rule,
}

/// All of them, through the year.
pub(super) const FEDERAL: [Federal; 11] = [
    federal("new_year", "New Year's Day", Rule::on(1, 1)),
    federal("martin_luther_king", "Birthday of Martin Luther King, Jr.", Rule::nth(3, Monday, 1)),
    federal("washington", "Washington's Birthday", Rule::nth(3, Monday, 2)),
    federal("memorial", "Memorial Day", Rule::nth(-1, Monday, 5)),
    federal("juneteenth", "Juneteenth National Independence Day", Rule::on(6, 19)),
    federal("independence", "Independence Day", Rule::on(7, 4)),
    federal("labor", "Labor Day", Rule::nth(1, Monday, 9)),
    federal("columbus", "Columbus Day", Rule::nth(2, Monday, 10)),
    federal("veterans", "Veterans Day", Rule::on(11, 11)),
    federal("thanksgiving", "Thanksgiving Day", Rule::nth(4, Thursday, 11)),
    federal("christmas", "Christmas Day", Rule::on(12, 25)),
];

const fn federal(name: &'static str, shown: &'static str, rule: Rule) -> Federal {
    Federal { name, shown, rule }
}

pub(super) fn named(name: &str) -> Option<&'static Federal> {
    FEDERAL.iter().find(|federal| federal.name == name)
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FEDERAL.iter().map(|federal| federal.name)
}
