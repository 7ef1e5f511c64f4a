//! Dogwood's questions since its redesign: contact on a page of its own, dates in lists, and a link that submits.

use super::choices::{AMOUNT, CONTACTS, LANGUAGES, MAIL, MARITAL, RELATIONSHIPS, SAME, STATE, YES_NO, ZIP};
use super::words::Words;
use crate::field::{Field, Kind, Months, Page, STATES};

type F = Field;

pub(super) const WORDS: Words = Words {
    holder: "MainContent",
    next: "Save and Continue",
    submit: "Submit my application",
    submit_name: "lnkSubmit",
    submit_is_link: true,
    add: "Add a person",
    insert: "Save person",
    received: "Thank you",
    number: "Your case has been registered as",
    posts_back: &["ddlResState", "txtResZip", "chkSameMail", "ddlMailToState"],
};

const PERSON: &[Field] = &[
    F::new("applicant.name.first", "Given name", "txtGiven", Kind::Text).req().max(40),
    F::new("applicant.name.middle", "Middle name", "txtMiddleName", Kind::Text).max(40),
    F::new("applicant.name.last", "Surname", "txtSurname", Kind::Text).req().max(40),
    F::new("applicant.name.suffix", "Name suffix", "txtNameSuffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Birth date", "ddlBirth", Kind::DateLists(Months::Digits)).req(),
    F::new("applicant.ssn", "SSN", "txtSsn", Kind::SsnBoxes),
    F::new("applicant.marital_status", "Marital status", "rblMarital", Kind::Radio(MARITAL)).req().note("was a list"),
];

const CONTACT: &[Field] = &[
    F::new("applicant.language", "Language spoken at home", "ddlSpoken", Kind::Select(LANGUAGES)).req().note("moved"),
    F::new("applicant.phone", "Phone", "txtTelephone", Kind::Phone).max(14).note("moved"),
    F::new("applicant.email", "E-mail", "txtMail", Kind::Email).max(60).note("moved"),
    F::new("contact_preference", "How may we contact you?", "ddlContact", Kind::Select(CONTACTS)).req().note("new"),
];

const ADDRESS: &[Field] = &[
    F::new("home.state", "State", "ddlResState", Kind::Select(STATES)).req().note(STATE),
    F::new("home.city", "Town", "ddlResTown", Kind::Dependent).req(),
    F::new("home.line1", "Address", "txtResLine1", Kind::Text).req().max(50),
    F::new("home.line2", "Address, continued", "txtResLine2", Kind::Text).max(50),
    F::new("home.zip", "ZIP", "txtResZip", Kind::Zip).req().max(10).note(ZIP),
    F::new("", "Mail comes to this address", "chkSameMail", Kind::Check).note(SAME),
    F::new("mailing.state", "State for mail", "ddlMailToState", Kind::Select(STATES)).note(MAIL),
    F::new("mailing.city", "Town for mail", "ddlMailToTown", Kind::Dependent).note(MAIL),
    F::new("mailing.line1", "Address for mail", "txtMailToLine1", Kind::Text).max(50).note(MAIL),
    F::new("mailing.line2", "Address for mail, continued", "txtMailToLine2", Kind::Text).max(50).note(MAIL),
    F::new("mailing.zip", "ZIP for mail", "txtMailToZip", Kind::Zip).max(10).note(MAIL),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("name.first", "Given name", "txtPGiven", Kind::Text).req().max(40),
    F::new("name.last", "Surname", "txtPSurname", Kind::Text).req().max(40),
    F::new("relationship", "Relationship to you", "ddlPRelation", Kind::Select(RELATIONSHIPS)).req(),
    F::new("birth_date", "Birth date (MM/DD/YYYY)", "txtPBirth", Kind::DateText).req().max(10),
    F::new("ssn", "SSN", "txtPSsn", Kind::Ssn).max(11),
    F::new("monthly_income", "Income each month", "txtPIncome", Kind::Money).max(12).note(AMOUNT),
];

const BUDGET: &[Field] = &[
    F::new("finances.monthly_rent", "Housing cost", "txtHousing", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.pays_utilities", "Are utilities paid apart from it?", "ddlUtilities", Kind::Select(YES_NO))
        .req()
        .note("was a group of radio buttons"),
    F::new("finances.monthly_income", "Income before deductions", "txtGross", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.cash_on_hand", "Money on hand", "txtOnHand", Kind::Money).req().max(12).note(AMOUNT),
];

const SIGN: &[Field] = &[
    F::new("signature.signed_on", "Signed on", "ddlSigned", Kind::DateLists(Months::Words)).req(),
    F::new("", "Everything that I have said is true", "chkTrue", Kind::Check).req(),
    F::new("notes", "Anything else", "txtElse", Kind::Area).max(400),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("person", "About You", PERSON),
    Page::new("contact", "How to Reach You", CONTACT),
    Page::new("address", "Where You Live", ADDRESS),
    Page::new("people", "People in Your Home", &[]),
    Page::new("budget", "Your Budget", BUDGET),
    Page::new("sign", "Signature", SIGN),
];
