//! Birch's questions, in both designs.

use crate::change::Design;
use crate::county::Layout;
use crate::form::Form;

mod changes;
pub(super) mod choices;
mod v1;
mod v2;

pub(crate) use changes::CHANGES;

/// The form of a design.
pub(crate) fn form(design: Design) -> Form {
    let (pages, member) = match design.layout {
        Layout::V1 => (v1::PAGES, v1::MEMBER),
        Layout::V2 => (v2::PAGES, v2::MEMBER),
    };
    Form::new(design, pages, member, CHANGES)
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
