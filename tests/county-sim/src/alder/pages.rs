//! Alder's questions, in both designs.

use crate::field::{Choice, Field, Kind, Months, Page, STATES};
use crate::site::Layout;

type F = Field;

pub(super) const LANGUAGES: &[Choice] = &[
    ("en", "EN", "English"),
    ("es", "ES", "Spanish"),
    ("zh", "ZH", "Chinese"),
    ("vi", "VI", "Vietnamese"),
    ("ru", "RU", "Russian"),
    ("other", "OT", "Other"),
];
const MARITAL: &[Choice] = &[
    ("single", "S", "Single"),
    ("married", "M", "Married"),
    ("divorced", "D", "Divorced"),
    ("separated", "P", "Separated"),
    ("widowed", "W", "Widowed"),
];
const KINDS: &[Choice] = &[
    ("street", "STREET", "Street address"),
    ("po_box", "POBOX", "PO box"),
    ("private_mail_box", "PMB", "Private mailbox"),
    ("military", "MIL", "Military (APO, FPO, DPO)"),
    ("dormitory", "DORM", "Residence hall"),
    ("rural_route", "RR", "Rural route"),
    ("puerto_rico", "PR", "Puerto Rico"),
    ("none", "NONE", "No fixed address"),
];
const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "SP", "Spouse"),
    ("child", "CH", "Child"),
    ("parent", "PA", "Parent"),
    ("sibling", "SI", "Brother or sister"),
    ("other_relative", "OR", "Other relative"),
    ("unrelated", "NR", "Not related"),
];
pub(super) const YES_NO: &[Choice] = &[("true", "Y", "Yes"), ("false", "N", "No")];
const CONTACT: &[Choice] = &[
    ("mail", "MAIL", "Mail"),
    ("phone", "PHONE", "Telephone"),
    ("email", "EMAIL", "E-mail"),
    ("text", "TEXT", "Text message"),
];

const MONEY: &str = "digits, optional cents; $ and commas are taken";
const APPLIES: &str = "required where the address type has it, refused where it has not";
/// Alder's street column. Longer ones are cut without a word.
const STREET: usize = 30;

const APPLICANT_V1: &[Field] = &[
    F::new("applicant.name.first", "First name", "first_name", Kind::Text)
        .req()
        .max(35),
    F::new("applicant.name.middle", "Middle name", "middle_name", Kind::Text).max(35),
    F::new("applicant.name.last", "Last name", "last_name", Kind::Text)
        .req()
        .max(35),
    F::new("applicant.name.suffix", "Suffix", "suffix", Kind::Text).max(5),
    F::new("applicant.ssn", "Social Security number", "ssn", Kind::SsnBoxes)
        .note("the caret does not jump to the next box"),
    F::new(
        "applicant.birth_date",
        "Date of birth",
        "dob",
        Kind::DateLists(Months::Words),
    )
    .req(),
    F::new(
        "applicant.language",
        "Language spoken",
        "language",
        Kind::Select(LANGUAGES),
    )
    .req(),
    F::new(
        "applicant.marital_status",
        "Marital status",
        "marital",
        Kind::Select(MARITAL),
    )
    .req(),
    F::new("applicant.phone", "Telephone", "phone", Kind::Phone)
        .max(14)
        .note("ten digits, any of space ( ) - . between"),
    F::new("applicant.email", "E-mail", "email", Kind::Email).max(60),
];
const HOME_V1: &[Field] = &[
    F::new("home.kind", "Address type", "home_kind", Kind::Select(KINDS)).req(),
    F::new("home.number", "House number", "home_number", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("home.street", "Street", "home_street", Kind::Text)
        .max(STREET)
        .note(APPLIES),
    F::new("home.unit", "Apartment or unit", "home_unit", Kind::Text)
        .max(15)
        .note("military: the unit (PSC 802), required there"),
    F::new("home.box", "Box number", "home_box", Kind::Text)
        .max(10)
        .note("PO box, military, rural route"),
    F::new("home.pmb", "Private mailbox number", "home_pmb", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("home.hall", "Residence hall", "home_hall", Kind::Text)
        .max(30)
        .note(APPLIES),
    F::new("home.room", "Room", "home_room", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("home.route", "Rural route number", "home_route", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("home.urbanization", "Urbanization", "home_urbanization", Kind::Text)
        .max(30)
        .note(APPLIES),
    F::new(
        "home.description",
        "Where you can be found",
        "home_description",
        Kind::Text,
    )
    .max(120)
    .note("no fixed address only; optional there"),
    F::new("home.city", "City", "home_city", Kind::Text).req().max(28),
    F::new("home.state", "State", "home_state", Kind::Select(STATES)).req(),
    F::new("home.zip", "ZIP code", "home_zip", Kind::Zip).req().max(10),
    F::new(
        "",
        "My mailing address is the same as my home address",
        "mail_same",
        Kind::Check,
    )
    .note("tick it and leave the mailing part blank, or fill the mailing part"),
    F::new("mailing.kind", "Mailing address type", "mail_kind", Kind::Select(KINDS)),
    F::new("mailing.number", "Mailing house number", "mail_number", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.street", "Mailing street", "mail_street", Kind::Text)
        .max(STREET)
        .note(APPLIES),
    F::new("mailing.unit", "Mailing apartment or unit", "mail_unit", Kind::Text).max(15),
    F::new("mailing.box", "Mailing box number", "mail_box", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.pmb", "Mailing private mailbox number", "mail_pmb", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.hall", "Mailing residence hall", "mail_hall", Kind::Text)
        .max(30)
        .note(APPLIES),
    F::new("mailing.room", "Mailing room", "mail_room", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.route", "Mailing rural route number", "mail_route", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new(
        "mailing.urbanization",
        "Mailing urbanization",
        "mail_urbanization",
        Kind::Text,
    )
    .max(30)
    .note(APPLIES),
    F::new(
        "mailing.description",
        "Mailing instructions",
        "mail_description",
        Kind::Text,
    )
    .max(120)
    .note("no fixed address only"),
    F::new("mailing.city", "Mailing city", "mail_city", Kind::Text).max(28),
    F::new("mailing.state", "Mailing state", "mail_state", Kind::Select(STATES)),
    F::new("mailing.zip", "Mailing ZIP code", "mail_zip", Kind::Zip).max(10),
];
const MEMBER_V1: &[Field] = &[
    F::new("name.first", "First name", "member_first", Kind::Text)
        .req()
        .max(35),
    F::new("name.middle", "Middle name", "member_middle", Kind::Text).max(35),
    F::new("name.last", "Last name", "member_last", Kind::Text)
        .req()
        .max(35),
    F::new("name.suffix", "Suffix", "member_suffix", Kind::Text).max(5),
    F::new(
        "birth_date",
        "Date of birth",
        "member_dob",
        Kind::DateLists(Months::Words),
    )
    .req(),
    F::new("ssn", "Social Security number", "member_ssn", Kind::SsnBoxes),
    F::new(
        "relationship",
        "Relationship to you",
        "member_relationship",
        Kind::Select(RELATIONSHIPS),
    )
    .req(),
    F::new("monthly_income", "Monthly income", "member_income", Kind::Money)
        .max(12)
        .note(MONEY),
];
const FINANCES_V1: &[Field] = &[
    F::new(
        "finances.monthly_income",
        "Total monthly income before deductions",
        "income",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
    F::new(
        "finances.cash_on_hand",
        "Cash and money in the bank",
        "cash",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
    F::new("finances.monthly_rent", "Monthly rent or mortgage", "rent", Kind::Money)
        .req()
        .max(12)
        .note(MONEY),
    F::new(
        "finances.pays_utilities",
        "Do you pay for utilities?",
        "utilities",
        Kind::Radio(YES_NO),
    )
    .req(),
];
const STATEMENT_V1: &[Field] = &[
    F::new("notes", "Anything else we should know", "notes", Kind::Area).max(500),
    F::new(
        "",
        "I declare under penalty of perjury that my answers are true",
        "declare",
        Kind::Check,
    )
    .req(),
    F::new(
        "signature.signed_on",
        "Date signed",
        "signed",
        Kind::DateLists(Months::Words),
    )
    .req(),
];
const V1: &[Page] = &[
    Page {
        id: "applicant",
        title: "Applicant",
        fields: APPLICANT_V1,
    },
    Page {
        id: "address",
        title: "Address",
        fields: HOME_V1,
    },
    Page {
        id: "household",
        title: "Household members",
        fields: &[],
    },
    Page {
        id: "finances",
        title: "Income and expenses",
        fields: FINANCES_V1,
    },
    Page {
        id: "statement",
        title: "Statement and signature",
        fields: STATEMENT_V1,
    },
    Page {
        id: "review",
        title: "Review and submit",
        fields: &[],
    },
];

const PERSON_V2: &[Field] = &[
    F::new("applicant.name.last", "Family name", "p1_family", Kind::Text)
        .req()
        .max(35),
    F::new("applicant.name.first", "Given name", "p1_given", Kind::Text)
        .req()
        .max(35),
    F::new(
        "applicant.name.middle",
        "Middle name or initial",
        "p1_middle",
        Kind::Text,
    )
    .max(35),
    F::new("applicant.name.suffix", "Suffix (Jr, Sr, III)", "p1_suffix", Kind::Text).max(5),
    F::new(
        "applicant.birth_date",
        "Birth date",
        "p1_birth",
        Kind::DateLists(Months::Digits),
    )
    .req(),
    F::new("applicant.ssn", "SSN", "p1_ssn", Kind::SsnBoxes),
    F::new(
        "applicant.marital_status",
        "Are you married?",
        "p1_marital",
        Kind::Select(MARITAL),
    )
    .req(),
];
const HOME_V2: &[Field] = &[
    F::new(
        "home.kind",
        "What kind of address is it?",
        "res_type",
        Kind::Select(KINDS),
    )
    .req(),
    F::new("home.number", "Number", "res_no", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("home.street", "Street line 1", "res_line1", Kind::Text)
        .max(STREET)
        .note(APPLIES),
    F::new("home.unit", "Apt, suite or unit", "res_apt", Kind::Text)
        .max(15)
        .note("military: the unit (PSC 802), required there"),
    F::new("home.box", "Box", "res_box", Kind::Text)
        .max(10)
        .note("PO box, military, rural route"),
    F::new("home.pmb", "PMB", "res_pmb", Kind::Text).max(10).note(APPLIES),
    F::new("home.hall", "Dormitory or hall", "res_hall", Kind::Text)
        .max(30)
        .note(APPLIES),
    F::new("home.room", "Room number", "res_room", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("home.route", "Route", "res_route", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("home.urbanization", "Urbanization (Puerto Rico)", "res_urb", Kind::Text)
        .max(30)
        .note(APPLIES),
    F::new("home.description", "Describe where you stay", "res_desc", Kind::Text)
        .max(120)
        .note("no fixed address only; optional there"),
    F::new("home.city", "City or town", "res_city", Kind::Text)
        .req()
        .max(28),
    F::new("home.state", "State or territory", "res_state", Kind::Select(STATES)).req(),
    F::new("home.zip", "ZIP", "res_zip", Kind::Zip).req().max(10),
    F::new("applicant.phone", "Daytime phone", "res_phone", Kind::Phone)
        .max(14)
        .note("moved here from the first page"),
    F::new("applicant.email", "Email address", "res_email", Kind::Email)
        .max(60)
        .note("moved here from the first page"),
];
const MAILING_V2: &[Field] = &[
    F::new("", "Send my mail to the address where I live", "post_same", Kind::Check)
        .note("tick it and leave the rest blank, or fill the rest"),
    F::new(
        "mailing.kind",
        "What kind of address is it?",
        "post_type",
        Kind::Select(KINDS),
    ),
    F::new("mailing.number", "Number", "post_no", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.street", "Street line 1", "post_line1", Kind::Text)
        .max(STREET)
        .note(APPLIES),
    F::new("mailing.unit", "Apt, suite or unit", "post_apt", Kind::Text).max(15),
    F::new("mailing.box", "Box", "post_box", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.pmb", "PMB", "post_pmb", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.hall", "Dormitory or hall", "post_hall", Kind::Text)
        .max(30)
        .note(APPLIES),
    F::new("mailing.room", "Room number", "post_room", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new("mailing.route", "Route", "post_route", Kind::Text)
        .max(10)
        .note(APPLIES),
    F::new(
        "mailing.urbanization",
        "Urbanization (Puerto Rico)",
        "post_urb",
        Kind::Text,
    )
    .max(30)
    .note(APPLIES),
    F::new("mailing.description", "Delivery instructions", "post_desc", Kind::Text)
        .max(120)
        .note("no fixed address only"),
    F::new("mailing.city", "City or town", "post_city", Kind::Text).max(28),
    F::new(
        "mailing.state",
        "State or territory",
        "post_state",
        Kind::Select(STATES),
    ),
    F::new("mailing.zip", "ZIP", "post_zip", Kind::Zip).max(10),
];
const MEMBER_V2: &[Field] = &[
    F::new("name.last", "Family name", "hh_family", Kind::Text)
        .req()
        .max(35),
    F::new("name.first", "Given name", "hh_given", Kind::Text).req().max(35),
    F::new("name.middle", "Middle name or initial", "hh_middle", Kind::Text).max(35),
    F::new("name.suffix", "Suffix (Jr, Sr, III)", "hh_suffix", Kind::Text).max(5),
    F::new(
        "relationship",
        "This person is my",
        "hh_relation",
        Kind::Select(RELATIONSHIPS),
    )
    .req(),
    F::new("birth_date", "Birth date", "hh_birth", Kind::DateLists(Months::Digits)).req(),
    F::new("ssn", "SSN", "hh_ssn", Kind::SsnBoxes),
    F::new("monthly_income", "Income each month", "hh_income", Kind::Money)
        .max(12)
        .note(MONEY),
];
const MONEY_V2: &[Field] = &[
    F::new(
        "finances.monthly_income",
        "Gross income this month",
        "inc_gross",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
    F::new(
        "finances.monthly_rent",
        "Rent or mortgage this month",
        "exp_rent",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
    F::new(
        "finances.pays_utilities",
        "Do you pay utilities separately?",
        "exp_util",
        Kind::Radio(YES_NO),
    )
    .req(),
    F::new(
        "finances.cash_on_hand",
        "Cash on hand and in accounts",
        "res_cash",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
];
const SIGN_V2: &[Field] = &[
    F::new(
        "applicant.language",
        "Preferred language",
        "pref_lang",
        Kind::Select(LANGUAGES),
    )
    .req()
    .note("moved here from the first page"),
    F::new(
        "contact_preference",
        "How should we contact you?",
        "pref_contact",
        Kind::Radio(CONTACT),
    )
    .req()
    .note("new"),
    F::new("notes", "Comments", "comments", Kind::Area).max(500),
    F::new(
        "",
        "I certify under penalty of perjury that the above is true",
        "certify",
        Kind::Check,
    )
    .req(),
    F::new(
        "signature.signed_on",
        "Signature date",
        "sig",
        Kind::DateLists(Months::Digits),
    )
    .req(),
];
const V2: &[Page] = &[
    Page {
        id: "person",
        title: "About you",
        fields: PERSON_V2,
    },
    Page {
        id: "residence",
        title: "Where you live",
        fields: HOME_V2,
    },
    Page {
        id: "mailing",
        title: "Where you get mail",
        fields: MAILING_V2,
    },
    Page {
        id: "people",
        title: "People in your household",
        fields: &[],
    },
    Page {
        id: "money",
        title: "Money",
        fields: MONEY_V2,
    },
    Page {
        id: "sign",
        title: "Preferences and signature",
        fields: SIGN_V2,
    },
    Page {
        id: "review",
        title: "Check your answers",
        fields: &[],
    },
];

pub(crate) fn pages(layout: Layout) -> &'static [Page] {
    match layout {
        Layout::V1 => V1,
        Layout::V2 => V2,
    }
}

pub(crate) fn member(layout: Layout) -> &'static [Field] {
    match layout {
        Layout::V1 => MEMBER_V1,
        Layout::V2 => MEMBER_V2,
    }
}
