//! Documents that go by themselves after something was typed into them: a click that leads on late, a control that has the page
//! loaded again. What the page that came does not hold is placed no more, and told once.

use super::context::ActionContext;
use super::read_back::{Placing, Purpose, read_back};
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::request::Want;
use crate::form::record::Stood;
use crate::form::types::{ActionError, AlterationKind, RawFailure};
use std::time::Duration;

/// What to try where a page went under what was typed.
const WENT: &str = "It held it when it was filled; its page went or was loaded again since, by a click that led on late or by a \
    control that posts back: `wait` for what that brings before filling on.";

impl ActionContext {
    /// Looks whether another document came by itself since something was typed, and whether it holds that. True where one came.
    pub(super) async fn look_for_departed(&mut self) -> Result<bool, RawFailure> {
        let departed = self.standing.take_departed(self.document.frames(), self.document.number());
        let again = self.document.was_loaded_again();
        let came = !departed.is_empty();
        for stood in departed {
            self.look_for(stood, again).await?;
        }
        Ok(came)
    }

    /// Whether the page that came holds what stood in the one before. `again`: it is the same page.
    async fn look_for(&mut self, stood: Stood, again: bool) -> Result<(), RawFailure> {
        let Stood { id, target, value, after_click, .. } = stood;
        let found = self.document.find(&target, Wanted::only(Want::Look), Duration::ZERO).await?;
        let lost = match found {
            Ok(found) => {
                let placing = Placing { id, element: found.el, target: &target, value: &value };
                read_back(self, &[placing], Purpose::Put).await.err()
            }
            Err(_) if after_click => Some(self.gone_with_its_page(&target.describe()).into()),
            // The step that it belongs to was left, and took it along.
            Err(_) => None,
        };
        match lost {
            Some(failure) if after_click || again => {
                self.placements.undo(id);
                Err(RawFailure { advice: Some(WENT), item: None, ..failure })
            }
            _ => Ok(()),
        }
    }

    fn gone_with_its_page(&self, control: &str) -> ActionError {
        let control = self.document.masked(control);
        ActionError::Altered { control, kind: AlterationKind::Emptied, actual: String::new(), actual_length: 0 }
    }
}
