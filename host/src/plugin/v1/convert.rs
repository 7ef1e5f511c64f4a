//! From the contract's types to the host's and back. No I/O.

mod answers;
mod arguments;
mod bounds;
mod failure;
mod invalid;
mod limits;
mod reference;
mod requests;
mod target;

pub(super) use answers::{commit_outcome, page};
pub(super) use arguments::Arguments;
pub(super) use bounds::{bounded, few, key};
pub(super) use failure::{failure, invalid_argument};
pub(super) use invalid::InvalidArgument;
pub(super) use reference::{clip, denied, reference};
pub(super) use requests::click_options;
