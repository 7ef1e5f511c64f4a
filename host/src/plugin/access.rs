//! What a plugin may see of an application: values by reference, documents without their bytes, credentials by name, and the
//! masks that hide everything else. Knows no WIT type and no store: each import of the contract borrows the part that it needs.

mod credentials;
mod denied;
mod documents;
mod fields;
mod masks;
mod question_budget;
mod readable;
mod ruled_out;

pub(super) use credentials::CredentialAccess;
pub(super) use denied::{Denied, Unresolved};
pub use documents::Attachment;
pub(super) use documents::Documents;
pub(super) use fields::FieldAccess;
pub use masks::full_mask;
pub(super) use masks::plugin_mask;
pub(super) use readable::Readable;
pub(super) use ruled_out::{RuledOut, RuledOutFields};
