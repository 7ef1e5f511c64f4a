//! Dogwood's questions as the first plugins know them.

use super::choices::{AMOUNT, LANGUAGES, MAIL, MARITAL, RELATIONSHIPS, SAME, STATE, YES_NO, ZIP};
use super::words::Words;
use crate::field::{Field, Kind, Page, STATES};

type F = Field;

pub(super) const WORDS: Words = Words {
    holder: "Main",
    next: "Next >",
    submit: "Submit Application",
    submit_name: "btnSubmit",
    submit_is_link: false,
    add: "Add member",
    insert: "Insert",
    received: "Application Received",
    number: "Your confirmation number is",
    posts_back: &["ddlState", "txtZip", "chkSame", "ddlMailState"],
};

const APPLICANT: &[Field] = &[
    F::new("applicant.name.last", "Last name", "txtLast", Kind::Text).req().max(40),
    F::new("applicant.name.first", "First name", "txtFirst", Kind::Text).req().max(40),
    F::new("applicant.name.middle", "Middle name", "txtMiddle", Kind::Text).max(40),
    F::new("applicant.name.suffix", "Suffix", "txtSuffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Date of birth (MM/DD/YYYY)", "txtBirth", Kind::DateText).req().max(10),
    F::new("applicant.ssn", "Social Security number", "txtSSN", Kind::Ssn).max(11),
    F::new("applicant.marital_status", "Marital status", "ddlMarital", Kind::Select(MARITAL)).req(),
    F::new("applicant.language", "Primary language", "ddlLanguage", Kind::Select(LANGUAGES)).req(),
    F::new("applicant.phone", "Telephone", "txtPhone", Kind::Phone).max(14),
    F::new("applicant.email", "E-mail address", "txtEmail", Kind::Email).max(60),
];

const RESIDENCE: &[Field] = &[
    F::new("home.line1", "Street address", "txtLine1", Kind::Text).req().max(50),
    F::new("home.line2", "Address line 2", "txtLine2", Kind::Text).max(50),
    F::new("home.state", "State", "ddlState", Kind::Select(STATES)).req().note(STATE),
    F::new("home.city", "City", "ddlCity", Kind::Dependent).req(),
    F::new("home.zip", "ZIP code", "txtZip", Kind::Zip).req().max(10).note(ZIP),
    F::new("", "My mailing address is the same", "chkSame", Kind::Check).note(SAME),
    F::new("mailing.line1", "Mailing street address", "txtMailLine1", Kind::Text).max(50).note(MAIL),
    F::new("mailing.line2", "Mailing address line 2", "txtMailLine2", Kind::Text).max(50).note(MAIL),
    F::new("mailing.state", "Mailing state", "ddlMailState", Kind::Select(STATES)).note(MAIL),
    F::new("mailing.city", "Mailing city", "ddlMailCity", Kind::Dependent).note(MAIL),
    F::new("mailing.zip", "Mailing ZIP code", "txtMailZip", Kind::Zip).max(10).note(MAIL),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("name.last", "Last name", "txtMLast", Kind::Text).req().max(40),
    F::new("name.first", "First name", "txtMFirst", Kind::Text).req().max(40),
    F::new("birth_date", "Date of birth (MM/DD/YYYY)", "txtMBirth", Kind::DateText).req().max(10),
    F::new("ssn", "Social Security number", "txtMSSN", Kind::Ssn).max(11),
    F::new("relationship", "Relationship", "ddlMRelation", Kind::Select(RELATIONSHIPS)).req(),
    F::new("monthly_income", "Monthly income", "txtMIncome", Kind::Money).max(12).note(AMOUNT),
];

const MONEY: &[Field] = &[
    F::new("finances.monthly_income", "Gross monthly income", "txtIncome", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.cash_on_hand", "Cash and bank accounts", "txtCash", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.monthly_rent", "Rent or mortgage", "txtRent", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.pays_utilities", "Do you pay utilities?", "rblUtilities", Kind::Radio(YES_NO)).req(),
];

const CERTIFY: &[Field] = &[
    F::new("notes", "Comments", "txtComments", Kind::Area).max(400),
    F::new("signature.signed_on", "Date signed (MM/DD/YYYY)", "txtSigned", Kind::DateText).req().max(10),
    F::new("", "I certify that these statements are true", "chkCertify", Kind::Check).req(),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("applicant", "Applicant Information", APPLICANT),
    Page::new("residence", "Residence", RESIDENCE),
    Page::new("household", "Household Members", &[]),
    Page::new("money", "Income and Expenses", MONEY),
    Page::new("certify", "Certification", CERTIFY),
];
