//! What was put into a document since the plugin last clicked, and stands there: a document that goes by itself takes it along, or the
//! page that comes has it again. Pure.

use super::placements::PlacingId;
use crate::form::types::{Finder, Target, Typed};
use crate::submission::Personal;

/// Controls whose document is watched; a form has no more between two clicks.
const MAX_STANDING: usize = 400;

/// What a control was given.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    Text(Typed),
    /// Options of a list or boxes of a group, by what they say.
    Options(Vec<Personal>),
    /// A box or radio button was switched on, or off.
    Switch(bool),
    /// Files of these names.
    Files(Vec<String>),
}

/// What was read back from a control.
#[derive(Clone, Debug)]
pub(crate) struct Stood {
    pub(crate) id: PlacingId,
    pub(crate) target: Target,
    pub(crate) given: Given,
    /// The document that it was put into: of the frames that were entered, their how manyth.
    pub(crate) document: u64,
    /// The plugin had clicked in that document before: the click may take it along late.
    pub(crate) after_click: bool,
    /// Something was chosen or checked since, which may have sent it.
    pub(crate) may_be_sent: bool,
}

/// What stands since the last click, by the frames that it stands in.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    stood: Vec<Stood>,
    /// The document that the last click was made in.
    clicked: Option<(Vec<Finder>, u64)>,
}

impl Standing {
    /// It stands in a control of this document.
    pub(crate) fn stand(&mut self, id: PlacingId, target: &Target, given: Given, document: u64) {
        let after_click = self.clicked.as_ref().is_some_and(|(frames, at)| *frames == target.frames && *at == document);
        if self.stood.len() < MAX_STANDING {
            self.stood.push(Stood { id, target: target.clone(), given, document, after_click, may_be_sent: false });
        }
    }

    /// The plugin is about to click: what stood so far goes where the click leads.
    pub(crate) fn click(&mut self, frames: &[Finder], document: u64) {
        self.stood.clear();
        self.clicked = Some((frames.to_vec(), document));
    }

    /// The plugin chose or checked something, and its page still stands: what comes after goes by that, if it goes. What came before
    /// may go by the click, too.
    pub(crate) fn may_lead_on(&mut self) {
        self.clicked = None;
        self.stood.iter_mut().for_each(|stood| stood.may_be_sent = true);
    }

    /// What the plugin chose or checked took the page along: with it went what stood there.
    pub(crate) fn led_on(&mut self) {
        self.may_lead_on();
        self.stood.iter_mut().for_each(|stood| stood.after_click = false);
    }

    /// Another window, or an address that was opened.
    pub(crate) fn forget(&mut self) {
        *self = Standing::default();
    }

    /// Takes out what stood in an earlier document of these frames than the one that is there now.
    pub(crate) fn take_departed(&mut self, frames: &[Finder], document: u64) -> Vec<Stood> {
        let departed = |stood: &mut Stood| stood.target.frames == frames && stood.document < document;
        self.stood.extract_if(.., departed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name() -> Target {
        Target::by(Finder::Name("name".to_owned()))
    }

    fn ada() -> Given {
        Given::Text(Typed::literal("Ada"))
    }

    #[test]
    fn what_stood_in_a_document_that_went_is_asked_for_once() {
        let mut standing = Standing::default();
        standing.stand(1, &name(), ada(), 1);
        assert!(standing.take_departed(&[], 1).is_empty());
        let departed = standing.take_departed(&[], 2);
        assert_eq!(departed.iter().map(|stood| (stood.id, stood.after_click)).collect::<Vec<_>>(), [(1, false)]);
        assert!(standing.take_departed(&[], 2).is_empty());
    }

    #[test]
    fn a_click_takes_what_stood_before_it_and_not_what_comes_after() {
        let mut standing = Standing::default();
        standing.stand(1, &name(), ada(), 1);
        standing.click(&[], 1);
        standing.stand(2, &name(), ada(), 1);
        let departed = standing.take_departed(&[], 2);
        assert_eq!(departed.iter().map(|stood| (stood.id, stood.after_click)).collect::<Vec<_>>(), [(2, true)]);
    }

    #[test]
    fn a_choice_leaves_what_came_before_it_to_the_click_unless_it_took_the_page_along() {
        for (took, expect) in
            [(false, [(1, true), (2, true), (3, false)]), (true, [(1, false), (2, false), (3, false)])]
        {
            let mut standing = Standing::default();
            standing.click(&[], 1);
            standing.stand(1, &name(), ada(), 1);
            standing.stand(2, &name(), Given::Options(vec![Personal::new("CA")]), 1);
            if took {
                standing.led_on();
            } else {
                standing.may_lead_on();
            }
            standing.stand(3, &name(), ada(), 1);
            let departed = standing.take_departed(&[], 2);
            assert_eq!(departed.iter().map(|stood| (stood.id, stood.after_click)).collect::<Vec<_>>(), expect);
            assert_eq!(departed.iter().map(|stood| stood.may_be_sent).collect::<Vec<_>>(), [true, true, false]);
        }
    }
}
