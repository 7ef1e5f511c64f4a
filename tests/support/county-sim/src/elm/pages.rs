//! Elm's questions, in both designs, and what it calls things.

use crate::change::Design;
use crate::county::Layout;
use crate::field::Kind;
use crate::form::Form;
use crate::towns::towns;

mod changes;
mod choices;
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

/// What the page says, apart from questions.
pub(super) struct Words {
    pub(super) go_on: &'static str,
    pub(super) submit: &'static str,
    /// What the toast says before the number.
    pub(super) sent: &'static str,
    /// The last button asks again before anything is sent.
    pub(super) asks: bool,
}

pub(super) fn words(layout: Layout) -> Words {
    match layout {
        Layout::V1 => {
            Words { go_on: "Continue", submit: "Submit application", sent: "Application received", asks: false }
        }
        Layout::V2 => Words { go_on: "Save and continue", submit: "Review and send", sent: "We have it", asks: true },
    }
}

/// Streets and places that lists are long with, beside the towns that applicants name.
const FIRST: [&str; 16] = [
    "Alta", "Bear", "Clear", "Deer", "Eagle", "Fern", "Glen", "Hidden", "Indian", "Lone", "Mill", "North", "Pine",
    "Rock", "Silver", "Willow",
];
const SECOND: [&str; 12] =
    ["Bend", "Camp", "Creek", "Flat", "Gap", "Hill", "Lake", "Meadow", "Point", "Ridge", "Springs", "Valley"];

/// The towns of a state in alphabetical order; of California some two hundred.
pub(super) fn all_towns(state: &str) -> Vec<String> {
    let mut all: Vec<String> = towns(state).iter().map(|town| (*town).to_owned()).collect();
    if state == "CA" {
        all.extend(FIRST.iter().flat_map(|first| SECOND.iter().map(move |second| format!("{first} {second}"))));
    }
    all.sort();
    all
}

/// The question whether mail goes to the home.
pub(super) fn is_same(kind: Kind) -> bool {
    matches!(kind, Kind::Radio(choices) if choices.iter().any(|choice| choice.0 == "same"))
}
