//! What an applicant gave, as it stands in the JSON. The schema that clients read is made of this.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::Address;
use super::choices::{Contact, DocumentKind, Language, MaritalStatus, Relationship};

/// Most people in a household, the applicant aside.
pub const MAX_HOUSEHOLD: usize = 20;
/// Most documents with an application.
pub const MAX_DOCUMENTS: usize = 32;
/// Most problems that are said of one application.
pub const MAX_PROBLEMS: usize = 100;
/// Longest text, in Unicode scalar values.
pub(super) const MAX_TEXT: usize = 200;
/// Longest free text, in Unicode scalar values.
pub(super) const MAX_NOTES: usize = 4_000;
/// Nobody who applies was born before.
pub(super) const EARLIEST_BIRTH: Date = jiff::civil::date(1900, 1, 1);

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

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Application([personal])")
    }
}
