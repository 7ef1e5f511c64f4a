//! What can be true of a page. The page's script answers most of it; dialogs and windows only the session can.

use super::target::{Finder, Target, Text};
use super::value::Typed;

/// Something that can be true of a page.
#[derive(Clone, Debug)]
pub enum Condition {
    /// The element is there and visible.
    Visible(Target),
    /// It is not.
    Hidden(Target),
    /// The element can be used.
    Enabled(Target),
    /// The control holds this.
    Holds(Target, Typed),
    /// As many elements match, visible or not.
    Count(Target, u32),
    /// The page shows this text, in the top document.
    Text(Text),
    /// The address holds this.
    Address(String),
    /// The title is this.
    Title(Text),
    /// A dialog stands open.
    Dialog,
    /// As many windows are open.
    Windows(u32),
    /// Another document is there than the one that the last action began in, in the window's top frame. Looks and waits are no
    /// such actions.
    PageLeft,
    /// No request of the page's that can change it is under way, and none was for a moment.
    NetworkQuiet,
}

impl Condition {
    /// As a sentence, for errors and the trace.
    pub fn describe(&self) -> String {
        match self {
            Condition::Visible(target) => format!("{} is visible", target.describe()),
            Condition::Hidden(target) => format!("{} is not visible", target.describe()),
            Condition::Enabled(target) => format!("{} is enabled", target.describe()),
            Condition::Holds(target, value) => format!("{} holds {}", target.describe(), value.source.describe()),
            Condition::Count(target, count) => format!("{count} elements are {}", target.describe()),
            Condition::Text(text) => format!("the page shows the text {}", text.describe()),
            Condition::Address(part) => format!("the address holds “{part}”"),
            Condition::Title(text) => format!("the title is {}", text.describe()),
            Condition::Dialog => "a dialog stands open".to_owned(),
            Condition::Windows(count) => format!("{count} windows are open"),
            Condition::PageLeft => "the page was left".to_owned(),
            Condition::NetworkQuiet => "no request is under way".to_owned(),
        }
    }

    pub(crate) fn target(&self) -> Option<&Target> {
        match self {
            Condition::Visible(target)
            | Condition::Hidden(target)
            | Condition::Enabled(target)
            | Condition::Holds(target, _)
            | Condition::Count(target, _) => Some(target),
            Condition::Text(_)
            | Condition::Address(_)
            | Condition::Title(_)
            | Condition::Dialog
            | Condition::Windows(_)
            | Condition::PageLeft
            | Condition::NetworkQuiet => None,
        }
    }

    /// Whether the session tells, and not the page.
    pub(crate) fn is_of_session(&self) -> bool {
        matches!(self, Condition::Dialog | Condition::Windows(_) | Condition::NetworkQuiet)
    }

    /// Whether it says something of the county's, and not of the browser's alone.
    pub(crate) fn tells_an_outcome(&self) -> bool {
        !matches!(self, Condition::PageLeft | Condition::NetworkQuiet)
    }

    /// The frames it is looked for in; a condition on the window is asked in whichever frame is current.
    pub(crate) fn frames(&self) -> &[Finder] {
        self.target().map_or(&[], |target| &target.frames)
    }

    /// Whether it is true of a page that lacks its frame.
    pub(crate) fn true_without_frame(&self) -> bool {
        matches!(self, Condition::Hidden(_) | Condition::Count(_, 0))
    }
}

/// Several of them as one text.
pub(crate) fn either(conditions: &[Condition]) -> String {
    conditions.iter().map(Condition::describe).collect::<Vec<_>>().join("; or ")
}
