//! Groups of check boxes: exactly those that are chosen are switched on, the others off, and all are read back.

use super::click::click_at;
use super::context::ActionContext;
use super::list_option::find_option;
use crate::browser::ElementRef;
use crate::form::page::document::{CALL_BOUND, millis};
use crate::form::page::protocol::answer::Found;
use crate::form::page::protocol::request::{ForPage, ListKind, NextCheck, ReadChecks};
use crate::form::types::{Choice, ClickOptions, Disclosure, RawFailure, Target};

/// How often one box is clicked: one that the page puts back is not as it should be.
const MAX_CLICKS: usize = 2;

/// Switches on exactly these boxes.
pub(super) async fn choose_boxes(
    context: &mut ActionContext,
    target: &Target,
    group: &Found,
    choices: &[Choice],
    hidden: bool,
) -> Result<(), RawFailure> {
    let mut wanted = Vec::new();
    for choice in choices {
        wanted.push(find_option(context, group, ListKind::Checks, choice, false).await?.option);
    }
    switch(context, target, group, &wanted).await?;
    let ids: Vec<_> = choices.iter().map(|_| context.placements.next_id()).collect();
    let others = context.placements.next_id();
    let (el, target) = (&group.el, ForPage(target));
    let read = context.document.ask(ReadChecks { el, wanted: &wanted, ids: &ids, others, target, hidden }).await;
    let content = match read {
        // Nothing can be read back where a box sends one on, so nothing counts as placed.
        Err(failure) if failure.stale() && context.page_was_left().await? => return Ok(()),
        other => other?.content,
    };
    context.placements.undo_all(&content.replaced);
    if !content.equal {
        let disclosure = if hidden { Disclosure::Hidden } else { Disclosure::Open };
        let expected: Vec<_> = choices.iter().map(|choice| choice.value().text.reveal()).collect();
        return Err(context.document.altered(&content, &expected.join("\n"), disclosure).into());
    }
    for (id, choice) in ids.into_iter().zip(choices) {
        context.placements.place(id, choice.value().source.placed());
    }
    Ok(())
}

/// Clicks each box that is not as it should be, one after another: a page may switch some itself.
async fn switch(
    context: &mut ActionContext,
    target: &Target,
    group: &Found,
    wanted: &[ElementRef],
) -> Result<(), RawFailure> {
    let bound = millis(context.bound.min(CALL_BOUND));
    let mut clicked: Vec<ElementRef> = Vec::new();
    loop {
        let next = match context.document.try_ask(NextCheck { el: &group.el, wanted, bound }).await? {
            Ok(next) => next,
            Err(problem) => return Err(context.explain(problem, target)),
        };
        let (Some(el), Some(point)) = (next.el, next.point) else { return Ok(()) };
        if clicked.iter().filter(|other| **other == el).count() >= MAX_CLICKS {
            return Ok(());
        }
        context.submits.refuse(&next.submits)?;
        click_at(context, &el, &point, &ClickOptions::default()).await?;
        clicked.push(el);
    }
}
