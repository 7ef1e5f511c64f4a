//! Typing into a control that was found: by keys, or by a script where no key can, which shows in the trace.

use super::context::ActionContext;
use super::date_input;
use crate::browser::{ElementRef, Key};
use crate::form::page::keys;
use crate::form::page::protocol::answer::{FillFacts, Found};
use crate::form::page::protocol::request::{Insert, SetValue};
use crate::form::types::{ActionError, RawFailure, Typed};

/// Longest text for one control, in characters; beyond it a page is not a form.
const MAX_TYPED: usize = 100_000;
/// Longest text typed key by key. Longer ones are inserted as a paste would, and the trace says so: at 2 ms a key,
/// a letter of 4,000 characters took 9 s.
const MAX_KEYED: usize = 1_000;
/// Control+A, then no key held.
const SELECT_ALL: &str = "\u{E009}a\u{E000}";

/// Types into a control whose content is selected, or that is empty.
pub(super) async fn key_in(context: &mut ActionContext, control: &Found, value: &Typed) -> Result<(), RawFailure> {
    let text = value.text.reveal();
    let length = value.text.length();
    if length > MAX_TYPED {
        return Err(ActionError::Limit(format!(
            "a text of {length} characters is too long: a control takes at most {MAX_TYPED}"
        ))
        .into());
    }
    let facts = control.fill.ok_or(ActionError::BrowserLost)?;
    if !facts.lines && text.contains(['\n', '\r']) {
        let reason = "the value has several lines and the control takes one; replace the line breaks by a rule";
        return Err(ActionError::Malformed(reason.to_owned()).into());
    }
    if text.is_empty() {
        return if facts.had { empty(context, &control.el, facts).await } else { Ok(()) };
    }
    if facts.script {
        return set_by_script(context, &control.el, text).await;
    }
    if let Some(field) = facts.time {
        return context.document.send_keys(&control.el, &date_input::keys(field, text)?).await;
    }
    if length > MAX_KEYED || !text.chars().all(has_key) {
        context.recorder.falls_back_to_script();
        context.document.note_act();
        return context.document.ask(Insert { el: &control.el, text }).await.map(drop);
    }
    let all = select_all(facts.unselects && facts.had);
    context.document.send_keys(&control.el, &format!("{all}{text}")).await
}

/// The keys that select what a control holds, where what was selected is let go of.
pub(super) fn select_all(unselects: bool) -> &'static str {
    if unselects { SELECT_ALL } else { "" }
}

/// For what no key puts there. It shows in the trace.
pub(super) async fn set_by_script(
    context: &mut ActionContext,
    element: &ElementRef,
    text: &str,
) -> Result<(), RawFailure> {
    context.recorder.falls_back_to_script();
    context.document.note_act();
    context.document.ask(SetValue { el: element, text }).await.map(drop)
}

/// The key empties what is selected; of a native field of dates and times it would empty one part.
async fn empty(context: &mut ActionContext, element: &ElementRef, facts: FillFacts) -> Result<(), RawFailure> {
    if facts.time.is_some_and(|field| !field.text) {
        context.document.clear(element).await
    } else {
        let all = select_all(facts.unselects);
        context.document.send_keys(element, &format!("{all}{}", Key::Delete.code())).await
    }
}

/// Whether a driver types this character as itself. Tab leaves the control, U+E000 to U+F8FF are names of keys, and
/// chromedriver types only the Basic Multilingual Plane.
fn has_key(character: char) -> bool {
    let special = matches!(character, '\t' | '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}' | '\u{10000}'..);
    !special && !keys::is_code(character)
}
