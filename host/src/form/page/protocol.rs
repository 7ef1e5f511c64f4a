//! What host and page say to each other: every request, what answers it, and how targets, conditions and choices are written
//! for the page's script. Nothing else in `form` writes or reads JSON of the page's.
//!
//! A request has a handler in `main.js` and an answer in `answers.json`; the tests compare all three.

pub(crate) mod answer;
pub(crate) mod dates;
pub(crate) mod problem;
pub(crate) mod request;

mod written;

#[cfg(test)]
mod tests;

pub(crate) use problem::{Alike, Changed, NewDocument, Problem, Reply};
pub(crate) use request::Question;
