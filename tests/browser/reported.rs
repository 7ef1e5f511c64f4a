//! Behaviours on pages that went wrong for others, small ones made after public trouble reports, and on others of the same kinds. What
//! counts is what the county received; where an error is right, the behaviour says which one.

mod answering;
mod clicking;
mod county;
mod filling;
mod finding;
mod leaving;
mod lists;
mod masks;
mod receipts;
mod sending;
mod undone;
mod uploading;
mod waiting;

use crate::case::Case;

pub(crate) fn cases() -> Vec<Case> {
    [
        clicking::CASES,
        leaving::CASES,
        filling::CASES,
        answering::CASES,
        undone::CASES,
        waiting::CASES,
        lists::CASES,
        finding::CASES,
        uploading::CASES,
        sending::CASES,
        receipts::CASES,
    ]
    .concat()
}

/// Those whose pages need packages of others.
pub(crate) fn with_packages() -> Vec<Case> {
    masks::CASES.to_vec()
}
