//! Choosing from lists: native ones by the driver's click on the option, radio groups, check boxes and ARIA lists by clicking what
//! shows, typeaheads by typing and picking. Always read back.

use std::time::Duration;

use super::check_group::choose_boxes;
use super::click::Aims;
use super::context::ActionContext;
use super::list_option::{click_option, find_option, not_offered, numbered};
use super::popup_list::{leave_list, pick_from_popup, pick_typed};
use super::read_back::close_popup;
use crate::browser::{ElementRef, Key};
use crate::form::page::keys;
use crate::form::page::locate::Wanted;
use crate::form::page::protocol::answer::{Found, ListFacts, Offered};
use crate::form::page::protocol::request::{ForPage, ListKind, PickedChoice, ReadChoice, Want};
use crate::form::page::protocol::{Problem, Reply};
use crate::form::record::Given;
use crate::form::types::{ActionError, Choice, Disclosure, RawFailure, Target, Typed};
use crate::submission::Personal;

/// Choices in one list.
const MAX_CHOICES: usize = 100;
/// How often a list that re-renders under a choice is looked for again.
const STALE_RETRIES: u32 = 3;

/// An option that was picked.
struct Picked {
    /// What it says.
    text: String,
    /// What the form sends for it, where that is known.
    code: Option<String>,
}

/// Chooses in a native list, a radio group, a group of check boxes, an ARIA listbox or combobox, or a typeahead, and reads back.
pub(crate) async fn choose(context: &mut ActionContext, target: &Target, choices: &[Choice]) -> Result<(), RawFailure> {
    if choices.len() > MAX_CHOICES {
        return Err(ActionError::Limit(format!("`choose` takes at most {MAX_CHOICES} choices")).into());
    }
    choices.iter().flat_map(Choice::values).for_each(|value| context.learn(value));
    let (mut tries, mut missed, mut aims) = (0, false, Aims::default());
    loop {
        match choose_once(context, target, choices).await {
            Err(failure) if failure.stale() && tries < STALE_RETRIES => tries += 1,
            // A click gets lost where the list is drawn anew under it: a person sees it and clicks again. Of several choices, a
            // second click might take back the first.
            Err(failure) if failure.altered() && choices.len() == 1 && !missed => missed = true,
            other => {
                if choices.len() != 1 || !aims.anew_after(&other).await {
                    return other;
                }
            }
        }
    }
}

async fn choose_once(context: &mut ActionContext, target: &Target, choices: &[Choice]) -> Result<(), RawFailure> {
    let hidden = choices.iter().flat_map(Choice::values).any(|value| value.source.disclosure() == Disclosure::Hidden);
    let wanted = Wanted { choice: choices.first(), hidden, ..Wanted::only(Want::List) };
    let mut list = context.find_ready(target, wanted).await?;
    context.refuse_replacing(&list, target, choices.iter().map(Choice::value))?;
    let facts = list.list.take().ok_or(ActionError::BrowserLost)?;
    let Some(kind) = facts.kind else {
        let reason = format!("{} is no list that this host knows how to work", target.describe());
        return Err(ActionError::Malformed(context.document.masked(&reason)).into());
    };
    if kind == ListKind::Checks {
        return choose_boxes(context, target, &list, choices, hidden).await;
    }
    let several = !matches!(kind, ListKind::Native | ListKind::Radios);
    if choices.is_empty() && kind != ListKind::NativeMany || choices.len() > 1 && !several {
        return Err(ActionError::Malformed("this list takes exactly one choice".to_owned()).into());
    }
    let chosen = choose_options(context, target, &mut list, kind, facts, choices, hidden).await;
    // Of the others nothing was opened, and nothing typed into them.
    if let Err(failure) = &chosen
        && matches!(kind, ListKind::Typeahead | ListKind::Popup)
        && is_left_open(&failure.error)
        && let Err(failure) = leave_list(context, &list, kind, failure.altered()).await
    {
        tracing::debug!(error = failure.error.name(), "a list could not be left");
    }
    chosen
}

/// Whether a choice that fails so leaves behind what was typed or opened for it.
fn is_left_open(error: &ActionError) -> bool {
    matches!(
        error,
        ActionError::NoSuchOption(_)
            | ActionError::ManyMatches(_)
            | ActionError::NotReady { .. }
            | ActionError::Altered { .. }
            | ActionError::Submits { .. }
    )
}

/// Picks each option, and reads back.
async fn choose_options(
    context: &mut ActionContext,
    target: &Target,
    list: &mut Found,
    kind: ListKind,
    facts: ListFacts,
    choices: &[Choice],
    hidden: bool,
) -> Result<(), RawFailure> {
    let mut found_with_list = list.option.take();
    // What a native list holds and is not wanted.
    let mut others = facts.chosen;
    let mut picked: Vec<Picked> = Vec::new();
    for choice in choices {
        let offered = match kind {
            ListKind::Typeahead => pick_typed(context, list, facts.entry.as_ref(), choice).await,
            ListKind::Popup => pick_from_popup(context, target, list, facts.open, choice, !picked.is_empty()).await,
            _ => pick(context, list, kind, choice, found_with_list.take(), &mut others).await,
        };
        let offered = offered.map_err(|failure| numbered(failure, picked.len(), choices))?;
        picked.push(Picked { text: offered.text, code: offered.code });
    }
    for option in others {
        context.document.click(&option).await?;
    }
    for (choice, picked) in choices.iter().zip(&picked) {
        // The option's text says the same in other words: `April` for `04`.
        let holds = Some(Personal::new(picked.text.as_str()));
        context.learn(&Typed { holds, ..choice.value().clone() });
    }
    read_choice(context, target, list, kind, choices, &picked, hidden).await
}

/// Compares what the list shows now with what was picked.
async fn read_choice(
    context: &mut ActionContext,
    target: &Target,
    list: &Found,
    kind: ListKind,
    choices: &[Choice],
    picked: &[Picked],
    hidden: bool,
) -> Result<(), RawFailure> {
    let id = context.placements.next_id();
    let request = || ReadChoice {
        el: &list.el,
        native: list.native.as_ref(),
        kind,
        choices: choices
            .iter()
            .zip(picked)
            .map(|(choice, Picked { text, code })| PickedChoice {
                choice: ForPage(choice),
                shown: text,
                code: code.as_deref(),
            })
            .collect(),
        id,
        target: ForPage(target),
        leave: true,
        hidden,
    };
    let mut answer = match context.document.ask(request()).await {
        // Lists that send one on are left with their page. Nothing can be read back, so nothing counts as placed.
        Err(failure) if failure.stale() && context.page_was_left().await? => {
            context.standing.led_on();
            return Ok(());
        }
        other => other?,
    };
    if let Some(field) = &answer.popup {
        close_popup(context, field).await?;
    }
    context.placements.undo_all(&answer.content.replaced);
    if answer.open {
        context.document.perform(keys::press(&[Key::Escape.code()])).await?;
        answer = context.document.ask(request()).await?;
        context.placements.undo_all(&answer.content.replaced);
    }
    if !answer.content.equal {
        let disclosure = if hidden { Disclosure::Hidden } else { Disclosure::Open };
        let expected: Vec<_> = picked.iter().map(|picked| picked.text.as_str()).collect();
        return Err(context.document.altered(&answer.content, &expected.join("\n"), disclosure).into());
    }
    for choice in choices {
        context.placements.place(id, choice.value().source.placed());
    }
    let texts = picked.iter().map(|picked| Personal::new(picked.text.as_str())).collect();
    context.stand(id, target, Given::Options(texts));
    context.standing.may_lead_on();
    Ok(())
}

/// A native list, a radio group or a listbox that stands open. `found` where the option was found together with the list;
/// `others` holds what is chosen and not wanted.
async fn pick(
    context: &mut ActionContext,
    list: &Found,
    kind: ListKind,
    choice: &Choice,
    found: Option<Reply<Offered>>,
    others: &mut Vec<ElementRef>,
) -> Result<Offered, RawFailure> {
    let offered = match found {
        Some(Reply(Ok(offered))) => offered,
        None | Some(Reply(Err(Problem::Scrolling { .. }))) => find_option(context, list, kind, choice, false).await?,
        // The page stood still, and an answer is on its way to it.
        Some(Reply(Err(problem)))
            if problem.may_pass() && context.document.session().requests_under_way(Duration::MAX) > 0 =>
        {
            find_option(context, list, kind, choice, false).await?
        }
        Some(Reply(Err(problem))) => return Err(not_offered(context, &problem, choice)),
    };
    others.retain(|other| *other != offered.option);
    if !offered.chosen {
        click_option(context, &offered).await?;
    }
    Ok(offered)
}
