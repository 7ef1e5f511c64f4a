//! The named rules that shape a value for a county's form. What a rule cannot represent is an error, never a guess; what a
//! rule would blow up is one too: every text in between is bounded.

mod abbreviations;
mod extent;
mod names;
mod part;
mod rule;
mod shape;
mod unread;

pub(super) use abbreviations::shortest as abbreviated;
pub use extent::Extent;
pub(super) use part::{ENGLISH_MONTHS, SPANISH_MONTHS};
pub use rule::{CharacterSet, Part, Rule, RuleProblem};
pub use unread::Use;

#[cfg(test)]
mod tests;
