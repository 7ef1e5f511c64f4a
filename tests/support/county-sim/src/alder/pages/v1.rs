//! Alder's questions as the first plugins know them.

use super::choices::{AMOUNT, APPLIES, KINDS, LANGUAGES, MARITAL, RELATIONSHIPS, STREET, YES_NO};
use crate::field::{Field, Kind, Months, Page, STATES};

type F = Field;

const APPLICANT: &[Field] = &[
    F::new("applicant.name.first", "First name", "first_name", Kind::Text).req().max(35),
    F::new("applicant.name.middle", "Middle name", "middle_name", Kind::Text).max(35),
    F::new("applicant.name.last", "Last name", "last_name", Kind::Text).req().max(35),
    F::new("applicant.name.suffix", "Suffix", "suffix", Kind::Text).max(5),
    F::new("applicant.ssn", "Social Security number", "ssn", Kind::SsnBoxes)
        .note("the caret does not jump to the next box"),
    F::new("applicant.birth_date", "Date of birth", "dob", Kind::DateLists(Months::Words)).req(),
    F::new("applicant.language", "Language spoken", "language", Kind::Select(LANGUAGES)).req(),
    F::new("applicant.marital_status", "Marital status", "marital", Kind::Select(MARITAL)).req(),
    F::new("applicant.phone", "Telephone", "phone", Kind::Phone)
        .max(14)
        .note("ten digits, any of space ( ) - . between"),
    F::new("applicant.email", "E-mail", "email", Kind::Email).max(60),
];

const HOME: &[Field] = &[
    F::new("home.kind", "Address type", "home_kind", Kind::Select(KINDS)).req(),
    F::new("home.number", "House number", "home_number", Kind::Text).max(10).note(APPLIES),
    F::new("home.street", "Street", "home_street", Kind::Text).max(STREET).note(APPLIES),
    F::new("home.unit", "Apartment or unit", "home_unit", Kind::Text)
        .max(15)
        .note("military: the unit (PSC 802), required there"),
    F::new("home.box", "Box number", "home_box", Kind::Text).max(10).note("PO box, military, rural route"),
    F::new("home.pmb", "Private mailbox number", "home_pmb", Kind::Text).max(10).note(APPLIES),
    F::new("home.hall", "Residence hall", "home_hall", Kind::Text).max(30).note(APPLIES),
    F::new("home.room", "Room", "home_room", Kind::Text).max(10).note(APPLIES),
    F::new("home.route", "Rural route number", "home_route", Kind::Text).max(10).note(APPLIES),
    F::new("home.urbanization", "Urbanization", "home_urbanization", Kind::Text).max(30).note(APPLIES),
    F::new("home.description", "Where you can be found", "home_description", Kind::Text)
        .max(120)
        .note("no fixed address only; optional there"),
    F::new("home.city", "City", "home_city", Kind::Text).req().max(28),
    F::new("home.state", "State", "home_state", Kind::Select(STATES)).req(),
    F::new("home.zip", "ZIP code", "home_zip", Kind::Zip).req().max(10),
    F::new("", "My mailing address is the same as my home address", "mail_same", Kind::Check)
        .note("tick it and leave the mailing part blank, or fill the mailing part"),
    F::new("mailing.kind", "Mailing address type", "mail_kind", Kind::Select(KINDS)),
    F::new("mailing.number", "Mailing house number", "mail_number", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.street", "Mailing street", "mail_street", Kind::Text).max(STREET).note(APPLIES),
    F::new("mailing.unit", "Mailing apartment or unit", "mail_unit", Kind::Text).max(15),
    F::new("mailing.box", "Mailing box number", "mail_box", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.pmb", "Mailing private mailbox number", "mail_pmb", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.hall", "Mailing residence hall", "mail_hall", Kind::Text).max(30).note(APPLIES),
    F::new("mailing.room", "Mailing room", "mail_room", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.route", "Mailing rural route number", "mail_route", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.urbanization", "Mailing urbanization", "mail_urbanization", Kind::Text).max(30).note(APPLIES),
    F::new("mailing.description", "Mailing instructions", "mail_description", Kind::Text)
        .max(120)
        .note("no fixed address only"),
    F::new("mailing.city", "Mailing city", "mail_city", Kind::Text).max(28),
    F::new("mailing.state", "Mailing state", "mail_state", Kind::Select(STATES)),
    F::new("mailing.zip", "Mailing ZIP code", "mail_zip", Kind::Zip).max(10),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("name.first", "First name", "member_first", Kind::Text).req().max(35),
    F::new("name.middle", "Middle name", "member_middle", Kind::Text).max(35),
    F::new("name.last", "Last name", "member_last", Kind::Text).req().max(35),
    F::new("name.suffix", "Suffix", "member_suffix", Kind::Text).max(5),
    F::new("birth_date", "Date of birth", "member_dob", Kind::DateLists(Months::Words)).req(),
    F::new("ssn", "Social Security number", "member_ssn", Kind::SsnBoxes),
    F::new("relationship", "Relationship to you", "member_relationship", Kind::Select(RELATIONSHIPS)).req(),
    F::new("monthly_income", "Monthly income", "member_income", Kind::Money).max(12).note(AMOUNT),
];

const FINANCES: &[Field] = &[
    F::new("finances.monthly_income", "Total monthly income before deductions", "income", Kind::Money)
        .req()
        .max(12)
        .note(AMOUNT),
    F::new("finances.cash_on_hand", "Cash and money in the bank", "cash", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.monthly_rent", "Monthly rent or mortgage", "rent", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.pays_utilities", "Do you pay for utilities?", "utilities", Kind::Radio(YES_NO)).req(),
];

const STATEMENT: &[Field] = &[
    F::new("notes", "Anything else we should know", "notes", Kind::Area).max(500),
    F::new("", "I declare under penalty of perjury that my answers are true", "declare", Kind::Check).req(),
    F::new("signature.signed_on", "Date signed", "signed", Kind::DateLists(Months::Words)).req(),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("applicant", "Applicant", APPLICANT),
    Page::new("address", "Address", HOME),
    Page::new("household", "Household members", &[]),
    Page::new("finances", "Income and expenses", FINANCES),
    Page::new("statement", "Statement and signature", STATEMENT),
    Page::new("review", "Review and submit", &[]),
];
