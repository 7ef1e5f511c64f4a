//! Pressing keys and chords, in a control or in whatever has the focus.

use super::context::ActionContext;
use crate::form::page::keys;
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::protocol::request::{BeforeKeyPress, Want};
use crate::form::types::{ActionError, Finder, RawFailure, Target};

/// Presses a key or chord, unless that submits.
pub(crate) async fn press(context: &mut ActionContext, target: Option<&Target>, key: &str) -> Result<(), RawFailure> {
    let codes = keys::chord(key)?;
    if keys::leads_away(&codes) {
        let reason = "this key is the browser's own, for leaving the page: use `reload`, `back` or `open`";
        return Err(ActionError::Malformed(reason.to_owned()).into());
    }
    let alt = keys::with_alt(&codes);
    let submits = match target {
        Some(target) => {
            let activation = Activation::Plain;
            let wanted = Wanted { focus: true, alt, activation, ..Wanted::only(Want::Press) };
            context.find_ready(target, wanted).await?.submits
        }
        None => match context.document.try_ask(BeforeKeyPress { alt }).await? {
            Ok(answer) => {
                context.standing.click(context.document.frames(), context.document.number());
                answer.submits
            }
            Err(problem) => return Err(context.explain(problem, &Target::by(Finder::Css(":focus".to_owned())))),
        },
    };
    if keys::activates(&codes) || alt.is_some() {
        context.submits.refuse(&submits)?;
    }
    Ok(context.document.perform(keys::press(&codes)).await?)
}
