//! Birch's questions, in both designs.

use crate::field::{Choice, Field, Page};
use crate::site::Layout;

mod v1;
mod v2;

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
const CONTACTS: &[Choice] = &[
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
const AMOUNT: &str = "digits, optional cents";

pub(crate) fn pages(layout: Layout) -> &'static [Page] {
    match layout {
        Layout::V1 => v1::PAGES,
        Layout::V2 => v2::PAGES,
    }
}

pub(crate) fn member(layout: Layout) -> &'static [Field] {
    match layout {
        Layout::V1 => v1::MEMBER,
        Layout::V2 => v2::MEMBER,
    }
}

/// The towns a state's typeahead knows. Several begin alike, so that a prefix is not enough.
pub(crate) fn cities(state: &str) -> &'static [&'static str] {
    match state {
        "AA" | "AE" | "AP" => &["APO", "DPO", "FPO"],
        "PR" => &["Bayamón", "Caguas", "Carolina", "Mayagüez", "Ponce", "San Germán", "San Juan", "San Lorenzo"],
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
