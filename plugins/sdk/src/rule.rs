//! The names that rules take as arguments: parts of a value, sets of characters. The contract lists them
//! (`application.rule`); a test holds this list against it.

/// An enum whose cases are names of the contract.
macro_rules! names {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $of:literal])+ $case:ident = $text:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[doc = $of])+ $case,)+
        }

        impl $name {
            /// Every case.
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$case),+];

            /// As the contract writes it.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$case => $text,)+
                }
            }
        }
    };
}

names! {
    /// A piece of a value whose kind has pieces, for [`Field::part`](crate::bindings::postrider::county::application::Field::part).
    Part {
        /// Of a date, four digits.
        Year = "year",
        /// Of a date, two digits.
        Month = "month",
        /// Of a date, two digits.
        Day = "day",
        /// Of a Social Security number, the first three digits.
        SsnArea = "ssn-area",
        /// Of a Social Security number, the two digits in the middle.
        SsnGroup = "ssn-group",
        /// Of a Social Security number, the last four digits.
        SsnSerial = "ssn-serial",
        /// Of a telephone number, the first three digits.
        PhoneArea = "phone-area",
        /// Of a telephone number, the three digits in the middle.
        PhoneExchange = "phone-exchange",
        /// Of a telephone number, the last four digits.
        PhoneLine = "phone-line",
        /// Of a ZIP Code, the first five digits.
        Zip5 = "zip5",
        /// Of a ZIP Code, the four digits after the hyphen; an applicant may not have given them.
        Zip4 = "zip4",
        /// Of an amount, the whole dollars without separators.
        Dollars = "dollars",
        /// Of an amount, the cents in two digits.
        Cents = "cents",
        /// Of a text, its first letter.
        Initial = "initial",
    }
}

names! {
    /// The characters that a county's form takes, for [`Field::restrict`](crate::bindings::postrider::county::application::Field::restrict).
    CharacterSet {
        /// Printable ASCII.
        Ascii = "ascii",
        /// Printable ISO 8859-1.
        Latin1 = "latin1",
        /// ASCII letters, space, hyphen and apostrophe.
        NameAscii = "name-ascii",
        /// ASCII letters, digits and space.
        Alphanumeric = "alphanumeric",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bindings::postrider::county::application::Field;

    /// The contract's list of rules, a line for each: `date`, pattern: …
    fn contract() -> Vec<String> {
        let wit = include_str!("../../../wit/v1/application.wit");
        let (_, list) = wit.split_once("The names:").expect("the contract lists the names of rules");
        let (list, _) = list.split_once("record rule").expect("the list stands before the record");
        let text: Vec<_> = list.lines().map(|line| line.trim().trim_start_matches("///").trim()).collect();
        text.join(" ").split(" - `").skip(1).map(|rule| format!("`{rule}")).collect()
    }

    /// What stands between backticks in a rule's line, after its own name, up to `until`.
    fn names(rule: &str, until: &str) -> BTreeSet<String> {
        let rules = contract();
        let line = rules.iter().find(|line| line.starts_with(&format!("`{rule}`"))).expect("the contract has the rule");
        let (line, _) = line.split_once(until).expect("the rule's line goes on");
        line.split('`').skip(3).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn parts_and_sets_are_those_of_the_contract() {
        let parts = Part::ALL.iter().map(|part| part.name().to_owned()).collect::<BTreeSet<_>>();
        let mut listed = names("part", ", the first letter");
        // What a ZIP Code without four digits fails with.
        assert!(listed.remove("no-such-part"));
        assert_eq!(parts, listed);
        let sets = CharacterSet::ALL.iter().map(|set| set.name().to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(sets, names("restrict", "Letters with marks"));
    }

    #[test]
    fn there_is_a_method_for_each_rule_of_the_contract_and_for_no_other() {
        let field = Field::of("notes").date("YYYY").amount("#").part(Part::Year).split(" ", 0).upper().pattern("#");
        let field = field.restrict(CharacterSet::Ascii).replace("a", "b").fit(1).at_most(1).choice(&[("a", "A")]);
        let written: BTreeSet<_> = field.rules.into_iter().map(|rule| rule.name).collect();
        let listed = contract().iter().filter_map(|line| Some(line.split('`').nth(1)?.to_owned())).collect();
        assert_eq!(written, listed);
    }
}
