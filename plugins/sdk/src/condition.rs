//! What can be true of a page, with short names.

use crate::bindings::postrider::county::form::{Condition, Target, Text, Value};

/// The element is there and visible.
pub fn visible(target: Target) -> Condition {
    Condition::Visible(target)
}

/// It is not.
pub fn hidden(target: Target) -> Condition {
    Condition::Hidden(target)
}

/// The element can be used.
pub fn enabled(target: Target) -> Condition {
    Condition::Enabled(target)
}

/// The control holds this.
pub fn holds(target: Target, value: impl Into<Value>) -> Condition {
    Condition::Holds((target, value.into()))
}

/// As many elements match.
pub fn count(target: Target, count: u32) -> Condition {
    Condition::Count((target, count))
}

/// The page shows this text.
pub fn says(text: impl Into<Text>) -> Condition {
    Condition::Text(text.into())
}

/// The address holds this.
pub fn address(part: &str) -> Condition {
    Condition::Address(part.to_owned())
}

/// The title is this.
pub fn title(text: impl Into<Text>) -> Condition {
    Condition::Title(text.into())
}

/// A dialog stands open.
pub fn dialog() -> Condition {
    Condition::Dialog
}

/// As many windows are open.
pub fn windows(count: u32) -> Condition {
    Condition::Windows(count)
}

impl Condition {
    /// The same condition with its target changed.
    pub(crate) fn map(self, place: impl Fn(Target) -> Target) -> Self {
        match self {
            Self::Visible(target) => Self::Visible(place(target)),
            Self::Hidden(target) => Self::Hidden(place(target)),
            Self::Enabled(target) => Self::Enabled(place(target)),
            Self::Holds((target, value)) => Self::Holds((place(target), value)),
            Self::Count((target, count)) => Self::Count((place(target), count)),
            other @ (Self::Text(_) | Self::Address(_) | Self::Title(_) | Self::Dialog | Self::Windows(_)) => other,
        }
    }
}
