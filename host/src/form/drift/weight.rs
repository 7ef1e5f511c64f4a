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

/// What follows from each difference of a page. `ignored`: labels that the manifest says to leave alone. What is new, may stay empty, and
/// came with something else that the release answers is a part of what it answers.
pub(super) fn weighed(changes: Vec<Change>, ignored: &[String], release: ReleaseFit) -> Vec<(Weight, Change)> {
    let answers_new = changes.iter().any(|change| change.used != Use::None && change.is_new() && !change.is_button());
    changes.into_iter().map(|change| (change.weight(ignored, release, answers_new), change)).collect()
}

impl Change {
    fn weight(&self, ignored: &[String], release: ReleaseFit, answers_new: bool) -> Weight {
        let used = self.used != Use::None;
        let known_to_release = release == ReleaseFit::Unproven;
        let is_fatal = match &self.what {
            _ if ignored.iter().any(|label| label.eq_ignore_ascii_case(&self.label)) => false,
            What::Question { .. } | What::Recoded(_) | What::Reworded(_) => used,
            What::Sends { .. } => self.used == Use::Commits && !known_to_release,
            What::Renamed { .. } if self.is_button() => self.used == Use::Commits && !known_to_release,
            What::New { required, preset } => {
                let must_be_seen = *required || *preset || !answers_new;
                !used && !self.is_button() && must_be_seen && !known_to_release
            }
            What::Renamed { .. } => !known_to_release && !self.of_earlier_version,
            What::Required { now } => *now && !used && !known_to_release,
            What::Preset { .. } => !used && !known_to_release,
            What::Length { from, to } => used && is_shorter(*from, *to) && !known_to_release,
            What::Takes { .. } => used && !known_to_release,
            // What a release looks for that is gone, it misses: then the attempt knows (`DriftWatch::note_missed`).
            What::Gone | What::Fixed { .. } | What::Options { .. } | What::Help { .. } => false,
        };
        if is_fatal { Weight::Fatal } else { Weight::Notable }
    }

    /// Whether it is only that a control is there or not, or offers something else: what another applicant's answers bring.
    pub(super) fn may_come_of_answers(&self) -> bool {
        matches!(self.what, What::New { .. } | What::Gone | What::Options { .. } | What::Help { .. })
    }

    pub(super) fn is_new(&self) -> bool {
        matches!(self.what, What::New { .. })
    }

    pub(super) fn is_button(&self) -> bool {
        matches!(self.kind, "button" | "link")
    }
}

fn is_shorter(from: Option<u32>, to: Option<u32>) -> bool {
    to.is_some_and(|to| from.is_none_or(|from| to < from))
}
