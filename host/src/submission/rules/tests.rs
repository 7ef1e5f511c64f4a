//! Rules on values as applications hold them.

use super::super::{Kind, Personal};
use super::shape::{MAX_RULES, MAX_SHAPED, replace};
use super::*;

fn check(rule: &Rule, kind: Kind, text: &str, expect: Result<&str, RuleProblem>) {
    check_all(std::slice::from_ref(rule), kind, text, expect.map_err(|problem| (0, problem)));
}

fn check_all(rules: &[Rule], kind: Kind, text: &str, expect: Result<&str, (usize, RuleProblem)>) {
    let shaped = Rule::shape(rules, kind, text);
    assert_eq!(shaped.as_ref().map(Personal::reveal).map_err(|failed| *failed), expect, "{rules:?} of {text}");
}

#[test]
fn dates_are_written_by_pattern() {
    let date = |pattern: &str, expect| check(&Rule::Date(pattern.into()), Kind::Date, "1980-01-02", expect);
    date("MM/DD/YYYY", Ok("01/02/1980"));
    date("MONTH D, YYYY", Ok("January 2, 1980"));
    date("MON-DD-YY", Ok("Jan-02-80"));
    date("QQ", Err(RuleProblem::DoesNotApply));
    check(&Rule::Date("YYYY".into()), Kind::Name, "1980-01-02", Err(RuleProblem::DoesNotApply));
}

#[test]
fn rules_are_named_as_in_the_contract_or_are_none() {
    let parse = |name: &str, arguments: &[&str]| {
        Rule::parse(name, &arguments.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(parse("fit", &["30"]), Some(Rule::Fit(30)));
    assert_eq!(parse("choice", &["a", "A"]), Some(Rule::Choice(vec![("a".into(), "A".into())])));
    for (name, arguments) in [
        ("fit", &["many"][..]),
        ("choice", &["a"]),
        ("choice", &[]),
        ("part", &["head"]),
        ("guess", &[]),
        ("upper", &["x"]),
    ] {
        assert_eq!(parse(name, arguments), None, "{name}");
    }
}

#[test]
fn parts_are_of_their_kind() {
    check(&Rule::Part(Part::SsnSerial), Kind::Identifier, "912345678", Ok("5678"));
    check(&Rule::Part(Part::Zip4), Kind::Address, "95001", Err(RuleProblem::NoSuchPart));
    check(&Rule::Part(Part::Dollars), Kind::Amount, "1234.50", Ok("1234"));
    check(&Rule::Part(Part::SsnArea), Kind::Contact, "912345678", Err(RuleProblem::DoesNotApply));
    check(&Rule::Part(Part::Initial), Kind::Name, "Émile", Ok("É"));
}

#[test]
fn amounts_are_written_by_pattern_and_stay_the_same_amount() {
    let amount = |pattern: &str, text, expect| check(&Rule::Amount(pattern.into()), Kind::Amount, text, expect);
    amount("#,###.##", "1200.00", Ok("1,200.00"));
    amount("$#,###.##", "1234567.50", Ok("$1,234,567.50"));
    amount("#,###.##", "0.50", Ok("0.50"));
    amount("$ #", "600.00", Ok("$ 600"));
    amount("#,###", "1200.00", Ok("1,200"));
    amount("#,### USD", "123456.00", Ok("123,456 USD"));
    amount("#,###", "1200.50", Err(RuleProblem::NotRepresentable));
    for pattern in ["", "#.#", "#,##.##", "1#.##", "#.##0", "#.##.##", "-#", "#.00", "(#)"] {
        amount(pattern, "1200.00", Err(RuleProblem::DoesNotApply));
    }
    check(&Rule::Amount("#,###.##".into()), Kind::Identifier, "912345678", Err(RuleProblem::DoesNotApply));
}

#[test]
fn digits_go_into_patterns_only_whole() {
    check(&Rule::Pattern("###-##-####".into()), Kind::Identifier, "912345678", Ok("912-34-5678"));
    check(&Rule::Pattern("###".into()), Kind::Identifier, "912345678", Err(RuleProblem::DoesNotApply));
}

#[test]
fn marks_are_transliterated_and_other_scripts_refused() {
    let ascii = |text, expect| check(&Rule::Restrict(CharacterSet::Ascii), Kind::Name, text, expect);
    ascii("José Peña", Ok("Jose Pena"));
    ascii("Łukasz Groß", Ok("Lukasz Gross"));
    ascii("O’Neil", Ok("O'Neil"));
    ascii("Zoe\u{308}", Ok("Zoe"));
    ascii("Nguyễn", Ok("Nguyen"));
    ascii("王", Err(RuleProblem::NotRepresentable));
    ascii("Ann\u{202e}", Err(RuleProblem::NotRepresentable));
    check(&Rule::Restrict(CharacterSet::Latin1), Kind::Name, "Peña", Ok("Peña"));
}

#[test]
fn choices_are_listed_or_fail() {
    let rule = Rule::Choice(vec![("single".into(), "Never married".into())]);
    check(&rule, Kind::Choice, "single", Ok("Never married"));
    check(&rule, Kind::Choice, "widowed", Err(RuleProblem::NoSuchChoice));
}

#[test]
fn streets_are_abbreviated_only_as_far_as_needed() {
    let fit = |length, text, expect| check(&Rule::Fit(length), Kind::Address, text, expect);
    fit(30, "1200 Oak Avenue", Ok("1200 Oak Avenue"));
    fit(12, "1200 Oak Avenue", Ok("1200 Oak AVE"));
    fit(20, "5 North Oak Avenue Apartment 4", Ok("5 N Oak AVE APT 4"));
    fit(5, "1200 Oak Avenue", Err(RuleProblem::TooLong));
    check(&Rule::AtMost(12), Kind::Address, "1200 Oak Avenue", Err(RuleProblem::TooLong));
    check(&Rule::AtMost(15), Kind::Address, "1200 Oak Avenue", Ok("1200 Oak Avenue"));
}

#[test]
fn names_are_never_abbreviated() {
    let rule = Rule::Fit(22);
    check(&rule, Kind::Name, "Montgomery-Smith West", Ok("Montgomery-Smith West"));
    check(&Rule::Fit(3), Kind::Name, "West", Err(RuleProblem::TooLong));
    check(&Rule::Fit(30), Kind::FreeText, "behind the school on West Avenue", Err(RuleProblem::TooLong));
}

#[test]
fn parts_and_dates_are_taken_of_the_canonical_value_alone() {
    let date = || Rule::Date("MM/DD/YYYY".into());
    let of_shaped = |rules: &[Rule], kind, text| check_all(rules, kind, text, Err((1, RuleProblem::DoesNotApply)));
    of_shaped(&[date(), Rule::Part(Part::Year)], Kind::Date, "1980-01-02");
    of_shaped(&[Rule::Pattern("###-##-####".into()), Rule::Part(Part::SsnGroup)], Kind::Identifier, "912345678");
    of_shaped(&[Rule::Upper, Rule::Part(Part::Zip5)], Kind::Address, "95001");
    of_shaped(&[Rule::Replace { old: "1".into(), new: "2".into() }, date()], Kind::Date, "1981-01-02");
    check(&Rule::Part(Part::Zip5), Kind::Address, "1 Oak Avenue", Err(RuleProblem::DoesNotApply));
    check(&Rule::Part(Part::PhoneArea), Kind::Contact, "ada@example.org", Err(RuleProblem::DoesNotApply));
    check_all(&[Rule::Part(Part::Initial), Rule::Restrict(CharacterSet::Ascii)], Kind::Name, "Émile", Ok("E"));
}

#[test]
fn no_rule_makes_a_text_without_bound() {
    let grow = Rule::Replace { old: "a".into(), new: "a".repeat(500) };
    check_all(&[grow.clone(), grow], Kind::Name, "aaa", Err((1, RuleProblem::TooLong)));
    let long = "West ".repeat(800);
    check(&Rule::Fit(10), Kind::Address, long.trim(), Err(RuleProblem::TooLong));
    check(&Rule::Replace { old: " ".into(), new: "--".into() }, Kind::FreeText, &long, Err(RuleProblem::TooLong));
    // Known before it is made.
    assert_eq!(replace(&"a".repeat(MAX_SHAPED), "a", "too long"), Err(RuleProblem::TooLong));
    let rules = vec![Rule::Upper; MAX_RULES + 1];
    check_all(&rules, Kind::Name, "Ada", Err((MAX_RULES, RuleProblem::DoesNotApply)));
    let argument = "a".repeat(names::MAX_ARGUMENT_LENGTH + 1);
    assert_eq!(Rule::parse("split", &[argument, "0".to_owned()]), None);
    assert_eq!(Rule::parse("choice", &vec!["a".to_owned(); names::MAX_ARGUMENTS + 2]), None);
}
