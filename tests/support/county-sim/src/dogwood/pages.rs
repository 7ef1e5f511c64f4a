//! Dogwood's questions, in both designs, and what it calls things. A control's name on the page is `ctl00$Main$` and the name
//! here, its id the same with `_`; since the redesign `MainContent` stands for `Main`.

use crate::change::Design;
use crate::county::Layout;
use crate::field::{Field, Kind};
use crate::form::Form;

mod changes;
mod choices;
mod v1;
mod v2;
pub(super) mod words;

pub(crate) use changes::CHANGES;
use words::Words;

/// The form of a design.
pub(crate) fn form(design: Design) -> Form {
    let (pages, member) = match design.layout {
        Layout::V1 => (v1::PAGES, v1::MEMBER),
        Layout::V2 => (v2::PAGES, v2::MEMBER),
    };
    Form::new(design, pages, member, CHANGES)
}

pub(super) fn words(layout: Layout) -> &'static Words {
    match layout {
        Layout::V1 => &v1::WORDS,
        Layout::V2 => &v2::WORDS,
    }
}

/// The inquiry page asks these, in both designs.
pub(super) const FIND: &[Field] = &[
    Field::new("applicant.name.last", "Last name", "txtFindLast", Kind::Text).req().max(40),
    Field::new("applicant.birth_date", "Date of birth (MM/DD/YYYY)", "txtFindBirth", Kind::DateText).req().max(10),
];
