//! Elm's questions as the first plugins know them.

use super::choices::{AMOUNT, CONTACTS, LANGUAGES, MARITAL, OTHER, RELATIONSHIPS, SAME, STATE, TOWN};
use crate::field::{Field, Kind, Page, STATES};

type F = Field;

const APPLICANT: &[Field] = &[
    F::new("applicant.name.first", "First name", "firstName", Kind::Text).req().max(40),
    F::new("applicant.name.middle", "Middle name", "middleName", Kind::Text).max(40),
    F::new("applicant.name.last", "Last name", "lastName", Kind::Text).req().max(40),
    F::new("applicant.name.suffix", "Suffix", "suffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Date of birth", "birthDate", Kind::DateText).req().max(10),
    F::new("applicant.ssn", "Social Security number", "ssn", Kind::Ssn).max(11),
    F::new("applicant.marital_status", "Marital status", "maritalStatus", Kind::Radio(MARITAL)).req(),
    F::new("applicant.language", "Preferred language", "language", Kind::Listbox(LANGUAGES)).req(),
    F::new("applicant.phone", "Phone", "phone", Kind::Phone).max(14),
    F::new("applicant.email", "Email", "email", Kind::Email).max(80),
];

const HOME: &[Field] = &[
    F::new("home.line", "Street address", "homeLine", Kind::Text).req().max(80),
    F::new("home.state", "State", "homeState", Kind::Filtered(STATES)).req().note(STATE),
    F::new("home.city", "Town", "homeTown", Kind::Typeahead).req().note(TOWN),
    F::new("home.zip", "ZIP code", "homeZip", Kind::Zip).req().max(10),
    F::new("", "Send mail to", "mailTo", Kind::Radio(SAME)).req().note("the county's own question"),
    F::new("mailing.line", "Mailing address", "mailLine", Kind::Text).max(80).note(OTHER),
    F::new("mailing.state", "Mailing state", "mailState", Kind::Filtered(STATES)).note(OTHER),
    F::new("mailing.city", "Mailing town", "mailTown", Kind::Typeahead).note(OTHER),
    F::new("mailing.zip", "Mailing ZIP code", "mailZip", Kind::Zip).max(10).note(OTHER),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("name.first", "First name", "firstName", Kind::Text).req().max(40),
    F::new("name.last", "Last name", "lastName", Kind::Text).req().max(40),
    F::new("birth_date", "Date of birth", "birthDate", Kind::DateText).req().max(10),
    F::new("ssn", "Social Security number", "ssn", Kind::Ssn).max(11),
    F::new("relationship", "Relationship", "relationship", Kind::Listbox(RELATIONSHIPS)).req(),
    F::new("monthly_income", "Monthly income", "income", Kind::Money).max(12).note(AMOUNT),
];

const MONEY: &[Field] = &[
    F::new("finances.monthly_income", "Monthly income", "income", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.cash_on_hand", "Cash and savings", "cash", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.monthly_rent", "Rent or mortgage", "rent", Kind::Money).req().max(12).note(AMOUNT),
];

const SIGN: &[Field] = &[
    F::new("contact_preference", "Reach me by", "contact", Kind::Radio(CONTACTS)).req(),
    F::new("notes", "Notes", "notes", Kind::Area).max(300),
    F::new("signature.signed_on", "Signed on", "signedOn", Kind::DateNative).req(),
    F::new("", "My answers are true", "certify", Kind::Check).req(),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("applicant", "Applicant", APPLICANT),
    Page::new("home", "Home", HOME),
    Page::new("people", "Household", &[]),
    Page::new("money", "Money", MONEY),
    Page::new("sign", "Sign", SIGN),
];
