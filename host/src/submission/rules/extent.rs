//! How much of a value its rules leave: a form may ask for it in pieces, and one piece is not the value.

use super::{Part, Rule};

/// The pieces of a value that are in one place. A date, a Social Security number and a telephone number have three each, a ZIP+4
/// and an amount two; a value of any other kind is whole or not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent(u8);

impl Extent {
    /// Nothing of it.
    pub const NONE: Self = Self(0b000);
    /// All of it.
    pub const WHOLE: Self = Self(0b111);

    /// What is left of a value under these rules. A piece between separators is never the whole: where a form wants such
    /// pieces, the plugin places them all and rules the field out with the reason. A piece that is all there is, the five
    /// digits of a ZIP Code without four more or the initial of a name of one letter, is the whole.
    pub fn of(rules: &[Rule], value: &str) -> Self {
        let is_all = |rule: &Rule| match rule {
            Rule::Part(Part::Zip5) => value.len() == 5,
            Rule::Part(Part::Initial) => value.chars().count() == 1,
            _ => false,
        };
        rules.iter().filter(|rule| !is_all(rule)).fold(Self::WHOLE, Self::under)
    }

    /// What one rule more leaves of it.
    #[must_use]
    pub fn under(self, rule: &Rule) -> Self {
        Self(self.0 & Self::of_rule(rule).0)
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn of_rule(rule: &Rule) -> Self {
        match rule {
            Rule::Date(pattern) => {
                let has = |letter, piece| if pattern.contains(letter) { piece } else { 0 };
                Self(has('Y', 0b100) | has('M', 0b010) | has('D', 0b001))
            }
            Rule::Part(part) => match part {
                Part::Year | Part::SsnArea | Part::PhoneArea => Self(0b100),
                Part::Month | Part::SsnGroup | Part::PhoneExchange => Self(0b010),
                Part::Day | Part::SsnSerial | Part::PhoneLine => Self(0b001),
                Part::Zip5 | Part::Dollars => Self(0b110),
                Part::Zip4 | Part::Cents => Self(0b001),
                Part::Initial => Self::NONE,
            },
            Rule::Split { .. } => Self::NONE,
            Rule::Upper
            | Rule::Pattern(_)
            | Rule::Restrict(_)
            | Rule::Replace { .. }
            | Rule::Fit(_)
            | Rule::AtMost(_)
            | Rule::Choice(_) => Self::WHOLE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_a_whole_together_and_none_alone() {
        let of = |rule: Rule| Extent::of(&[rule], "");
        let date = |pattern: &str| of(Rule::Date(pattern.to_owned()));
        let part = |part| of(Rule::Part(part));
        assert_eq!(date("MM/DD/YYYY"), Extent::WHOLE);
        assert_eq!(date("MONTH").and(date("D")).and(date("YYYY")), Extent::WHOLE);
        assert_ne!(date("MONTH").and(date("YYYY")), Extent::WHOLE);
        assert_eq!(part(Part::SsnArea).and(part(Part::SsnGroup)).and(part(Part::SsnSerial)), Extent::WHOLE);
        assert_ne!(part(Part::SsnSerial), Extent::WHOLE, "the last four digits are not the number");
        assert_eq!(part(Part::Dollars).and(part(Part::Cents)), Extent::WHOLE);
        assert_ne!(part(Part::Dollars), Extent::WHOLE);
        assert_eq!(of(Rule::Split { separator: "-".into(), index: 0 }), Extent::NONE);
        assert_eq!(Extent::of(&[Rule::Upper, Rule::Fit(30)], "Ada"), Extent::WHOLE);
        assert_eq!(Extent::of(&[], "Ada"), Extent::WHOLE);
    }

    #[test]
    fn a_piece_is_the_whole_where_there_is_no_more() {
        let part = |part, value: &str| Extent::of(&[Rule::Part(part)], value);
        assert_eq!(part(Part::Zip5, "95001"), Extent::WHOLE);
        assert_ne!(part(Part::Zip5, "95001-1234"), Extent::WHOLE);
        assert_eq!(part(Part::Zip5, "95001-1234").and(part(Part::Zip4, "95001-1234")), Extent::WHOLE);
        assert_eq!(part(Part::Initial, "M"), Extent::WHOLE);
        assert_ne!(part(Part::Initial, "Maria"), Extent::WHOLE);
    }
}
