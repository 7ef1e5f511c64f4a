//! Every county's form, in every design.

use crate::change::Design;
use crate::county::County;
use crate::form::{ChangeHere, Form};
use crate::{alder, birch, cedar, dogwood, elm};

pub(crate) fn form(county: County, design: Design) -> Form {
    match county {
        County::Alder => alder::pages::form(design),
        County::Birch => birch::pages::form(design),
        County::Cedar => cedar::pages::form(design),
        County::Dogwood => dogwood::pages::form(design),
        County::Elm => elm::pages::form(design),
    }
}

/// What each change is at a county.
pub(crate) fn changes(county: County) -> &'static [ChangeHere] {
    match county {
        County::Alder => alder::pages::CHANGES,
        County::Birch => birch::pages::CHANGES,
        County::Cedar => cedar::pages::CHANGES,
        County::Dogwood => dogwood::pages::CHANGES,
        County::Elm => elm::pages::CHANGES,
    }
}

#[cfg(test)]
mod tests;
