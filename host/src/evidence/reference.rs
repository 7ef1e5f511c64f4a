//! What names a piece of evidence, in the ledger and to people. Tells nothing of what it shows.

use serde::{Deserialize, Serialize};

/// What a piece of evidence is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Kind {
    /// A picture of a page (PNG).
    Screenshot,
    /// What was done, action by action (JSON lines).
    Trace,
    /// A page's markup.
    Source,
    /// The text of the page that confirmed.
    Receipt,
    /// A page or receipt as a document.
    Pdf,
}

/// Where a piece of evidence is found again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRef {
    pub kind: Kind,
    /// Digest of kind and bytes under the application's key, in hexadecimal: equal evidence of one is kept once, and the name tells nothing.
    pub digest: String,
    /// Bytes, before sealing.
    pub size: u64,
    /// What it shows, in a few words without values: `before commit`.
    pub label: String,
}

impl EvidenceRef {
    /// The same evidence, with words.
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    /// They are part of what a file is named by and sealed with: another name, and old evidence cannot be opened.
    #[test]
    fn the_names_of_kinds_never_change() {
        let kinds = [Kind::Screenshot, Kind::Trace, Kind::Source, Kind::Receipt, Kind::Pdf];
        let names = kinds.map(|kind| kind.into_str());
        assert_eq!(names, ["screenshot", "trace", "source", "receipt", "pdf"]);
    }
}
