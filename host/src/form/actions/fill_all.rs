//! Several controls filled together: found in one trip, typed one by one, read back in one.

use super::context::ActionContext;
use super::fill::put;
use super::read_back::{Placing, Purpose, read_back, verify};
use super::typing::key_in;
use crate::form::drift::Use;
use crate::form::page::locate::Activation;
use crate::form::page::protocol::answer::Found;
use crate::form::page::protocol::request::{FindEach, ForPage, Select, Want};
use crate::form::types::{ActionError, Disclosure, FillItem, RawFailure};

/// Controls of one `fill-all`.
const MAX_FILL_ITEMS: usize = 100;

/// Fills several controls; stops at the first failure.
pub(crate) async fn fill_all(context: &mut ActionContext, items: &[FillItem]) -> Result<(), RawFailure> {
    if items.len() > MAX_FILL_ITEMS {
        return Err(ActionError::Limit(format!("`fill-all` takes at most {MAX_FILL_ITEMS} controls")).into());
    }
    items.iter().for_each(|item| context.learn(&item.value));
    let mut first = 0;
    // Controls of the same frame go together.
    for together in items.chunk_by(|one, next| one.target.frames == next.target.frames) {
        fill_together(context, together, first).await?;
        first += together.len();
    }
    Ok(())
}

/// Controls of one frame; the first of them has this number among all.
async fn fill_together(context: &mut ActionContext, items: &[FillItem], first: usize) -> Result<(), RawFailure> {
    let numbered = |failure: RawFailure, at: usize| RawFailure { item: u32::try_from(first + at).ok(), ..failure };
    let found = find_each(context, items).await.map_err(|failure| numbered(failure, 0))?;
    let mut typed = Vec::new();
    for (at, (item, control)) in items.iter().zip(found).enumerate().filter(|(_, (item, _))| !item.look_only) {
        let keyed = match control.filter(|control| control.fill.is_some_and(|facts| facts.time.is_none())) {
            Some(control) => replace(context, &control, item).await.map(|()| Some(control.el)),
            None => put(context, &item.target, &item.value).await.map(|()| None),
        };
        match keyed {
            Ok(Some(element)) => {
                let id = context.placements.next_id();
                typed.push((at, Placing { id, element, target: &item.target, value: &item.value }));
            }
            Ok(None) => {}
            // What came before it may have changed the page: found anew, it is typed anew.
            Err(failure) if failure.stale() => {
                put(context, &item.target, &item.value).await.map_err(|failure| numbered(failure, at))?;
            }
            Err(failure) => return Err(numbered(failure, at)),
        }
    }
    let (mut numbers, mut placings): (Vec<usize>, Vec<Placing<'_>>) = typed.into_iter().unzip();
    while !placings.is_empty() {
        let Err(failure) = read_back(context, &placings, Purpose::Put).await else { break };
        if failure.stale() {
            // A control that was left had the page loaded again, under the typing.
            for at in numbers {
                put_unless_held(context, &items[at]).await.map_err(|failure| numbered(failure, at))?;
            }
            break;
        }
        let nth = failure.item.map_or(0, |nth| nth as usize).min(placings.len() - 1);
        let at = numbers[nth];
        if !matches!(failure.error, ActionError::Altered { .. }) {
            return Err(numbered(failure, at));
        }
        // A mask may have put its own text there at the focus: alone, it is typed over whatever there is.
        put(context, &items[at].target, &items[at].value).await.map_err(|failure| numbered(failure, at))?;
        placings.drain(..=nth);
        numbers.drain(..=nth);
    }
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.look_only) {
        verify(context, &item.target, &item.value, Purpose::Look).await.map_err(|failure| numbered(failure, at))?;
    }
    Ok(())
}

/// What a page that was loaded again still holds is not typed again: that would be another change.
async fn put_unless_held(context: &mut ActionContext, item: &FillItem) -> Result<(), RawFailure> {
    match verify(context, &item.target, &item.value, Purpose::Put).await {
        Err(failure) if failure.altered() => put(context, &item.target, &item.value).await,
        other => other,
    }
}

/// The controls as they are now; none for what is not ready, which is waited for when its turn comes.
async fn find_each(context: &mut ActionContext, items: &[FillItem]) -> Result<Vec<Option<Found>>, RawFailure> {
    let end = context.end();
    context.document.enter(&items[0].target.frames, end).await?;
    let hidden = |item: &FillItem| !item.look_only && item.value.source.disclosure() == Disclosure::Hidden;
    let request = || FindEach {
        targets: items.iter().map(|item| ForPage(&item.target)).collect(),
        want: Want::Fill,
        hidden: items.iter().map(hidden).collect(),
    };
    let answer = loop {
        let answer = context.document.ask(request()).await?;
        if !context.looked_too_early(Activation::None).await && !context.look_for_departed().await? {
            break answer;
        }
    };
    if answer.items.len() != items.len() {
        return Err(ActionError::BrowserLost.into());
    }
    let found: Vec<Option<Found>> = answer.items.into_iter().map(|item| item.0.ok()).collect();
    for (item, found) in items.iter().zip(&found).filter(|(item, _)| !item.look_only) {
        if let Some(control) = found {
            context.drift.note_used(&control.used, Use::Used, &item.target);
        }
    }
    Ok(found)
}

/// Types into a control that was found together with others. What it holds is selected first; an empty one needs no trip.
async fn replace(context: &mut ActionContext, control: &Found, item: &FillItem) -> Result<(), RawFailure> {
    context.refuse_replacing(control, &item.target, [&item.value])?;
    if control.fill.is_some_and(|facts| facts.had) {
        context.document.ask(Select { el: &control.el }).await?;
    }
    key_in(context, control, &item.value).await
}
