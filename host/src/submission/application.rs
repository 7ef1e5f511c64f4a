//! An application as the applicant gave it, parsed once.
//!
//! A value of this type has been checked; nothing in it is ever blanked, cut or guessed afterwards. It cannot print
//! itself.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Address, Problem};

/// Most people in a household, the applicant aside.
pub const MAX_HOUSEHOLD: usize = 20;
/// Most documents with an application.
pub const MAX_DOCUMENTS: usize = 32;
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
        #[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
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
            InvalidApplication::Malformed { path: error.path().to_string(), message: without_values(error.inner()) }
        })?;
        deserializer
            .end()
            .map_err(|_| InvalidApplication::Malformed { path: String::new(), message: "text follows the JSON".into() })?;
        let problems = application.problems(today);
        if problems.is_empty() { Ok(application) } else { Err(InvalidApplication::Problems(problems)) }
    }

    fn problems(&self, today: Date) -> Vec<Problem> {
        let mut check = Check { problems: Vec::new(), today };
        let applicant = &self.applicant;
        check.name("applicant.name", &applicant.name);
        check.birth_date("applicant.birth_date", &applicant.birth_date);
        check.ssn("applicant.ssn", applicant.ssn.as_deref());
        if let Some(phone) = &applicant.phone {
            check.that("applicant.phone", digits(phone, 10), "must be ten digits");
        }
        if let Some(email) = &applicant.email {
            let (local, domain) = email.split_once('@').unwrap_or_default();
            let whole = !local.is_empty() && domain.contains('.') && !email.contains(char::is_whitespace);
            check.that("applicant.email", whole && email.len() <= 254, "must be an e-mail address: name@example.org");
        }
        check.address("home", &self.home);
        if let Some(mailing) = &self.mailing {
            check.address("mailing", mailing);
        }
        check.that("household", self.household.len() <= MAX_HOUSEHOLD, "must have at most 20 members");
        for (index, member) in self.household.iter().enumerate() {
            let at = format!("household[{index}]");
            check.name(&format!("{at}.name"), &member.name);
            check.birth_date(&format!("{at}.birth_date"), &member.birth_date);
            check.ssn(&format!("{at}.ssn"), member.ssn.as_deref());
            if let Some(income) = &member.monthly_income {
                check.amount(&format!("{at}.monthly_income"), income);
            }
        }
        check.amount("finances.monthly_income", &self.finances.monthly_income);
        check.amount("finances.cash_on_hand", &self.finances.cash_on_hand);
        check.amount("finances.monthly_rent", &self.finances.monthly_rent);
        if let Some(notes) = &self.notes {
            let fits = notes.chars().count() <= MAX_NOTES && !notes.trim().is_empty();
            check.that("notes", fits, "must be 1 to 4,000 characters, or be left out");
        }
        check.that("documents", self.documents.len() <= MAX_DOCUMENTS, "must be at most 32");
        check.date_not_after_today("signature.signed_on", &self.signature.signed_on);
        check.problems
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Application([personal])")
    }
}

struct Check {
    problems: Vec<Problem>,
    today: Date,
}

impl Check {
    fn that(&mut self, field: &str, holds: bool, message: &str) {
        if !holds {
            self.problems.push(Problem { field: field.to_owned(), message: message.to_owned() });
        }
    }

    fn text(&mut self, field: &str, text: &str) {
        let plain = !text.trim().is_empty() && text.trim() == text && !text.chars().any(char::is_control);
        let fits = text.chars().count() <= MAX_TEXT;
        self.that(
            field,
            plain && fits,
            "must be 1 to 200 characters without control characters or spaces around, or be left out if optional",
        );
    }

    fn name(&mut self, at: &str, name: &Name) {
        self.text(&format!("{at}.first"), &name.first);
        self.text(&format!("{at}.last"), &name.last);
        if let Some(middle) = &name.middle {
            self.text(&format!("{at}.middle"), middle);
        }
        if let Some(suffix) = &name.suffix {
            self.text(&format!("{at}.suffix"), suffix);
        }
    }

    fn date_not_after_today(&mut self, field: &str, text: &str) -> Option<Date> {
        let date = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
        self.that(field, date.is_some(), "must be a date that exists, YYYY-MM-DD");
        self.that(field, date.is_none_or(|date| date <= self.today), "must not be in the future");
        date
    }

    fn birth_date(&mut self, field: &str, text: &str) {
        let date = self.date_not_after_today(field, text);
        self.that(field, date.is_none_or(|date| date >= EARLIEST_BIRTH), "must not be before 1900-01-01");
    }

    fn ssn(&mut self, field: &str, ssn: Option<&str>) {
        // Area 000, group 00 and serial 0000 were never issued (20 CFR 422.103; SSA, "Meaning of the SSN").
        let issued = |ssn: &str| digits(ssn, 9) && &ssn[..3] != "000" && &ssn[3..5] != "00" && &ssn[5..] != "0000";
        self.that(field, ssn.is_none_or(issued), "must be nine digits of a Social Security number, or be left out");
    }

    fn amount(&mut self, field: &str, text: &str) {
        let whole = text.split_once('.').is_some_and(|(dollars, cents)| {
            (1..=9).contains(&dollars.len()) && dollars.bytes().all(|b| b.is_ascii_digit()) && digits(cents, 2)
        });
        self.that(field, whole, "must be an amount in dollars and cents: 1234.50");
    }

    fn address(&mut self, at: &str, address: &Address) {
        let value = serde_json::to_value(address).unwrap_or_default();
        for (key, value) in value.as_object().into_iter().flatten() {
            if let Some(text) = value.as_str() {
                self.text(&format!("{at}.{key}"), text);
            }
        }
        let (city, state, zip) = address.place();
        let two_letters = state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase());
        self.that(&format!("{at}.state"), two_letters, "must be two capital letters: CA");
        let zip_holds = digits(zip, 5) || zip.split_once('-').is_some_and(|(five, four)| digits(five, 5) && digits(four, 4));
        self.that(&format!("{at}.zip"), zip_holds, "must be a ZIP Code: 95001 or 95001-1234");
        if let Address::Military { .. } = address {
            self.that(&format!("{at}.city"), ["APO", "FPO", "DPO"].contains(&city), "must be APO, FPO or DPO");
            self.that(&format!("{at}.state"), ["AA", "AE", "AP"].contains(&state), "must be AA, AE or AP");
        }
    }
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// What serde found wrong, without the value it found: everything before `expected` may quote the applicant.
fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    match text {
        _ if text.starts_with("unknown field") || text.starts_with("missing field") => text.to_owned(),
        _ => match text.find("expected ") {
            Some(at) => text[at..].to_owned(),
            None => "this is not valid JSON".to_owned(),
        },
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
        check(
            |json| json["applicant"]["name"]["first"] = 12345.into(),
            "`applicant.name.first`: expected a string",
        );
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
    fn debug_shows_nothing() {
        let application = Application::parse(sample().to_string().as_bytes(), TODAY).unwrap();
        assert_eq!(format!("{application:?}"), "Application([personal])");
    }
}
