//! Typing: found and checked in one trip, typed in one, read back in one.

use super::context::ActionContext;
use super::read_back::{Placing, Purpose, read_back, verify};
use super::typing::{key_in, set_by_script};
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::request::Want;
use crate::form::types::{ActionError, Disclosure, FillItem, RawFailure, Target, Typed};

/// How often a control that goes away between finding and typing is looked for again.
const STALE_RETRIES: u32 = 3;

/// Empties the control, types the value, leaves the control, and reads back what it holds.
pub(crate) async fn fill(context: &mut ActionContext, item: &FillItem) -> Result<(), RawFailure> {
    if item.look_only {
        verify(context, &item.target, &item.value, Purpose::Look).await
    } else {
        put(context, &item.target, &item.value).await
    }
}

/// Puts a text into the control.
pub(crate) async fn put(context: &mut ActionContext, target: &Target, value: &Typed) -> Result<(), RawFailure> {
    context.learn(value);
    let mut tries = 0;
    let mut added = false;
    loop {
        match put_once(context, target, value).await {
            // One that went away, or takes no input any more, is looked at again: it says itself what it lacks.
            Err(failure) if (failure.stale() || failure.out_of_reach()) && tries < STALE_RETRIES => tries += 1,
            // A widget that was just closing took the focus, and the selection with it: what was typed was added.
            Err(RawFailure { error: ActionError::Altered { actual_length, .. }, .. })
                if !added && value.holds.is_none() && actual_length as usize > value.text.length() =>
            {
                added = true;
            }
            other => return other,
        }
    }
}

async fn put_once(context: &mut ActionContext, target: &Target, value: &Typed) -> Result<(), RawFailure> {
    let hidden = value.source.disclosure() == Disclosure::Hidden;
    let control = context.find_ready(target, Wanted { select: true, hidden, ..Wanted::only(Want::Fill) }).await?;
    context.refuse_replacing(&control, target, [value])?;
    key_in(context, &control, value).await?;
    let mut placing = Placing { id: context.placements.next_id(), element: control.el, target, value };
    let read = read_back(context, std::slice::from_ref(&placing), Purpose::Put).await;
    match read {
        // A native field is typed in the order of the browser's language, which may be another one than English.
        Err(RawFailure { error: ActionError::Altered { .. }, .. })
            if control.fill.is_some_and(|facts| facts.time.is_some()) =>
        {
            set_by_script(context, &placing.element, value.text.reveal()).await?;
            placing.id = context.placements.next_id();
            read_back(context, &[placing], Purpose::Put).await
        }
        other => other,
    }
}
