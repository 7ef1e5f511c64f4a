//! Which pieces of a value its rules leave: a form may ask for it in pieces, and one piece is not the value.

use super::{Part, Rule};

/// Which pieces of a value are in one place, one bit each. A date, a Social Security number and a telephone number have
/// three pieces. A ZIP+4 and an amount have two: the larger has the first and the second bit. A value of any other kind
/// is whole or not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PiecesPresent(u8);

/// The year, the area of a Social Security number, the area code of a telephone number.
const FIRST: u8 = 0b100;
/// The month, the group of a Social Security number, the exchange of a telephone number.
const SECOND: u8 = 0b010;
/// The day, the serial of a Social Security number, the line of a telephone number, the last four digits of a ZIP+4,
/// the cents.
const THIRD: u8 = 0b001;

impl PiecesPresent {
    /// No piece of it.
    pub const NONE: Self = Self(0);
    /// Every piece of it.
    pub const WHOLE: Self = Self(FIRST | SECOND | THIRD);

    /// The pieces of a value that these rules leave. A piece between separators is never the whole: where a form wants
    /// such pieces, the plugin places them all and rules the field out with the reason. A piece that is all there is,
    /// the five digits of a ZIP Code without four more or the initial of a name of one letter, is the whole.
    pub fn of(rules: &[Rule], value: &str) -> Self {
        let is_all = |rule: &Rule| match rule {
            Rule::Part(Part::Zip5) => value.len() == 5,
            Rule::Part(Part::Initial) => value.chars().count() == 1,
            _ => false,
        };
        rules.iter().filter(|rule| !is_all(rule)).fold(Self::WHOLE, Self::under)
    }

    /// The pieces that one rule more leaves.
    #[must_use]
    pub fn under(self, rule: &Rule) -> Self {
        Self(self.0 & Self::of_rule(rule).0)
    }

    /// The pieces of both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of the others are among them.
    pub fn holds(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    fn of_rule(rule: &Rule) -> Self {
        match rule {
            Rule::Date(pattern) => {
                let has = |letter, piece| if pattern.contains(letter) { piece } else { 0 };
                Self(has('Y', FIRST) | has('M', SECOND) | has('D', THIRD))
            }
            Rule::Part(part) => match part {
                Part::Year | Part::SsnArea | Part::PhoneArea => Self(FIRST),
                Part::Month | Part::SsnGroup | Part::PhoneExchange => Self(SECOND),
                Part::Day | Part::SsnSerial | Part::PhoneLine => Self(THIRD),
                Part::Zip5 | Part::Dollars => Self(FIRST | SECOND),
                Part::Zip4 | Part::Cents => Self(THIRD),
                Part::Initial => Self::NONE,
            },
            Rule::Split { .. } => Self::NONE,
            // What it would leave out, it fails for.
            Rule::Amount(_)
            | Rule::Upper
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
        let of = |rule: Rule| PiecesPresent::of(&[rule], "");
        let date = |pattern: &str| of(Rule::Date(pattern.to_owned()));
        let part = |part| of(Rule::Part(part));
        assert_eq!(date("MM/DD/YYYY"), PiecesPresent::WHOLE);
        assert_eq!(date("MONTH").and(date("D")).and(date("YYYY")), PiecesPresent::WHOLE);
        assert_ne!(date("MONTH").and(date("YYYY")), PiecesPresent::WHOLE);
        assert_eq!(part(Part::SsnArea).and(part(Part::SsnGroup)).and(part(Part::SsnSerial)), PiecesPresent::WHOLE);
        assert_ne!(part(Part::SsnSerial), PiecesPresent::WHOLE, "the last four digits are not the number");
        assert_eq!(part(Part::Dollars).and(part(Part::Cents)), PiecesPresent::WHOLE);
        assert_ne!(part(Part::Dollars), PiecesPresent::WHOLE);
        assert_eq!(of(Rule::Amount("#,###".into())), PiecesPresent::WHOLE);
        assert_eq!(of(Rule::Split { separator: "-".into(), index: 0 }), PiecesPresent::NONE);
        assert_eq!(PiecesPresent::of(&[Rule::Upper, Rule::Fit(30)], "Ada"), PiecesPresent::WHOLE);
        assert_eq!(PiecesPresent::of(&[], "Ada"), PiecesPresent::WHOLE);
    }

    #[test]
    fn a_piece_is_the_whole_where_there_is_no_more() {
        let part = |part, value: &str| PiecesPresent::of(&[Rule::Part(part)], value);
        assert_eq!(part(Part::Zip5, "95001"), PiecesPresent::WHOLE);
        assert_ne!(part(Part::Zip5, "95001-1234"), PiecesPresent::WHOLE);
        assert_eq!(part(Part::Zip5, "95001-1234").and(part(Part::Zip4, "95001-1234")), PiecesPresent::WHOLE);
        assert_eq!(part(Part::Initial, "M"), PiecesPresent::WHOLE);
        assert_ne!(part(Part::Initial, "Maria"), PiecesPresent::WHOLE);
    }
}
