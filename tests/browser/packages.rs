//! Behaviours on pages and widgets that others wrote, by package. The packages are no part of the repository: `cargo xtask
//! conformance` fetches those that `package.json` names, and only its run works them.

mod calendars;
mod components;
mod selects;
mod selenium;
mod uswds;

use crate::case::Case;

pub(crate) fn cases() -> Vec<Case> {
    [
        selenium::CASES,
        selenium::MORE,
        uswds::CASES,
        calendars::FLATPICKR,
        calendars::OTHERS,
        calendars::JQUERY,
        selects::CASES,
        components::CASES,
    ]
    .concat()
}
