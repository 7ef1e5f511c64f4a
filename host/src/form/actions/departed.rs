//! Documents that go by themselves after something was typed into them: a click that leads on late, a control that has the page
//! loaded again. What the page that came does not hold is placed no more, and told once.

use std::time::Duration;

use super::context::ActionContext;
use super::read_back::{Placing, Purpose, read_back};
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::request::Want;
use crate::form::record::Stood;
use crate::form::types::{ActionError, AlterationKind, RawFailure};

/// What to try where a page went under what was typed.
const WENT: &str = "It held it when it was filled; its page went or was loaded again since, by a click that led on late or by a \
    control that posts back: `wait` for what that brings before filling on.";

/// What became of a value whose document went.
enum Fate {
    /// The page that came holds it.
    Held,
    /// That page has a control for it, which holds something else.
    Lost(RawFailure),
    /// That page has no such control.
    NotThere,
}

impl ActionContext {
    /// Looks whether another document came by itself since something was typed, and whether it holds that. True where one came.
    pub(super) async fn look_for_departed(&mut self) -> Result<bool, RawFailure> {
        let departed = self.standing.take_departed(self.document.frames(), self.document.number());
        if departed.is_empty() {
            return Ok(false);
        }
        let mut again = self.document.was_loaded_again();
        let mut fates = Vec::new();
        for stood in departed {
            let fate = self.fate_of(&stood).await?;
            // A page that has some of it is the one that it was typed into, drawn anew.
            again |= matches!(fate, Fate::Held);
            fates.push((stood, fate));
        }
        let mut lost = None;
        for (stood, fate) in fates {
            let failure = match fate {
                Fate::Lost(failure) if stood.after_click || again => failure,
                Fate::NotThere if stood.after_click => self.gone_with_its_page(&stood).into(),
                // It went with the step that it belongs to.
                _ => continue,
            };
            self.placements.undo(stood.id);
            lost.get_or_insert(RawFailure { advice: Some(WENT), item: None, ..failure });
        }
        lost.map_or(Ok(true), Err)
    }

    async fn fate_of(&mut self, stood: &Stood) -> Result<Fate, RawFailure> {
        let Stood { id, target, value, .. } = stood;
        let Ok(found) = self.document.find(target, Wanted::only(Want::Look), Duration::ZERO).await? else {
            return Ok(Fate::NotThere);
        };
        let placing = Placing { id: *id, element: found.el, target, value };
        Ok(read_back(self, &[placing], Purpose::Put).await.err().map_or(Fate::Held, Fate::Lost))
    }

    fn gone_with_its_page(&self, stood: &Stood) -> ActionError {
        let control = self.document.masked(&stood.target.describe());
        ActionError::Altered { control, kind: AlterationKind::Emptied, actual: String::new(), actual_length: 0 }
    }
}
