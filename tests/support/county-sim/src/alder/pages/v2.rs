//! Alder's questions since the redesign.

use super::choices::{AMOUNT, APPLIES, CONTACTS, KINDS, LANGUAGES, MARITAL, RELATIONSHIPS, STREET, YES_NO};
use crate::field::{Field, Kind, Months, Page, STATES};

type F = Field;

const PERSON: &[Field] = &[
    F::new("applicant.name.last", "Family name", "p1_family", Kind::Text).req().max(35),
    F::new("applicant.name.first", "Given name", "p1_given", Kind::Text).req().max(35),
    F::new("applicant.name.middle", "Middle name or initial", "p1_middle", Kind::Text).max(35),
    F::new("applicant.name.suffix", "Suffix (Jr, Sr, III)", "p1_suffix", Kind::Text).max(5),
    F::new("applicant.birth_date", "Birth date", "p1_birth", Kind::DateLists(Months::Digits)).req(),
    F::new("applicant.ssn", "SSN", "p1_ssn", Kind::SsnBoxes),
    F::new("applicant.marital_status", "Are you married?", "p1_marital", Kind::Select(MARITAL)).req(),
];

const HOME: &[Field] = &[
    F::new("home.kind", "What kind of address is it?", "res_type", Kind::Select(KINDS)).req(),
    F::new("home.number", "Number", "res_no", Kind::Text).max(10).note(APPLIES),
    F::new("home.street", "Street line 1", "res_line1", Kind::Text).max(STREET).note(APPLIES),
    F::new("home.unit", "Apt, suite or unit", "res_apt", Kind::Text)
        .max(15)
        .note("military: the unit (PSC 802), required there"),
    F::new("home.box", "Box", "res_box", Kind::Text).max(10).note("PO box, military, rural route"),
    F::new("home.pmb", "PMB", "res_pmb", Kind::Text).max(10).note(APPLIES),
    F::new("home.hall", "Dormitory or hall", "res_hall", Kind::Text).max(30).note(APPLIES),
    F::new("home.room", "Room number", "res_room", Kind::Text).max(10).note(APPLIES),
    F::new("home.route", "Route", "res_route", Kind::Text).max(10).note(APPLIES),
    F::new("home.urbanization", "Urbanization (Puerto Rico)", "res_urb", Kind::Text).max(30).note(APPLIES),
    F::new("home.description", "Describe where you stay", "res_desc", Kind::Text)
        .max(120)
        .note("no fixed address only; optional there"),
    F::new("home.city", "City or town", "res_city", Kind::Text).req().max(28),
    F::new("home.state", "State or territory", "res_state", Kind::Select(STATES)).req(),
    F::new("home.zip", "ZIP", "res_zip", Kind::Zip).req().max(10),
    F::new("applicant.phone", "Daytime phone", "res_phone", Kind::Phone).max(14).note("moved here from the first page"),
    F::new("applicant.email", "Email address", "res_email", Kind::Email).max(60).note("moved here from the first page"),
];

const MAILING: &[Field] = &[
    F::new("", "Send my mail to the address where I live", "post_same", Kind::Check)
        .note("tick it and leave the rest blank, or fill the rest"),
    F::new("mailing.kind", "What kind of address is it?", "post_type", Kind::Select(KINDS)),
    F::new("mailing.number", "Number", "post_no", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.street", "Street line 1", "post_line1", Kind::Text).max(STREET).note(APPLIES),
    F::new("mailing.unit", "Apt, suite or unit", "post_apt", Kind::Text).max(15),
    F::new("mailing.box", "Box", "post_box", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.pmb", "PMB", "post_pmb", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.hall", "Dormitory or hall", "post_hall", Kind::Text).max(30).note(APPLIES),
    F::new("mailing.room", "Room number", "post_room", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.route", "Route", "post_route", Kind::Text).max(10).note(APPLIES),
    F::new("mailing.urbanization", "Urbanization (Puerto Rico)", "post_urb", Kind::Text).max(30).note(APPLIES),
    F::new("mailing.description", "Delivery instructions", "post_desc", Kind::Text)
        .max(120)
        .note("no fixed address only"),
    F::new("mailing.city", "City or town", "post_city", Kind::Text).max(28),
    F::new("mailing.state", "State or territory", "post_state", Kind::Select(STATES)),
    F::new("mailing.zip", "ZIP", "post_zip", Kind::Zip).max(10),
];

pub(super) const MEMBER: &[Field] = &[
    F::new("name.last", "Family name", "hh_family", Kind::Text).req().max(35),
    F::new("name.first", "Given name", "hh_given", Kind::Text).req().max(35),
    F::new("name.middle", "Middle name or initial", "hh_middle", Kind::Text).max(35),
    F::new("name.suffix", "Suffix (Jr, Sr, III)", "hh_suffix", Kind::Text).max(5),
    F::new("relationship", "This person is my", "hh_relation", Kind::Select(RELATIONSHIPS)).req(),
    F::new("birth_date", "Birth date", "hh_birth", Kind::DateLists(Months::Digits)).req(),
    F::new("ssn", "SSN", "hh_ssn", Kind::SsnBoxes),
    F::new("monthly_income", "Income each month", "hh_income", Kind::Money).max(12).note(AMOUNT),
];

const MONEY: &[Field] = &[
    F::new("finances.monthly_income", "Gross income this month", "inc_gross", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.monthly_rent", "Rent or mortgage this month", "exp_rent", Kind::Money).req().max(12).note(AMOUNT),
    F::new("finances.pays_utilities", "Do you pay utilities separately?", "exp_util", Kind::Radio(YES_NO)).req(),
    F::new("finances.cash_on_hand", "Cash on hand and in accounts", "res_cash", Kind::Money).req().max(12).note(AMOUNT),
];

const SIGN: &[Field] = &[
    F::new("applicant.language", "Preferred language", "pref_lang", Kind::Select(LANGUAGES))
        .req()
        .note("moved here from the first page"),
    F::new("contact_preference", "How should we contact you?", "pref_contact", Kind::Radio(CONTACTS)).req().note("new"),
    F::new("notes", "Comments", "comments", Kind::Area).max(500),
    F::new("", "I certify under penalty of perjury that the above is true", "certify", Kind::Check).req(),
    F::new("signature.signed_on", "Signature date", "sig", Kind::DateLists(Months::Digits)).req(),
];

pub(super) const PAGES: &[Page] = &[
    Page::new("person", "About you", PERSON),
    Page::new("residence", "Where you live", HOME),
    Page::new("mailing", "Where you get mail", MAILING),
    Page::new("people", "People in your household", &[]),
    Page::new("money", "Money", MONEY),
    Page::new("sign", "Preferences and signature", SIGN),
    Page::new("review", "Check your answers", &[]),
];
