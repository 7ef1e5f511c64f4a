//! Which differences of a form end an attempt before anything is sent, and which are only said. Pure.

use serde::{Deserialize, Serialize};

use super::change::{Change, What};
use super::skeleton::Use;

/// What follows from a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// It is said.
    Notable,
    /// What the application says could arrive as something else, or not at all: nothing is sent.
    Fatal,
}

/// How far a release is known to fit the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseFit {
    /// Forms that it worked were accepted.
    Proven,
    /// Nothing was delivered by it yet: what it names and uses otherwise than the release before it is what it was made for. What the site asks by
    /// the same names it may not know either.
    #[default]
    Unproven,
}

impl Change {
    /// What follows from it. `ignored`: labels that the manifest says to leave alone.
    pub(super) fn weight(&self, ignored: &[String], release: ReleaseFit) -> Weight {
        let used = self.used != Use::None;
        let known_to_release = release == ReleaseFit::Unproven;
        let is_fatal = match &self.what {
            _ if ignored.iter().any(|label| label.eq_ignore_ascii_case(&self.label)) => false,
            What::Question { .. } | What::Recoded(_) | What::Reworded(_) => used,
            What::Sends { .. } => self.used == Use::Commits && !known_to_release,
            What::Renamed { .. } if self.is_button() => self.used == Use::Commits && !known_to_release,
            What::New { .. } => !used && !self.is_button() && !known_to_release,
            What::Renamed { .. } => !known_to_release,
            What::Gone => !self.is_button() && !known_to_release,
            What::Required { now } => *now && !used && !known_to_release,
            What::Preset { .. } => !used && !known_to_release,
            What::Length { from, to } => used && is_shorter(*from, *to) && !known_to_release,
            What::Takes { .. } => used && !known_to_release,
            What::Fixed { .. } | What::Options { .. } | What::Help { .. } => false,
        };
        if is_fatal { Weight::Fatal } else { Weight::Notable }
    }

    /// Whether it is only that a control is there or not, or may be left out: what another applicant's answers bring.
    pub(super) fn comes_of_answers(&self) -> bool {
        match &self.what {
            What::New { .. } => self.used != Use::None || self.is_button(),
            What::Gone | What::Options { .. } | What::Help { .. } => true,
            _ => false,
        }
    }

    /// The same of an earlier form beside one that is accepted now: nobody used it.
    pub(super) fn comes_of_answers_or_without(&self) -> bool {
        matches!(self.what, What::New { .. }) || self.comes_of_answers()
    }

    fn is_button(&self) -> bool {
        matches!(self.kind, "button" | "link")
    }
}

fn is_shorter(from: Option<u32>, to: Option<u32>) -> bool {
    to.is_some_and(|to| from.is_none_or(|from| to < from))
}
