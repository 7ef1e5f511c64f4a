//! Alder's questions, in both designs.

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
