//! Which rules may shape a value that the plugin may not read. Whether a rule succeeds, how long its result is and where a
//! comparison comes true are answers, and a row of answers can spell a value: what would ask about its letters is refused.

use super::{PiecesPresent, Rule};

/// What a plugin wants a value for that it may not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be put into a control: in pieces, too, for forms ask for them.
    Typed,
    /// To be found on a page or in a control: whole, for a piece could be tried one by one.
    Compared,
    /// To learn whether the rules would succeed.
    Described,
}

impl Purpose {
    /// Whether these rules give away no more of a value than that a county's form takes it; `pieces` are
    /// what they leave of it.
    pub fn allows(self, rules: &[Rule], pieces: PiecesPresent) -> bool {
        let mut piece = false;
        let each = rules.iter().all(|rule| {
            let keeps = match rule {
                // The option that is chosen says which value it was.
                Rule::Choice(_) => false,
                Rule::Split { separator, .. } => self == Self::Typed && !says_something(separator),
                Rule::Replace { old, .. } => !says_something(old),
                // The length of a piece tells May from September.
                Rule::Fit(_) | Rule::AtMost(_) | Rule::Pattern(_) => !piece,
                Rule::Date(_) | Rule::Amount(_) | Rule::Part(_) | Rule::Upper | Rule::Restrict(_) => true,
            };
            piece |= matches!(rule, Rule::Date(_) | Rule::Part(_) | Rule::Split { .. });
            keeps
        });
        each && (self != Self::Compared || pieces == PiecesPresent::WHOLE)
    }
}

/// Whether a text is more than what stands between words.
fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::super::{CharacterSet, Part};
    use super::*;

    #[test]
    fn what_would_spell_a_value_is_refused() {
        let choice = || Rule::Choice(vec![("912".into(), "x".into())]);
        let replace = |old: &str, new: &str| Rule::Replace { old: old.into(), new: new.into() };
        let split = |separator: &str| Rule::Split { separator: separator.into(), index: 0 };
        let check = |rules: &[Rule], allowed: &[Purpose]| {
            for purpose in [Purpose::Typed, Purpose::Compared, Purpose::Described] {
                let pieces = PiecesPresent::of(rules, "912345678");
                assert_eq!(purpose.allows(rules, pieces), allowed.contains(&purpose), "{rules:?} {purpose:?}");
            }
        };
        let all = [Purpose::Typed, Purpose::Compared, Purpose::Described];
        check(&[], &all);
        check(&[Rule::Restrict(CharacterSet::Ascii), Rule::Upper, Rule::Fit(30)], &all);
        check(&[replace("\n", " "), Rule::Restrict(CharacterSet::Ascii)], &all);
        check(&[Rule::Date("MM/DD/YYYY".into())], &all);
        check(&[Rule::Pattern("###-##-####".into())], &all);
        check(&[Rule::Date("MONTH".into())], &[Purpose::Typed, Purpose::Described]);
        check(&[Rule::Part(Part::SsnArea)], &[Purpose::Typed, Purpose::Described]);
        check(&[split(" ")], &[Purpose::Typed]);
        check(&[split("a")], &[]);
        check(&[Rule::Part(Part::SsnArea), choice()], &[]);
        check(&[replace("9", "\u{202e}"), Rule::Restrict(CharacterSet::Ascii)], &[]);
        check(&[Rule::Date("MONTH".into()), Rule::Fit(3)], &[]);
        check(&[Rule::Date("D".into()), Rule::Pattern("#".into())], &[]);
    }
}
