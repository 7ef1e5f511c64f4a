//! Where a drag ends. Plain data.

use super::target::Target;

/// Where a drag ends.
#[derive(Clone, Debug)]
pub enum DragEnd {
    /// On an element, at the middle of what shows of it.
    Onto(Target),
    /// At a point of an element, counted from its upper left corner.
    OntoPoint(Target, Offset),
    /// So far from where the source was taken hold of.
    By(Offset),
}

/// Pixels to the right and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// To the right; less than none to the left.
    pub x: i32,
    /// Down; less than none up.
    pub y: i32,
}

impl From<&Target> for DragEnd {
    fn from(target: &Target) -> DragEnd {
        DragEnd::Onto(target.clone())
    }
}

impl DragEnd {
    /// As in the trace: `onto the element with id="to"`.
    pub fn describe(&self) -> String {
        match self {
            DragEnd::Onto(target) => format!("onto {}", target.describe()),
            DragEnd::OntoPoint(target, at) => format!("onto {}, at {}, {}", target.describe(), at.x, at.y),
            DragEnd::By(offset) => format!("by {}, {}", offset.x, offset.y),
        }
    }
}
