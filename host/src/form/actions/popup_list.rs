//! Lists that a click opens, and those that one types into: opened, searched, picked from, and left.

use std::time::Duration;

use super::click::click_at;
use super::context::ActionContext;
use super::list_option::{click_option, find_option, not_offered, try_option};
use super::read_back::close_popup;
use super::typing::select_all;
use crate::browser::{ElementRef, Key};
use crate::form::page::document::CALL_BOUND;
use crate::form::page::keys;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::Problem;
use crate::form::page::protocol::answer::{Found, Offered, ToType};
use crate::form::page::protocol::request::{ForPage, LeaveList, ListKind, SearchText, Select, Want};
use crate::form::types::{ActionError, Choice, ClickOptions, RawFailure, Target};

/// How long a list that stayed open may take to offer the next choice.
const STILL_OPEN: Duration = Duration::from_millis(400);
/// How long a list that closes after each choice still shows its options.
const CLOSING: Duration = Duration::from_millis(250);

/// What the list has for a choice, or the field that it is searched by.
enum Step {
    Offered(Offered),
    Search(ElementRef),
}

/// Picks from a list that a click opens. `further` where one was picked before: a list that takes several
/// mostly stays open.
pub(super) async fn pick_from_popup(
    context: &mut ActionContext,
    target: &Target,
    list: &Found,
    mut open: bool,
    choice: &Choice,
    further: bool,
) -> Result<Offered, RawFailure> {
    let mut step = None;
    let mut now = None;
    if further {
        tokio::time::sleep(CLOSING).await;
    }
    if further || open {
        step = step_of(context, list, choice, true, STILL_OPEN).await.ok();
        if step.is_none() {
            // It was only just closing, or has more to show.
            let found = context.find_ready(target, Wanted::only(Want::List)).await?;
            open = found.list.as_ref().is_some_and(|facts| facts.open);
            now = Some(found);
        }
    }
    let list = now.as_ref().unwrap_or(list);
    let step = match step {
        Some(step) => step,
        None => {
            if !open {
                context.submits.refuse(&list.submits)?;
                click_at(context, &list.el, list.point()?, &ClickOptions::default()).await?;
            }
            let bound = context.bound.min(CALL_BOUND);
            step_of(context, list, choice, false, bound).await?
        }
    };
    let offered = match step {
        Step::Offered(offered) => offered,
        Step::Search(field) => {
            type_into_list(context, list, &field, choice).await?;
            find_option(context, list, ListKind::Popup, choice, true).await?
        }
    };
    click_option(context, &offered).await?;
    Ok(offered)
}

async fn step_of(
    context: &mut ActionContext,
    list: &Found,
    choice: &Choice,
    searched: bool,
    bound: Duration,
) -> Result<Step, RawFailure> {
    match try_option(context, list, ListKind::Popup, choice, searched, bound).await? {
        Ok(offered) => Ok(Step::Offered(offered)),
        Err(Problem::Search { entry }) => Ok(Step::Search(entry)),
        Err(problem) => Err(not_offered(context, &problem, choice)),
    }
}

/// Types into the list's own field and picks what it offers then.
pub(super) async fn pick_typed(
    context: &mut ActionContext,
    list: &Found,
    entry: Option<&ElementRef>,
    choice: &Choice,
) -> Result<Offered, RawFailure> {
    type_into_list(context, list, entry.ok_or(ActionError::BrowserLost)?, choice).await?;
    let offered = find_option(context, list, ListKind::Typeahead, choice, true).await?;
    if offered.point.is_some() {
        click_option(context, &offered).await?;
    }
    Ok(offered)
}

async fn type_into_list(
    context: &mut ActionContext,
    list: &Found,
    entry: &ElementRef,
    choice: &Choice,
) -> Result<(), RawFailure> {
    let request = SearchText { el: entry, native: list.native.as_ref(), choice: ForPage(choice) };
    let ToType { text, unselects } = context.document.ask(request).await?;
    let down = Key::Down.code().to_string();
    if text != down && text.contains(|c: char| c.is_control() || keys::is_code(c)) {
        let reason = "a choice that is typed to find it holds a character that is a key of its own, as Enter is";
        return Err(ActionError::Malformed(reason.to_owned()).into());
    }
    context.document.send_keys(entry, &format!("{}{text}", select_all(unselects))).await
}

/// Leaves a list from which a choice failed, as a person would: without what was typed into it, and closed. `picked` where an option
/// was clicked.
pub(super) async fn leave_list(
    context: &mut ActionContext,
    list: &Found,
    kind: ListKind,
    picked: bool,
) -> Result<(), RawFailure> {
    let request = || LeaveList { el: &list.el, kind, picked };
    let mut left = context.document.ask(request()).await?;
    if let Some(field) = &left.typed {
        context.document.ask(Select { el: field }).await?;
        context.document.send_keys(field, &Key::Delete.code().to_string()).await?;
        left = context.document.ask(request()).await?;
    }
    if left.open && left.escape {
        context.document.perform(keys::press(&[Key::Escape.code()])).await?;
        left = context.document.ask(request()).await?;
    }
    match &left.toggle {
        Some(point) => {
            context.submits.refuse(&list.submits)?;
            click_at(context, &list.el, point, &ClickOptions::default()).await
        }
        None if left.open => close_popup(context, &list.el).await,
        None => Ok(()),
    }
}
