//! The applicant's fields by name, made from the contract's JSON Schema by the build script. Holds paths, never values.

use crate::bindings::exports::postrider::county::submitter::Problem;
use crate::bindings::postrider::county::application::Field;
use crate::message::{decimal, joined};

include!(concat!(env!("OUT_DIR"), "/application.rs"));

impl Documents {
    /// A problem for each of them, to say in `check` that the county's site takes none and what the applicant can do instead. Where a
    /// document does not have to be there at all: `rule_out([app.documents().group()], "…")`, of which nobody is told.
    #[track_caller]
    pub fn not_taken(&self, message: &str) -> Vec<Problem> {
        self.documents().iter().map(|document| document.group().problem(message)).collect()
    }
}

/// The path of a key inside a group.
fn join(group: &str, key: &str) -> String {
    if group.is_empty() { key.to_owned() } else { joined(&[group, ".", key]) }
}

/// The path of an item of a list.
fn item(list: &str, index: u32) -> String {
    joined(&[list, "[", &decimal(index), "]"])
}

/// The field of a key inside a group.
fn at(group: &str, key: &str) -> Field {
    Field::of(&join(group, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accessors_spell_the_canonical_paths() {
        let app = Application::new();
        assert_eq!(app.applicant().name().first().path, "applicant.name.first");
        assert_eq!(app.household().member(2).monthly_income().path, "household[2].monthly_income");
        assert_eq!(app.household().member(0).name().last().path, "household[0].name.last");
        assert_eq!(app.home().line1().path, "home.line1");
        assert_eq!(app.mailing().group().path, "mailing");
        assert_eq!(app.home().pmb().path, "home.pmb");
        assert_eq!(app.documents().document(1).name().path, "documents[1].name");
        assert_eq!(app.documents().document(1).group().path, "documents[1]");
        assert_eq!(app.documents().group().path, "documents");
        assert_eq!(app.signature().signed_on().path, "signature.signed_on");
        assert_eq!(app.contact_preference().path, "contact_preference");
    }
}
