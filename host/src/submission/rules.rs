//! The named rules that shape a value for a county's form. What a rule cannot represent is an error, never a guess; what a
//! rule would blow up is one too: every text in between is bounded.

mod abbreviations;
mod names;
mod part;
mod pieces_present;
mod rule;
mod shape;
mod unread;

pub(super) use abbreviations::shortest as abbreviated;
pub(crate) use part::{ENGLISH_MONTHS, SPANISH_MONTHS};
pub use pieces_present::PiecesPresent;
pub use rule::{CharacterSet, Part, Rule, RuleProblem};
pub use unread::Purpose;

#[cfg(test)]
mod tests;
