//! Conditions by the frames that they are looked for in, so that one request asks for all of a frame. Pure.

use crate::form::page::protocol::request::AskedCondition;
use crate::form::types::{Condition, Finder};

/// Conditions that are looked for in the same frames, as the page is asked for them.
pub(super) struct FrameGroup<'a> {
    pub(super) frames: &'a [Finder],
    pub(super) asked: Vec<AskedCondition<'a>>,
}

/// Those of one frame together; what is asked of the window goes with the first frame.
pub(super) fn by_frames(conditions: &[Condition]) -> Vec<FrameGroup<'_>> {
    let mut groups: Vec<FrameGroup<'_>> = Vec::new();
    for (number, condition) in (0..).zip(conditions) {
        let Some(asked) = AskedCondition::new(number, condition) else { continue };
        let frames = condition.frames();
        match groups.iter_mut().find(|group| group.frames == frames) {
            Some(group) => group.asked.push(asked),
            None => groups.push(FrameGroup { frames, asked: vec![asked] }),
        }
    }
    groups
}
