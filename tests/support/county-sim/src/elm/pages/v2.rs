//! Elm's questions since its redesign: other words, contact with the applicant, and a question about utilities.

use super::choices::{AMOUNT, CONTACTS, LANGUAGES, MARITAL, OTHER, RELATIONSHIPS, SAME, STATE, TOWN, YES_NO};
use crate::field::{Field, Kind, Page, STATES};

type F = Field;

const YOU: &[Field] = &[
    F::new("applicant.name.first", "Given name", "givenName", Kind::Text).req().max(40),
    F::new("applicant.name.middle", "Additional name", "additionalName", Kind::Text).max(40),
    F::new("applicant.name.last", "Family name", "familyName", Kind::Text).req().max(40),
    F::new("applicant.name.suffix", "Suffix", "nameSuffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Birthday", "birthday", Kind::DateNative).req().note("was a text"),
    F::new("applicant.ssn", "SSN", "socialSecurity", Kind::Ssn).max(11),
    F::new("applicant.marital_status", "Marital status", "marital", Kind::Listbox(MARITAL))
        .req()
        .note("was a group of buttons"),
];

const REACH: &[Field] = &[
    F::new("applicant.phone", "Mobile or home phone", "telephone", Kind::Phone).max(14).note("moved"),
    F::new("applicant.email", "Email address", "mail", Kind::Email).max(80).note("moved"),
    F::new("applicant.language", "Language", "spoken", Kind::Listbox(LANGUAGES)).req().note("moved"),
    F::new("contact_preference", "How should we reach you?", "reachBy", Kind::Listbox(CONTACTS))
        .req()
        .note("moved; was a group of buttons"),
];

const PLACE: &[Field] = &[
    F::new("home.state", "State or territory", "state", Kind::Filtered(STATES)).req().note(STATE),
    F::new("home.city", "City or town", "town", Kind::Typeahead).req().note(TOWN),
    F::new("home.line", "Address", "line", Kind::Text).req().max(80),
    F::new("home.zip", "ZIP", "zip", Kind::Zip).req().max(10),
    F::new("", "Mail goes to", "mailGoesTo", Kind::Radio(SAME)).req().note("the county's own question"),
    F::new("mailing.state", "State or territory for mail", "stateForMail", Kind::Filtered(STATES)).note(OTHER),
    F::new("mailing.city", "City or town for mail", "townForMail", Kind::Typeahead).note(OTHER),
    F::new("mailing.line", "Address for mail", "lineForMail", Kind::Text).max(80).note(OTHER),
    F::new("mailing.zip", "ZIP for mail", "zipForMail", Kind::Zip).max(10).note(OTHER),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("relationship", "How are they related?", "relation", Kind::Listbox(RELATIONSHIPS)).req(),
    F::new("name.first", "Given name", "givenName", Kind::Text).req().max(40),
    F::new("name.last", "Family name", "familyName", Kind::Text).req().max(40),
    F::new("birth_date", "Birthday", "birthday", Kind::DateNative).req(),
    F::new("ssn", "SSN", "socialSecurity", Kind::Ssn).max(11),
    F::new("monthly_income", "Income each month", "earns", Kind::Money).max(12).note(AMOUNT),
];

const BUDGET: &[Field] = &[
    F::new("finances.monthly_rent", "Housing each month", "housing", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.pays_utilities", "Utilities paid by you?", "utilities", Kind::Radio(YES_NO)).req().note("new"),
    F::new("finances.monthly_income", "Income each month", "earned", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.cash_on_hand", "Money you have", "saved", Kind::Money).req().max(12).note(AMOUNT),
];

const SEND: &[Field] = &[
    F::new("signature.signed_on", "Date signed", "dateSigned", Kind::DateNative).req(),
    F::new("", "All of this is true", "declare", Kind::Check).req(),
    F::new("notes", "Anything to add", "remarks", Kind::Area).max(300),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("you", "You", YOU),
    Page::new("reach", "Reaching you", REACH),
    Page::new("place", "Your place", PLACE),
    Page::new("household", "People with you", &[]),
    Page::new("budget", "Budget", BUDGET),
    Page::new("send", "Send", SEND),
];
