//! Birch's questions since the redesign.

use super::choices::{
    AMOUNT, CITY, CONTACTS, LANGUAGES, MARITAL, OFFICE, OFFICES, RELATIONSHIPS, SAME, STATE, WHEN_OTHER, YES_NO,
};
use crate::field::{Field, Kind, Page, STATES};

type F = Field;

const APPLICANT: &[Field] = &[
    F::new("applicant.name.first", "Legal first name", "applicant-given", Kind::Text).req().max(40),
    F::new("applicant.name.middle", "Legal middle name", "applicant-additional", Kind::Text).max(40),
    F::new("applicant.name.last", "Legal last name", "applicant-family", Kind::Text).req().max(40),
    F::new("applicant.name.suffix", "Name suffix", "applicant-suffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Birthday", "applicant-bday", Kind::DateMask).req(),
    F::new("applicant.ssn", "SSN", "applicant-ssn", Kind::SsnMask),
    F::new("applicant.marital_status", "Are you married?", "applicant-marital", Kind::Listbox(MARITAL))
        .req()
        .note("was a radio group"),
];

const CONTACT: &[Field] = &[
    F::new("applicant.language", "Preferred language", "contact-language", Kind::Listbox(LANGUAGES))
        .req()
        .note("moved"),
    F::new("applicant.phone", "Mobile or home phone", "contact-phone", Kind::PhoneMask).note("moved"),
    F::new("applicant.email", "Email address", "contact-email", Kind::ShadowEmail).max(80).note("moved"),
    F::new("contact_preference", "How should we contact you?", "contact-how", Kind::Radio(CONTACTS))
        .req()
        .note("moved; was a select"),
];

const ADDRESS: &[Field] = &[
    F::new("home.state", "State or territory", "addr-state", Kind::LateSelect(STATES)).req().note(STATE),
    F::new("home.city", "City or town", "addr-city", Kind::Typeahead).req().note(CITY),
    F::new("home.line", "Street address", "addr-line", Kind::Text).req().max(80).note("one line"),
    F::new("home.zip", "ZIP", "addr-zip", Kind::Zip).req().max(10),
    F::new("", "Nearest office", "addr-office", Kind::LateSelect(OFFICES)).req().note(OFFICE),
    F::new("", "Mail goes to", "addr-mailto", Kind::Radio(SAME)).req().note("the county's own question"),
    F::new("mailing.state", "State or territory for mail", "mail-state", Kind::LateSelect(STATES)).note(WHEN_OTHER),
    F::new("mailing.city", "City or town for mail", "mail-city", Kind::Typeahead).note(WHEN_OTHER),
    F::new("mailing.line", "Street address or PO box for mail", "mail-line", Kind::Text).max(80).note(WHEN_OTHER),
    F::new("mailing.zip", "ZIP for mail", "mail-zip", Kind::Zip).max(10).note(WHEN_OTHER),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("relationship", "How are you related?", "relation", Kind::LateSelect(RELATIONSHIPS))
        .req()
        .note("options arrive late"),
    F::new("name.first", "Legal first name", "given", Kind::Text).req().max(40),
    F::new("name.middle", "Legal middle name", "additional", Kind::Text).max(40),
    F::new("name.last", "Legal last name", "family", Kind::Text).req().max(40),
    F::new("name.suffix", "Name suffix", "suffix", Kind::Text).max(6),
    F::new("birth_date", "Birthday", "bday", Kind::DateMask).req(),
    F::new("ssn", "SSN", "ssn", Kind::SsnMask),
    F::new("monthly_income", "Their income each month", "earns", Kind::Money).max(12).note(AMOUNT),
];

const BUDGET: &[Field] = &[
    F::new("finances.monthly_income", "What you earn each month", "budget-income", Kind::Money)
        .req()
        .max(12)
        .note(AMOUNT),
    F::new("finances.monthly_rent", "Housing cost each month", "budget-housing", Kind::Money)
        .req()
        .max(12)
        .note(AMOUNT),
    F::new("finances.pays_utilities", "Do you pay for heating or cooling?", "budget-utilities", Kind::Radio(YES_NO))
        .req()
        .note("new"),
    F::new("finances.cash_on_hand", "Money you have now", "budget-cash", Kind::Money).req().max(12).note(AMOUNT),
];

const SIGN: &[Field] = &[
    F::new("signature.signed_on", "Signed on", "sign-date", Kind::DateNative).req(),
    F::new("", "My answers are complete and true", "sign-confirm", Kind::Check).req(),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("applicant", "You", APPLICANT),
    Page::new("contact", "Reaching you", CONTACT),
    Page::new("address", "Your address", ADDRESS),
    Page::new("household", "Your household", &[]),
    Page::new("budget", "Your budget", BUDGET),
    Page::new("sign", "Sign and send", SIGN),
];
