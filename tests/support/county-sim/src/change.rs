//! Small redesigns, as real portals make them over night: one question, one option, one page, and no announcement. Each is
//! switched on by itself, on top of the first layout. What it is at which county: `pages/changes.rs` of that county.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::county::Layout;

/// A small redesign of a county's site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A question with two answers asks the opposite. The county holds what the new question means, so that the answer to the
    /// old one arrives wrong.
    QuestionTurnedRound,
    /// The options of a list have other codes under the same texts, and the county reads by the new codes.
    OptionsRecoded,
    /// The texts of two options change places over the same codes, and the county means what the new texts say.
    OptionsSwapped,
    /// A new required question comes answered; whoever does not look at it sends that answer.
    PresetRequired,
    /// A new question that may stay blank.
    OptionalAdded,
    /// One text box becomes two. The whole value still goes into the first one, which keeps its first word only.
    BoxSplit,
    /// Two text boxes become one.
    BoxMerged,
    /// A text box takes less than before; the rest is cut.
    ShorterMaxlength,
    /// A page comes at another place of the order, or at another address.
    PageMoved,
    /// A page of text with a button to go on comes in between.
    NoticeInserted,
    /// After the final button the site asks once more, and takes the application only then.
    SecondConfirmation,
    /// The confirmation number has another shape.
    NumberFormat,
    /// The final request goes to another path, or is another operation.
    SubmitPath,
    /// Words beside the questions, and the case, spaces and colon of labels. No question changes its meaning.
    Wording,
}

impl Change {
    /// All of them, in the order they are listed everywhere.
    pub const ALL: [Change; 14] = [
        Change::QuestionTurnedRound,
        Change::OptionsRecoded,
        Change::OptionsSwapped,
        Change::PresetRequired,
        Change::OptionalAdded,
        Change::BoxSplit,
        Change::BoxMerged,
        Change::ShorterMaxlength,
        Change::PageMoved,
        Change::NoticeInserted,
        Change::SecondConfirmation,
        Change::NumberFormat,
        Change::SubmitPath,
        Change::Wording,
    ];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Change::QuestionTurnedRound => "question_turned_round",
            Change::OptionsRecoded => "options_recoded",
            Change::OptionsSwapped => "options_swapped",
            Change::PresetRequired => "preset_required",
            Change::OptionalAdded => "optional_added",
            Change::BoxSplit => "box_split",
            Change::BoxMerged => "box_merged",
            Change::ShorterMaxlength => "shorter_maxlength",
            Change::PageMoved => "page_moved",
            Change::NoticeInserted => "notice_inserted",
            Change::SecondConfirmation => "second_confirmation",
            Change::NumberFormat => "number_format",
            Change::SubmitPath => "submit_path",
            Change::Wording => "wording",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a county's site looks at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Design {
    pub(crate) layout: Layout,
    /// None with the second layout.
    pub(crate) changes: BTreeSet<Change>,
}

impl Design {
    /// A layout without any changes.
    pub(crate) fn plain(layout: Layout) -> Self {
        Self { layout, changes: BTreeSet::new() }
    }

    /// The first layout with these changes.
    pub(crate) fn changed(changes: impl IntoIterator<Item = Change>) -> Self {
        Self { layout: Layout::V1, changes: changes.into_iter().collect() }
    }

    pub(crate) fn has(&self, change: Change) -> bool {
        self.changes.contains(&change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_listed_by_the_name_that_json_has() {
        for (at, change) in Change::ALL.into_iter().enumerate() {
            assert_eq!(serde_json::to_value(change).unwrap(), change.name());
            assert_eq!(change as usize, at, "{change} is not at its place in ALL");
        }
        assert_eq!(Change::ALL.last(), Some(&Change::Wording), "the last one of the enum is in ALL");
    }
}
