//! An application as the applicant gave it, parsed once.
//!
//! A value of this type has been checked; nothing in it is ever blanked, cut or guessed afterwards. It cannot print
//! itself.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod check;

use super::{Address, Problem, misfit, said_key};

/// Most people in a household, the applicant aside.
pub const MAX_HOUSEHOLD: usize = 20;
/// Most documents with an application.
pub const MAX_DOCUMENTS: usize = 32;
/// Most problems that are said of one application.
pub const MAX_PROBLEMS: usize = 100;
/// Longest text, in Unicode scalar values.
const MAX_TEXT: usize = 200;
/// Longest free text, in Unicode scalar values.
const MAX_NOTES: usize = 4_000;
/// Nobody who applies was born before.
const EARLIEST_BIRTH: Date = jiff::civil::date(1900, 1, 1);

/// An application for food benefits.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Who applies.
    pub applicant: Applicant,
    /// Where the household lives.
    pub home: Address,
    /// Where mail goes, where that is elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailing: Option<Address>,
    /// Who else is in the household; at most 20.
    #[serde(default)]
    pub household: Vec<Member>,
    /// Money.
    pub finances: Finances,
    /// How the county may reach the applicant.
    pub contact_preference: Contact,
    /// In the applicant's own words; at most 4,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// What proves it; at most 32.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// The signature.
    pub signature: Signature,
}

/// Who applies.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Legal name.
    pub name: Name,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// Social Security number, nine digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssn: Option<String>,
    /// Telephone number, ten digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Language to be spoken and written to in.
    pub language: Language,
    /// Marital status.
    pub marital_status: MaritalStatus,
}

/// A person's name.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Given name.
    pub first: String,
    /// Middle name or initial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
    /// Family name.
    pub last: String,
    /// `Jr`, `III`, ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// A further member of the household.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Legal name.
    pub name: Name,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// Social Security number, nine digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssn: Option<String>,
    /// What they are to the applicant.
    pub relationship: Relationship,
    /// Their income a month, in dollars: `1234.50`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_income: Option<String>,
}

/// Money, in dollars: `1234.50`.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finances {
    /// The applicant's income a month, before deductions.
    pub monthly_income: String,
    /// Cash and money in accounts.
    pub cash_on_hand: String,
    /// Rent or mortgage a month.
    pub monthly_rent: String,
    /// Whether the household pays for heating or cooling.
    pub pays_utilities: bool,
}

/// A document that proves something.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it proves.
    pub kind: DocumentKind,
    /// Its file name.
    pub name: String,
    /// Its content, base64; PDF, JPEG or PNG, at most 8 MiB.
    pub content: String,
}

/// The signature.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// When the applicant signed, `YYYY-MM-DD`.
    pub signed_on: String,
}

macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$case_meta:meta])* $case:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, strum::IntoStaticStr)]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case", const_into_str)]
        pub enum $name { $($(#[$case_meta])* $case,)+ }
    };
}

choices! {
    /// Language to be spoken and written to in (ISO 639-1).
    Language {
        /// English.
        En,
        /// Spanish.
        Es,
        /// Chinese.
        Zh,
        /// Vietnamese.
        Vi,
        /// Russian.
        Ru,
        /// Another.
        Other,
    }
}
choices! {
    /// Marital status.
    MaritalStatus {
        /// Never married.
        Single,
        /// Married.
        Married,
        /// Divorced.
        Divorced,
        /// Separated.
        Separated,
        /// Widowed.
        Widowed,
    }
}
choices! {
    /// What a member is to the applicant.
    Relationship {
        /// Husband, wife or partner.
        Spouse,
        /// Son or daughter.
        Child,
        /// Father or mother.
        Parent,
        /// Brother or sister.
        Sibling,
        /// Related in another way.
        OtherRelative,
        /// Not related.
        Unrelated,
    }
}
choices! {
    /// How the county may reach the applicant.
    Contact {
        /// By letter.
        Mail,
        /// By telephone.
        Phone,
        /// By e-mail.
        Email,
        /// By text message.
        Text,
    }
}
choices! {
    /// What a document proves.
    DocumentKind {
        /// Who the applicant is.
        Identity,
        /// What the household earns.
        Income,
        /// Where the household lives.
        Residency,
        /// Something else.
        Other,
    }
}

/// Why this is no application. Names fields, never values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidApplication {
    /// The JSON does not have the form of an application.
    #[error("{}{message}", if path.is_empty() || path == "." { String::new() } else { format!("`{path}`: ") })]
    Malformed {
        /// Where, as far as it could be said.
        path: String,
        /// What is wrong, and what was expected.
        message: String,
    },
    /// Its form is right; some of its values are not.
    #[error("{} of the application's values cannot be right", .0.len())]
    Problems(Vec<Problem>),
}

impl Application {
    /// Parses and checks an application; `today` bounds its dates.
    pub fn parse(json: &[u8], today: Date) -> Result<Self, InvalidApplication> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let application: Self = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let message = misfit(&error.inner().to_string()).unwrap_or_else(|| "this is not valid JSON".to_owned());
            InvalidApplication::Malformed { path: said_key(&error.path().to_string()), message }
        })?;
        deserializer.end().map_err(|_| InvalidApplication::Malformed {
            path: String::new(),
            message: "text follows the JSON".into(),
        })?;
        let problems = check::problems(&application, today);
        if problems.is_empty() { Ok(application) } else { Err(InvalidApplication::Problems(problems)) }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Application([personal])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 22);

    fn sample() -> serde_json::Value {
        serde_json::json!({
            "applicant": {"name": {"first": "Ada", "last": "Pena"}, "birth_date": "1980-01-02", "ssn": "912345678",
                          "language": "en", "marital_status": "single"},
            "home": {"kind": "street", "number": "1", "street": "Oak Ave", "city": "Alder", "state": "CA", "zip": "95001"},
            "finances": {"monthly_income": "100.00", "cash_on_hand": "0.00", "monthly_rent": "1.50", "pays_utilities": true},
            "contact_preference": "mail",
            "signature": {"signed_on": "2026-11-20"}
        })
    }

    fn check(change: impl FnOnce(&mut serde_json::Value), expect: &str) {
        let mut json = sample();
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
        let mut json = sample();
        json["applicant"]["\u{1b}[2J".to_owned() + &"x".repeat(1 << 20)] = "Addie".into();
        let said = Application::parse(json.to_string().as_bytes(), TODAY).unwrap_err().to_string();
        assert!(said.len() < 500 && said.contains("\\u{1b}[2Jxxx"), "{said}");
        let mut json = sample();
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
        let application = Application::parse(sample().to_string().as_bytes(), TODAY).unwrap();
        assert_eq!(format!("{application:?}"), "Application([personal])");
    }
}
