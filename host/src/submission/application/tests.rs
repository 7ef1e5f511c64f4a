//! What is no application, and what is said of it.

use jiff::civil::Date;

use super::*;
use crate::submission::sample;

const TODAY: Date = jiff::civil::date(2026, 11, 22);

fn check(change: impl FnOnce(&mut serde_json::Value), expect: &str) {
    let mut json = sample::application();
    change(&mut json);
    let said = match Application::parse(json.to_string().as_bytes(), TODAY) {
        Ok(_) => "fine".to_owned(),
        Err(InvalidApplication::Problems(problems)) => {
            problems.into_iter().map(|p| format!("{}: {}", p.field, p.message)).collect::<Vec<_>>().join("; ")
        }
        Err(malformed) => malformed.to_string(),
    };
    assert_eq!(said, expect);
}

#[test]
fn every_problem_is_named_and_no_value_is_repeated() {
    check(|_| {}, "fine");
    check(
        |json| {
            json["applicant"]["ssn"] = "abcdefghi".into();
            json["applicant"]["birth_date"] = "1980-02-30".into();
        },
        "applicant.birth_date: must be a date that exists, YYYY-MM-DD; \
         applicant.ssn: must be nine digits of a Social Security number, or be left out",
    );
    check(
        |json| json["applicant"]["nickname"] = "Addie".into(),
        "`applicant.nickname`: unknown field `nickname`, expected one of `name`, `birth_date`, `ssn`, `phone`, `email`, \
         `language`, `marital_status`",
    );
    check(|json| json["applicant"]["name"]["first"] = 12345.into(), "`applicant.name.first`: expected a string");
    check(
        |json| json["applicant"]["language"] = "Klingon".into(),
        "`applicant.language`: expected one of `en`, `es`, `zh`, `vi`, `ru`, `other`",
    );
    check(
        |json| json["finances"]["monthly_rent"] = "1,200".into(),
        "finances.monthly_rent: must be an amount in dollars and cents: 1234.50",
    );
}

#[test]
fn the_words_of_a_client_do_not_come_back() {
    check(
        |json| json["applicant"]["language"] = "expected 912345678".into(),
        "`applicant.language`: expected one of `en`, `es`, `zh`, `vi`, `ru`, `other`",
    );
    let mut json = sample::application();
    json["applicant"]["\u{1b}[2J".to_owned() + &"x".repeat(1 << 20)] = "Addie".into();
    let said = Application::parse(json.to_string().as_bytes(), TODAY).unwrap_err().to_string();
    assert!(said.len() < 500 && said.contains("\\u{1b}[2Jxxx"), "{said}");
    let mut json = sample::application();
    json["household"] = vec![
        serde_json::json!({"name": {"first": " ", "last": " "}, "birth_date": "x", "relationship": "child"});
        9_000
    ]
    .into();
    let Err(InvalidApplication::Problems(problems)) = Application::parse(json.to_string().as_bytes(), TODAY) else {
        panic!("9,000 members are too many");
    };
    assert!((2..=MAX_PROBLEMS).contains(&problems.len()), "{}", problems.len());
}

#[test]
fn debug_shows_nothing() {
    let application = Application::parse(sample::application().to_string().as_bytes(), TODAY).unwrap();
    assert_eq!(format!("{application:?}"), "Application([personal])");
}
