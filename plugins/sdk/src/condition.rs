//! What can be true of a page, with short names.

use crate::bindings::postrider::county::form::{Condition, Fact, Target, Value};

/// The element is there and visible.
pub fn visible(target: Target) -> Condition {
    of(target, Fact::Visible)
}

/// It is not.
pub fn hidden(target: Target) -> Condition {
    of(target, Fact::Hidden)
}

/// The element can be used.
pub fn enabled(target: Target) -> Condition {
    of(target, Fact::Enabled)
}

/// The control holds this.
pub fn holds(target: Target, value: impl Into<Value>) -> Condition {
    of(target, Fact::Holds(value.into()))
}

/// As many elements match, visible or not: rows that were deleted are gone at `count(rows, 0)`.
pub fn count(target: Target, count: u32) -> Condition {
    of(target, Fact::Count(count))
}

/// The page shows this text somewhere.
pub fn says(text: &str) -> Condition {
    page(Fact::Text(text.to_owned()))
}

/// The address holds this.
pub fn address(part: &str) -> Condition {
    page(Fact::Address(part.to_owned()))
}

/// The title holds this.
pub fn title(part: &str) -> Condition {
    page(Fact::Title(part.to_owned()))
}

/// A dialog stands open.
pub fn dialog() -> Condition {
    page(Fact::Dialog)
}

/// As many windows are open.
pub fn windows(count: u32) -> Condition {
    page(Fact::Windows(count))
}

/// Another document is there than the one in which the last action began, in the window's top frame: a document of a frame is not the
/// page. Looks and waits do not count. A page that only draws itself anew is not left.
pub fn page_left() -> Condition {
    page(Fact::PageLeft)
}

/// The page asks its site for nothing any more: what a script fetches has come.
pub fn network_quiet() -> Condition {
    page(Fact::NetworkQuiet)
}

impl Condition {
    /// The same condition with its target changed.
    pub(crate) fn map(self, place: impl Fn(Target) -> Target) -> Self {
        Self { fact: self.fact, target: self.target.map(place) }
    }
}

fn of(target: Target, fact: Fact) -> Condition {
    Condition { fact, target: Some(target) }
}

fn page(fact: Fact) -> Condition {
    Condition { fact, target: None }
}
