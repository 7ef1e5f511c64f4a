//! The page that a plugin works on, so that a plugin reads like what a person does. Every action is the contract's own; here
//! they only get their targets placed inside the frames and parts worked in, and their failures turned into the way the
//! attempt ends ([`Stop`](crate::stop::Stop)), with the line of the plugin that asked for it. Nothing is retried.

use std::cell::Cell;
use std::rc::Rc;

use crate::bindings::postrider::county::form::{Condition, Purpose, Receipt, Step, Target};

mod fill;
mod navigate;
mod read;

pub use read::{ANSWER_SECONDS, WAIT};

/// The browser's window, or a part of a page that one works in.
#[derive(Clone, Default)]
pub struct Page {
    /// From the window's top: frames, then what narrows.
    way: Vec<Step>,
    /// The receipt that this call's commit brought, whichever part of the page made it.
    pub(crate) received: Rc<Cell<Option<Receipt>>>,
}

/// Whether a text that was read says this somewhere; ASCII case aside.
pub fn mentions(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len().max(1)).any(|piece| piece.eq_ignore_ascii_case(part.as_bytes()))
}

impl Page {
    /// A part of the page: a section, a row, whatever a target finds.
    #[must_use]
    pub fn within(&self, part: Target) -> Self {
        Self { way: part.after(&self.way).into_way(Purpose::Narrow), received: Rc::clone(&self.received) }
    }

    /// A frame of the page.
    #[must_use]
    pub fn frame(&self, frame: Target) -> Self {
        let mut way = self.way.clone();
        way.extend(frame.into_way(Purpose::Enter));
        Self { way, received: Rc::clone(&self.received) }
    }

    /// A target that was named from here, as seen from the window's top.
    pub(crate) fn place(&self, target: Target) -> Target {
        target.after(&self.way)
    }

    fn place_all(&self, conditions: impl IntoIterator<Item = Condition>) -> Vec<Condition> {
        conditions.into_iter().map(|condition| condition.map(|target| self.place(target))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::postrider::county::form::Finder;
    use crate::target::{label, name, section};

    #[test]
    fn a_part_of_a_page_places_its_targets() {
        let form = Page::default().frame(name("main")).within(section("Home"));
        let target = form.place(label("City").frame(name("inner")).within(section("Address")));
        let found: Vec<_> = target.steps.iter().map(|step| (step.by, step.argument.as_str())).collect();
        let frames = [(Finder::Name, "main"), (Finder::Name, "inner")];
        assert_eq!(found[..2], frames);
        assert_eq!(found[2..], [(Finder::Section, ""), (Finder::Section, ""), (Finder::Label, "")]);
        assert_eq!(target.steps[2].texts, ["Home".into()]);
    }
}
