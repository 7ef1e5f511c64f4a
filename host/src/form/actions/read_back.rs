//! Reading back what controls hold after something was put into them. Only what is read back counts as placed.

use super::context::ActionContext;
use crate::browser::{ElementRef, Key};
use crate::form::page::keys;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::request::{ForPage, ReadBack, ReadBackItem, Want};
use crate::form::record::{Given, PlacingId};
use crate::form::types::{ActionError, AlterationKind, Disclosure, RawFailure, Target, Typed};

/// Whether an action put a value into a control, or only looks for it there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Put,
    Look,
}

/// A control that something was put into.
pub(super) struct Placing<'a> {
    pub(super) id: PlacingId,
    pub(super) element: ElementRef,
    pub(super) target: &'a Target,
    pub(super) value: &'a Typed,
}

/// Leaves the controls and compares what they hold. What differs is an error that says which one, and never counts.
pub(super) async fn read_back(
    context: &mut ActionContext,
    placings: &[Placing<'_>],
    purpose: Purpose,
) -> Result<(), RawFailure> {
    if placings.is_empty() {
        return Ok(());
    }
    let request = || ReadBack { items: placings.iter().map(|placing| item(placing, purpose)).collect(), leave: true };
    let mut answer = context.document.ask(request()).await?;
    if answer.results.iter().any(|result| result.popup.is_some()) {
        for result in &answer.results {
            context.placements.undo_all(&result.content.replaced);
        }
        for field in answer.results.iter().filter_map(|result| result.popup.as_ref()) {
            close_popup(context, field).await?;
        }
        answer = context.document.ask(request()).await?;
        // Tab may have gone on to a control that opens the like: nothing is in there yet that Escape would take back.
        if answer.over || answer.results.iter().any(|result| result.popup.is_some()) {
            context.document.perform(keys::press(&[Key::Escape.code()])).await?;
        }
    }
    for (at, placing) in placings.iter().enumerate() {
        // The first that differs ends the list.
        let content = &answer.results.get(at).ok_or(ActionError::BrowserLost)?.content;
        context.placements.undo_all(&content.replaced);
        if !content.equal {
            let value = placing.value;
            let error = context.document.altered(content, value.text.reveal(), value.source.disclosure());
            return Err(RawFailure { item: u32::try_from(at).ok(), ..error.into() });
        }
        context.placements.place(placing.id, placing.value.source.placed());
        context.stand(placing.id, placing.target, Given::Text(placing.value.clone()));
    }
    Ok(())
}

fn item<'r>(placing: &'r Placing<'_>, purpose: Purpose) -> ReadBackItem<'r> {
    ReadBackItem {
        id: placing.id,
        el: &placing.element,
        target: ForPage(placing.target),
        expect: placing.value.accepted(),
        hidden: placing.value.source.disclosure() == Disclosure::Hidden,
        put: purpose == Purpose::Put,
    }
}

/// Whether a control holds a value, however it came there; the value then counts as placed.
/// [`Purpose::Put`] where a widget of the page's was worked for it.
pub(super) async fn verify(
    context: &mut ActionContext,
    target: &Target,
    value: &Typed,
    purpose: Purpose,
) -> Result<(), RawFailure> {
    context.learn(value);
    let control = context.find_ready(target, Wanted::only(Want::Look)).await?;
    let id = context.placements.next_id();
    let mut done = read_back(context, &[Placing { id, element: control.el, target, value }], purpose).await;
    // What stands there is somebody else's text: how it begins would say how the value does.
    if let (Err(RawFailure { error: ActionError::Altered { kind, .. }, .. }), Disclosure::Hidden) =
        (&mut done, value.source.disclosure())
    {
        *kind = AlterationKind::Different;
    }
    done
}

/// A list or calendar that a control opened, and that stayed open when it was left, lies over what comes next. A person
/// goes on with Tab.
pub(super) async fn close_popup(context: &mut ActionContext, field: &ElementRef) -> Result<(), RawFailure> {
    match context.document.send_keys(field, &Key::Tab.code().to_string()).await {
        Err(failure) if !failure.stale() => Err(failure),
        _ => Ok(()),
    }
}
