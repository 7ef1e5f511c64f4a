//! The states that an action waits for.

use serde::Deserialize;

/// A state an action waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Readiness {
    Attached,
    Visible,
    Enabled,
    Editable,
    Still,
    Uncovered,
}

impl Readiness {
    /// What is said of an element that lacks it.
    pub(super) fn complaint(self) -> &'static str {
        match self {
            Readiness::Attached => "it does not stay in the page",
            Readiness::Visible => "it is hidden",
            Readiness::Enabled => "it is disabled",
            Readiness::Editable => "it is read-only",
            Readiness::Still => "it keeps moving",
            Readiness::Uncovered => "it is covered",
        }
    }
}
