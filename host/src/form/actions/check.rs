//! Check boxes, radio buttons and switches: clicked where they are not as wanted, and read back.

use super::click::{Aims, click_at};
use super::context::ActionContext;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::request::{ForPage, ReadSwitch, Want};
use crate::form::record::Given;
use crate::form::types::{ActionError, ClickOptions, Disclosure, RawFailure, Readiness, Source, Target};

/// How often a box whose page re-rendered under the click is looked for again.
const STALE_RETRIES: u32 = 3;

/// Sets a box, and reads it back. `source` says whose answer it is.
pub(crate) async fn check(
    context: &mut ActionContext,
    target: &Target,
    on: bool,
    source: &Source,
) -> Result<(), RawFailure> {
    let (mut tries, mut aims) = (0, Aims::default());
    while tries < STALE_RETRIES {
        let found = context.find_ready(target, Wanted::only(Want::Check)).await?;
        let facts = found.check.ok_or(ActionError::BrowserLost)?;
        // Also where it is off: whether this one is on may be what the plugin may not read.
        if !on && facts.radio {
            let reason = "a radio button is not switched off by itself: check another one of its group";
            return Err(ActionError::Malformed(reason.to_owned()).into());
        }
        if facts.on != on {
            context.submits.refuse(&found.submits)?;
            click_at(context, &found.el, found.point()?, &ClickOptions::default()).await?;
        }
        let id = context.placements.next_id();
        let request = ReadSwitch { el: &found.el, on, id, target: ForPage(target) };
        let content = match context.document.ask(request).await {
            Ok(answer) => answer.content,
            Err(failure) if failure.stale() && context.page_was_left().await? => {
                context.standing.led_on();
                return Ok(());
            }
            Err(failure) if failure.stale() => {
                tries += 1;
                continue;
            }
            Err(failure) => {
                let failed = Err(failure);
                if !aims.anew_after(&failed).await {
                    return failed;
                }
                continue;
            }
        };
        context.placements.undo_all(&content.replaced);
        if !content.equal {
            let expected = if on { "true" } else { "false" };
            return Err(context.document.altered(&content, expected, Disclosure::Open).into());
        }
        context.placements.place(id, source.placed());
        context.stand(id, target, Given::Switch(on));
        context.standing.may_lead_on();
        return Ok(());
    }
    Err(ActionError::NotReady {
        wanted: context.document.masked(&target.describe()),
        missing: Readiness::Attached,
        covered_by: None,
    }
    .into())
}
