//! Alder's questions, in both designs.

use crate::county::Layout;
use crate::field::{Field, Page};

pub(super) mod choices;
mod v1;
mod v2;

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
