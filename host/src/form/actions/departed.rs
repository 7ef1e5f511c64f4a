//! Documents that go by themselves after something was put into them: a click that leads on late, a control that has the page
//! loaded again. What the page that came does not hold is placed no more, and told once.

use std::time::Duration;

use super::context::ActionContext;
use super::read_back::{Placing, Purpose, read_back};
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::answer::Seen;
use crate::form::page::protocol::request::{ListsFiles, LookFor, Want};
use crate::form::record::{Given, Stood};
use crate::form::types::{ActionError, AlterationKind, RawFailure, Target};
use crate::submission::Personal;

/// What to try where a page went under what was typed.
const WENT: &str = "It held it when it was filled; its page went or was loaded again since, by a click that led on late or by a \
    control that posts back: `wait` for what that brings before filling on.";

/// What became of something whose document went.
enum Fate {
    /// The page that came holds it.
    Held,
    /// That page has a control for it, which holds something else.
    Lost(RawFailure),
    /// That page has no such control.
    NotThere,
}

impl ActionContext {
    /// Looks whether another document came by itself since something was put in, and whether it holds that. True where one came.
    pub(super) async fn look_for_departed(&mut self) -> Result<bool, RawFailure> {
        let departed = self.standing.take_departed(self.document.frames(), self.document.number());
        if departed.is_empty() {
            return Ok(false);
        }
        let loaded_again = self.document.was_loaded_again();
        let mut drawn_anew = false;
        let mut fates = Vec::new();
        for stood in departed {
            let fate = self.fate_of(&stood).await?;
            // A page that has some of what was typed is the one that it was typed into. Options and boxes may stand so in another, too.
            drawn_anew |= matches!((&fate, &stood.given), (Fate::Held, Given::Text(_)));
            fates.push((stood, fate));
        }
        let mut lost = None;
        for (stood, fate) in fates {
            let failure = match fate {
                // Pages of one address and title may be steps, where something led on.
                Fate::Lost(failure) if stood.after_click || drawn_anew || loaded_again && !stood.may_be_sent => failure,
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
        let Stood { id, target, given, .. } = stood;
        let holds = match given {
            Given::Text(value) => {
                let Ok(found) = self.document.find(target, Wanted::only(Want::FillLook), Duration::ZERO).await? else {
                    return Ok(Fate::NotThere);
                };
                let placing = Placing { id: *id, element: found.el, target, value };
                return Ok(read_back(self, &[placing], Purpose::Put).await.err().map_or(Fate::Held, Fate::Lost));
            }
            Given::Options(texts) => {
                self.seen_again(target, Want::ListLook, LookFor::Options).await?.and_then(|seen| {
                    // Of a list that opens only a click would tell.
                    let options = seen.options.filter(|options| !options.is_empty())?;
                    let chosen = |text: &Personal| {
                        options.iter().any(|one| one.chosen && one.text.trim() == text.reveal().trim())
                    };
                    Some(texts.iter().all(chosen))
                })
            }
            Given::Switch(on) => {
                let seen = self.seen_again(target, Want::Look, LookFor::State).await?;
                seen.and_then(|seen| seen.state).map(|state| state.checked == *on)
            }
            // No page holds files of another; but it may list them.
            Given::Files(names) => {
                let listed = self.document.ask(ListsFiles { names }).await?.listed;
                (listed.len() == names.len()).then_some(true)
            }
        };
        if holds == Some(true) {
            self.stand(*id, target, given.clone());
        }
        Ok(match holds {
            Some(true) => Fate::Held,
            Some(false) => Fate::Lost(self.gone_with_its_page(stood).into()),
            None => Fate::NotThere,
        })
    }

    /// The control as the page that came has it; nothing where it has none.
    async fn seen_again(&mut self, target: &Target, want: Want, what: LookFor) -> Result<Option<Seen>, RawFailure> {
        match self.document.look(target, want, what, "", Duration::ZERO).await {
            Ok(seen) => Ok(Some(seen)),
            Err(failure) => match failure.error {
                ActionError::NoMatch(_) | ActionError::ManyMatches(_) | ActionError::NotReady { .. } => Ok(None),
                _ => Err(failure),
            },
        }
    }

    fn gone_with_its_page(&self, stood: &Stood) -> ActionError {
        let control = self.document.masked(&stood.target.describe());
        ActionError::Altered { control, kind: AlterationKind::Emptied, actual: String::new(), actual_length: 0 }
    }
}
