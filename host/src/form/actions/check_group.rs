//! Groups of check boxes: exactly those that are chosen are switched on, the others off, and all are read back.

use super::click::click_at;
use super::context::ActionContext;
use super::list_option::{find_option, numbered};
use crate::browser::ElementRef;
use crate::form::page::document::{CALL_BOUND, millis};
use crate::form::page::protocol::answer::Found;
use crate::form::page::protocol::request::{ForPage, ListKind, NextCheck, ReadChecks};
use crate::form::record::Given;
use crate::form::types::{Choice, ClickOptions, Disclosure, RawFailure, Target};
use crate::submission::Personal;

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
    let (mut wanted, mut texts) = (Vec::new(), Vec::new());
    for choice in choices {
        let found = find_option(context, group, ListKind::Checks, choice, false).await;
        let found = found.map_err(|failure| numbered(failure, wanted.len(), choices))?;
        wanted.push(found.option);
        texts.push(Personal::new(found.text));
    }
    switch(context, target, group, &wanted).await?;
    let ids: Vec<_> = choices.iter().map(|_| context.placements.next_id()).collect();
    let others = context.placements.next_id();
    let request = ReadChecks { el: &group.el, wanted: &wanted, ids: &ids, others, target: ForPage(target), hidden };
    let content = match context.document.ask(request).await {
        // Nothing can be read back where a box sends one on, so nothing counts as placed.
        Err(failure) if failure.stale() && context.page_was_left().await? => {
            context.standing.led_on();
            return Ok(());
        }
        other => other?.content,
    };
    context.placements.undo_all(&content.replaced);
    if !content.equal {
        let disclosure = if hidden { Disclosure::Hidden } else { Disclosure::Open };
        let expected: Vec<_> = choices.iter().map(|choice| choice.value().text.reveal()).collect();
        return Err(context.document.altered(&content, &expected.join("\n"), disclosure).into());
    }
    for ((id, choice), text) in ids.into_iter().zip(choices).zip(texts) {
        context.placements.place(id, choice.value().source.placed());
        context.stand(id, target, Given::Options(vec![text]));
    }
    context.standing.may_lead_on();
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
        let next = match context.document.try_ask(NextCheck { el: &group.el, wanted, bound }).await {
            Ok(Ok(next)) => next,
            Ok(Err(problem)) => return Err(context.explain(problem, target)),
            // What is not yet as it should be is clicked again.
            Err(failure) if failure.astray() => continue,
            Err(failure) => return Err(failure),
        };
        let (Some(el), Some(point)) = (next.el, next.point) else { return Ok(()) };
        // A page that draws its boxes anew at each click has other elements each time.
        let in_vain = clicked.len() >= MAX_CLICKS * next.boxes;
        if in_vain || clicked.iter().filter(|other| **other == el).count() >= MAX_CLICKS {
            return Ok(());
        }
        context.submits.refuse(&next.submits)?;
        click_at(context, &el, &point, &ClickOptions::default()).await?;
        clicked.push(el);
    }
}
