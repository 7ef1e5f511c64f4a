//! Birch's questions, in both designs.

use crate::field::{Choice, Field, Kind, Page, STATES};
use crate::site::Layout;

type F = Field;

const LANGUAGES: &[Choice] = &[
    ("en", "en", "English"),
    ("es", "es", "Español"),
    ("zh", "zh", "中文"),
    ("vi", "vi", "Tiếng Việt"),
    ("ru", "ru", "Русский"),
    ("other", "other", "Other"),
];
const MARITAL: &[Choice] = &[
    ("single", "never", "Never married"),
    ("married", "married", "Married"),
    ("divorced", "divorced", "Divorced"),
    ("separated", "separated", "Separated"),
    ("widowed", "widowed", "Widowed"),
];
const RELATIONSHIPS: &[Choice] = &[
    ("spouse", "10", "Spouse or partner"),
    ("child", "20", "Son or daughter"),
    ("parent", "30", "Mother or father"),
    ("sibling", "40", "Brother or sister"),
    ("other_relative", "50", "Other family"),
    ("unrelated", "90", "Not family"),
];
const CONTACT: &[Choice] = &[
    ("mail", "post", "Letter"),
    ("phone", "call", "Phone call"),
    ("email", "email", "Email"),
    ("text", "sms", "Text message"),
];
const YES_NO: &[Choice] = &[("true", "yes", "Yes"), ("false", "no", "No")];
/// What the script gets is `offices`; these are the values the server takes.
const OFFICES: &[Choice] = &[
    ("any", "any", "Any office"),
    ("main", "main", "Birch Main Street"),
    ("district", "district", "... district office"),
];
const SAME: &[Choice] = &[("same", "same", "Same as home"), ("other", "other", "Another address")];

const OFFICE: &str = "the county's own question; options arrive after the city is picked; choose \"Any office\" (any)";
const CITY: &str = "disabled until the state is chosen; type 2 letters or more, pick the option with exactly this text";
const STATE: &str = "options arrive late; value and text are the two letters";
const WHEN_OTHER: &str = "appears (late) after \"Another address\"; required then";
const MONEY: &str = "digits, optional cents";

const ABOUT_V1: &[Field] = &[
    F::new("applicant.name.first", "First name", "firstName", Kind::Text)
        .req()
        .max(40),
    F::new("applicant.name.middle", "Middle name", "middleName", Kind::Text).max(40),
    F::new("applicant.name.last", "Last name", "lastName", Kind::Text)
        .req()
        .max(40),
    F::new("applicant.name.suffix", "Suffix", "suffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Date of birth", "birthDate", Kind::DateMask).req(),
    F::new("applicant.ssn", "Social Security number", "ssn", Kind::SsnMask),
    F::new(
        "applicant.marital_status",
        "Marital status",
        "marital",
        Kind::Radio(MARITAL),
    )
    .req(),
    F::new(
        "applicant.language",
        "Language you prefer",
        "language",
        Kind::Listbox(LANGUAGES),
    )
    .req(),
    F::new("applicant.phone", "Phone number", "phone", Kind::PhoneMask),
    F::new("applicant.email", "Email", "email", Kind::ShadowEmail).max(80),
];
const WHERE_V1: &[Field] = &[
    F::new("home.line", "Home address", "homeLine", Kind::Text)
        .req()
        .max(80)
        .note("one line"),
    F::new("home.state", "State", "homeState", Kind::LateSelect(STATES))
        .req()
        .note(STATE),
    F::new("home.city", "City", "homeCity", Kind::Typeahead)
        .req()
        .note(CITY),
    F::new("home.zip", "ZIP code", "homeZip", Kind::Zip).req().max(10),
    F::new("", "County office", "office", Kind::LateSelect(OFFICES))
        .req()
        .note(OFFICE),
    F::new("", "Where should we send mail?", "mailTo", Kind::Radio(SAME))
        .req()
        .note("the county's own question"),
    F::new("mailing.line", "Mailing address", "mailLine", Kind::Text)
        .max(80)
        .note(WHEN_OTHER),
    F::new("mailing.state", "Mailing state", "mailState", Kind::LateSelect(STATES)).note(WHEN_OTHER),
    F::new("mailing.city", "Mailing city", "mailCity", Kind::Typeahead).note(WHEN_OTHER),
    F::new("mailing.zip", "Mailing ZIP code", "mailZip", Kind::Zip)
        .max(10)
        .note(WHEN_OTHER),
];
const PERSON_V1: &[Field] = &[
    F::new("name.first", "First name", "firstName", Kind::Text)
        .req()
        .max(40),
    F::new("name.middle", "Middle name", "middleName", Kind::Text).max(40),
    F::new("name.last", "Last name", "lastName", Kind::Text).req().max(40),
    F::new("name.suffix", "Suffix", "suffix", Kind::Text).max(6),
    F::new("birth_date", "Date of birth", "birthDate", Kind::DateMask).req(),
    F::new("ssn", "Social Security number", "ssn", Kind::SsnMask),
    F::new(
        "relationship",
        "Relationship",
        "relationship",
        Kind::LateSelect(RELATIONSHIPS),
    )
    .req()
    .note("options arrive late"),
    F::new("monthly_income", "Monthly income", "income", Kind::Money)
        .max(12)
        .note(MONEY),
];
const MONEY_V1: &[Field] = &[
    F::new("finances.monthly_income", "Income per month", "income", Kind::Money)
        .req()
        .max(12)
        .note(MONEY),
    F::new("finances.cash_on_hand", "Cash and savings", "cash", Kind::Money)
        .req()
        .max(12)
        .note(MONEY),
    F::new(
        "finances.monthly_rent",
        "Rent or mortgage per month",
        "rent",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
];
const FINISH_V1: &[Field] = &[
    F::new(
        "contact_preference",
        "Best way to reach you",
        "contact",
        Kind::Select(CONTACT),
    )
    .req(),
    F::new("signature.signed_on", "Date signed", "signedOn", Kind::DateNative).req(),
    F::new("", "I confirm that everything here is true", "confirm", Kind::Check).req(),
];
const V1: &[Page] = &[
    Page {
        id: "about",
        title: "About you",
        fields: ABOUT_V1,
    },
    Page {
        id: "where",
        title: "Where you live",
        fields: WHERE_V1,
    },
    Page {
        id: "people",
        title: "People in your home",
        fields: &[],
    },
    Page {
        id: "money",
        title: "Money",
        fields: MONEY_V1,
    },
    Page {
        id: "finish",
        title: "Finish",
        fields: FINISH_V1,
    },
];

const APPLICANT_V2: &[Field] = &[
    F::new(
        "applicant.name.first",
        "Legal first name",
        "applicant-given",
        Kind::Text,
    )
    .req()
    .max(40),
    F::new(
        "applicant.name.middle",
        "Legal middle name",
        "applicant-additional",
        Kind::Text,
    )
    .max(40),
    F::new("applicant.name.last", "Legal last name", "applicant-family", Kind::Text)
        .req()
        .max(40),
    F::new("applicant.name.suffix", "Name suffix", "applicant-suffix", Kind::Text).max(6),
    F::new("applicant.birth_date", "Birthday", "applicant-bday", Kind::DateMask).req(),
    F::new("applicant.ssn", "SSN", "applicant-ssn", Kind::SsnMask),
    F::new(
        "applicant.marital_status",
        "Are you married?",
        "applicant-marital",
        Kind::Listbox(MARITAL),
    )
    .req()
    .note("was a radio group"),
];
const CONTACT_V2: &[Field] = &[
    F::new(
        "applicant.language",
        "Preferred language",
        "contact-language",
        Kind::Listbox(LANGUAGES),
    )
    .req()
    .note("moved"),
    F::new(
        "applicant.phone",
        "Mobile or home phone",
        "contact-phone",
        Kind::PhoneMask,
    )
    .note("moved"),
    F::new("applicant.email", "Email address", "contact-email", Kind::ShadowEmail)
        .max(80)
        .note("moved"),
    F::new(
        "contact_preference",
        "How should we contact you?",
        "contact-how",
        Kind::Radio(CONTACT),
    )
    .req()
    .note("moved; was a select"),
];
const ADDRESS_V2: &[Field] = &[
    F::new(
        "home.state",
        "State or territory",
        "addr-state",
        Kind::LateSelect(STATES),
    )
    .req()
    .note(STATE),
    F::new("home.city", "City or town", "addr-city", Kind::Typeahead)
        .req()
        .note(CITY),
    F::new("home.line", "Street address", "addr-line", Kind::Text)
        .req()
        .max(80)
        .note("one line"),
    F::new("home.zip", "ZIP", "addr-zip", Kind::Zip).req().max(10),
    F::new("", "Nearest office", "addr-office", Kind::LateSelect(OFFICES))
        .req()
        .note(OFFICE),
    F::new("", "Mail goes to", "addr-mailto", Kind::Radio(SAME))
        .req()
        .note("the county's own question"),
    F::new(
        "mailing.state",
        "State or territory for mail",
        "mail-state",
        Kind::LateSelect(STATES),
    )
    .note(WHEN_OTHER),
    F::new("mailing.city", "City or town for mail", "mail-city", Kind::Typeahead).note(WHEN_OTHER),
    F::new(
        "mailing.line",
        "Street address or PO box for mail",
        "mail-line",
        Kind::Text,
    )
    .max(80)
    .note(WHEN_OTHER),
    F::new("mailing.zip", "ZIP for mail", "mail-zip", Kind::Zip)
        .max(10)
        .note(WHEN_OTHER),
];
const PERSON_V2: &[Field] = &[
    F::new(
        "relationship",
        "How are you related?",
        "relation",
        Kind::LateSelect(RELATIONSHIPS),
    )
    .req()
    .note("options arrive late"),
    F::new("name.first", "Legal first name", "given", Kind::Text)
        .req()
        .max(40),
    F::new("name.middle", "Legal middle name", "additional", Kind::Text).max(40),
    F::new("name.last", "Legal last name", "family", Kind::Text)
        .req()
        .max(40),
    F::new("name.suffix", "Name suffix", "suffix", Kind::Text).max(6),
    F::new("birth_date", "Birthday", "bday", Kind::DateMask).req(),
    F::new("ssn", "SSN", "ssn", Kind::SsnMask),
    F::new("monthly_income", "Their income each month", "earns", Kind::Money)
        .max(12)
        .note(MONEY),
];
const BUDGET_V2: &[Field] = &[
    F::new(
        "finances.monthly_income",
        "What you earn each month",
        "budget-income",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
    F::new(
        "finances.monthly_rent",
        "Housing cost each month",
        "budget-housing",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
    F::new(
        "finances.pays_utilities",
        "Do you pay for heating or cooling?",
        "budget-utilities",
        Kind::Radio(YES_NO),
    )
    .req()
    .note("new"),
    F::new(
        "finances.cash_on_hand",
        "Money you have now",
        "budget-cash",
        Kind::Money,
    )
    .req()
    .max(12)
    .note(MONEY),
];
const SIGN_V2: &[Field] = &[
    F::new("signature.signed_on", "Signed on", "sign-date", Kind::DateNative).req(),
    F::new("", "My answers are complete and true", "sign-confirm", Kind::Check).req(),
];
const V2: &[Page] = &[
    Page {
        id: "applicant",
        title: "You",
        fields: APPLICANT_V2,
    },
    Page {
        id: "contact",
        title: "Reaching you",
        fields: CONTACT_V2,
    },
    Page {
        id: "address",
        title: "Your address",
        fields: ADDRESS_V2,
    },
    Page {
        id: "household",
        title: "Your household",
        fields: &[],
    },
    Page {
        id: "budget",
        title: "Your budget",
        fields: BUDGET_V2,
    },
    Page {
        id: "sign",
        title: "Sign and send",
        fields: SIGN_V2,
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
        Layout::V1 => PERSON_V1,
        Layout::V2 => PERSON_V2,
    }
}

/// The towns a state's typeahead knows. Several begin alike, so that a prefix is not enough.
pub(crate) fn cities(state: &str) -> &'static [&'static str] {
    match state {
        "AA" | "AE" | "AP" => &["APO", "DPO", "FPO"],
        "PR" => &[
            "Bayamón",
            "Caguas",
            "Carolina",
            "Mayagüez",
            "Ponce",
            "San Germán",
            "San Juan",
            "San Lorenzo",
        ],
        "CA" => &[
            "Berkeley",
            "Birch",
            "Birch Bay",
            "Birch Falls",
            "Cañada Verde",
            "Crescent City",
            "Eureka",
            "Fort Birch",
            "Fresno",
            "Kings Beach",
            "La Cañada Flintridge",
            "Oakland",
            "Oakland Hills",
            "Point Arena",
            "Redding",
            "Sacramento",
            "San Francisco",
            "San José",
            "San Luis Obispo",
            "Santa Cruz",
            "Stockton",
            "Ukiah",
            "Weed",
        ],
        "NV" => &["Las Vegas", "Minden", "Reno"],
        "OR" => &["Ashland", "Klamath Falls", "Medford", "Portland"],
        _ => &["Springfield"],
    }
}

/// Offices by city; "Any office" is always there.
pub(super) fn offices(city: &str) -> Vec<(&'static str, String)> {
    let mut offices = vec![("any", "Any office".to_owned())];
    if city.starts_with("Birch") || city.ends_with("Birch") {
        offices.push(("main", "Birch Main Street".to_owned()));
    }
    offices.push(("district", format!("{city} district office")));
    offices
}
