//! Birch's questions as the first plugins know them.

use super::choices::{
    AMOUNT, CITY, CONTACTS, LANGUAGES, MARITAL, OFFICE, OFFICES, RELATIONSHIPS, SAME, STATE, WHEN_OTHER,
};
use crate::field::{Field, Kind, Page, STATES};

type F = Field;

const ABOUT: &[Field] = &[
    F::new("applicant.name.first", "First name", "firstName", Kind::Text).req().max(40),
    F::new("applicant.name.middle", "Middle name", "middleName", Kind::Text).max(40),
    F::new("applicant.name.last", "Last name", "lastName", Kind::Text).req().max(40),
    F::new("applicant.name.suffix", "Suffix", "suffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Date of birth", "birthDate", Kind::DateMask).req(),
    F::new("applicant.ssn", "Social Security number", "ssn", Kind::SsnMask),
    F::new("applicant.marital_status", "Marital status", "marital", Kind::Radio(MARITAL)).req(),
    F::new("applicant.language", "Language you prefer", "language", Kind::Listbox(LANGUAGES)).req(),
    F::new("applicant.phone", "Phone number", "phone", Kind::PhoneMask),
    F::new("applicant.email", "Email", "email", Kind::ShadowEmail).max(80),
];

const WHERE: &[Field] = &[
    F::new("home.line", "Home address", "homeLine", Kind::Text).req().max(80).note("one line"),
    F::new("home.state", "State", "homeState", Kind::LateSelect(STATES)).req().note(STATE),
    F::new("home.city", "City", "homeCity", Kind::Typeahead).req().note(CITY),
    F::new("home.zip", "ZIP code", "homeZip", Kind::Zip).req().max(10),
    F::new("", "County office", "office", Kind::LateSelect(OFFICES)).req().note(OFFICE),
    F::new("", "Where should we send mail?", "mailTo", Kind::Radio(SAME)).req().note("the county's own question"),
    F::new("mailing.line", "Mailing address", "mailLine", Kind::Text).max(80).note(WHEN_OTHER),
    F::new("mailing.state", "Mailing state", "mailState", Kind::LateSelect(STATES)).note(WHEN_OTHER),
    F::new("mailing.city", "Mailing city", "mailCity", Kind::Typeahead).note(WHEN_OTHER),
    F::new("mailing.zip", "Mailing ZIP code", "mailZip", Kind::Zip).max(10).note(WHEN_OTHER),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("name.first", "First name", "firstName", Kind::Text).req().max(40),
    F::new("name.middle", "Middle name", "middleName", Kind::Text).max(40),
    F::new("name.last", "Last name", "lastName", Kind::Text).req().max(40),
    F::new("name.suffix", "Suffix", "suffix", Kind::Text).max(6),
    F::new("birth_date", "Date of birth", "birthDate", Kind::DateMask).req(),
    F::new("ssn", "Social Security number", "ssn", Kind::SsnMask),
    F::new("relationship", "Relationship", "relationship", Kind::LateSelect(RELATIONSHIPS))
        .req()
        .note("options arrive late"),
    F::new("monthly_income", "Monthly income", "income", Kind::Money).max(12).note(AMOUNT),
];

const MONEY: &[Field] = &[
    F::new("finances.monthly_income", "Income per month", "income", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.cash_on_hand", "Cash and savings", "cash", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.monthly_rent", "Rent or mortgage per month", "rent", Kind::Money).req().max(12).note(AMOUNT),
];

const FINISH: &[Field] = &[
    F::new("contact_preference", "Best way to reach you", "contact", Kind::Select(CONTACTS)).req(),
    F::new("signature.signed_on", "Date signed", "signedOn", Kind::DateNative).req(),
    F::new("", "I confirm that everything here is true", "confirm", Kind::Check).req(),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("about", "About you", ABOUT),
    Page::new("where", "Where you live", WHERE),
    Page::new("people", "People in your home", &[]),
    Page::new("money", "Money", MONEY),
    Page::new("finish", "Finish", FINISH),
];
