//! An application as the applicant gave it, parsed once.
//!
//! A value of this type has been checked; nothing in it is ever blanked, cut or guessed afterwards. It cannot print
//! itself.

mod check;
mod choices;
mod content;
mod correct;
mod parse;

pub use choices::{Contact, DocumentKind, Language, MaritalStatus, Relationship};
pub use content::{
    Applicant, Application, Document, Finances, MAX_DOCUMENTS, MAX_HOUSEHOLD, MAX_PROBLEMS, Member, Name, Signature,
};
pub use correct::{MAX_CORRECTED, correct};
pub use parse::InvalidApplication;

#[cfg(test)]
mod tests;
