//! Behaviours on pages of our own, a page for each, by kind of action.

mod calendars;
mod choosing;
mod clicking;
pub(crate) mod committing;
mod dates;
mod drifting;
mod failing;
mod filling;
mod finding;
mod framing;
mod hiding;
mod keeping;
mod large_pages;
mod leaving;
mod lists;
mod moving;
mod reading;
mod round_trips;
mod sending;
pub(crate) mod uploading;
mod waiting;
mod windows;

use crate::case::Case;

pub(crate) fn cases() -> Vec<Case> {
    [
        moving::CASES,
        finding::CASES,
        filling::CASES,
        clicking::CASES,
        hiding::CASES,
        choosing::CASES,
        lists::CASES,
        dates::CASES,
        calendars::CASES,
        uploading::CASES,
        waiting::CASES,
        reading::CASES,
        framing::CASES,
        windows::CASES,
        failing::CASES,
        large_pages::CASES,
        round_trips::CASES,
        drifting::CASES,
        keeping::CASES,
        committing::CASES,
        leaving::CASES,
        sending::CASES,
    ]
    .concat()
}
