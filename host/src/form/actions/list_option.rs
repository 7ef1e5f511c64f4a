//! An option of a list: waited for, clicked, and why it is not there.

use std::time::{Duration, Instant};

use super::click::click_at;
use super::context::ActionContext;
use crate::browser::BrowserError;
use crate::form::page::document::{CALL_BOUND, millis};
use crate::form::page::protocol::Problem;
use crate::form::page::protocol::answer::{Found, Offered};
use crate::form::page::protocol::request::{FindOption, ForPage, ListKind};
use crate::form::types::suggest::nearest_first;
use crate::form::types::{ActionError, Choice, ClickOptions, Mismatch, RawFailure};

/// How long a list is scrolled through for one choice.
const SCROLL_BOUND: Duration = Duration::from_secs(60);
/// Options that a message lists of those that are offered.
const MAX_OFFERED: usize = 100;
/// What to try where several options are what a choice says.
const SEVERAL: &str = "Choose by the option's code, or say which by `nth`.";

/// Waits until the list offers the choice. `searched` where it was typed already.
pub(super) async fn find_option(
    context: &mut ActionContext,
    list: &Found,
    kind: ListKind,
    choice: &Choice,
    searched: bool,
) -> Result<Offered, RawFailure> {
    let bound = context.bound.min(CALL_BOUND);
    match try_option(context, list, kind, choice, searched, bound).await? {
        Ok(offered) => Ok(offered),
        Err(problem) => Err(not_offered(context, &problem, choice)),
    }
}

/// Asks for the option, on and on while the list brings more as it is scrolled.
pub(super) async fn try_option(
    context: &mut ActionContext,
    list: &Found,
    kind: ListKind,
    choice: &Choice,
    searched: bool,
    bound: Duration,
) -> Result<Result<Offered, Problem>, RawFailure> {
    let (el, native) = (&list.el, list.native.as_ref());
    let begun = Instant::now();
    let (mut end, scrolled) = (begun + bound, begun + SCROLL_BOUND);
    loop {
        let left = millis(end.saturating_duration_since(Instant::now()));
        let asked = FindOption { el, native, kind, bound: left, choice: ForPage(choice), searched };
        match context.document.try_ask(asked).await? {
            Err(Problem::Scrolling { .. }) if Instant::now() < scrolled => end = Instant::now() + bound,
            Err(problem) if problem.may_pass() && !context.document.waits_in_vain(begun, end) => {}
            answer => return Ok(answer),
        }
    }
}

/// Why a list does not offer a choice.
pub(super) fn not_offered(context: &ActionContext, problem: &Problem, choice: &Choice) -> RawFailure {
    let value = choice.value();
    // An application's choice is not repeated to the plugin where it is a value that is not its own.
    let wanted = if value.source.is_own() {
        format!("“{}”", value.text.reveal())
    } else {
        format!("the option for {}", value.source.describe())
    };
    let wanted = context.document.masked(&wanted);
    match problem {
        Problem::None { near, partial, .. } => no_such_option(context, choice, wanted, near, *partial),
        Problem::Scrolling { near } => no_such_option(context, choice, wanted, near, true),
        Problem::Many { found, .. } => {
            let several = Mismatch::new(wanted, context.document.masked_all(found));
            ActionError::ManyMatches(Mismatch { advice: Some(SEVERAL.into()), ..several }).into()
        }
        Problem::Unready { missing, cover, .. } => ActionError::NotReady {
            wanted,
            missing: *missing,
            covered_by: cover.as_deref().map(|cover| context.document.masked(cover)),
        }
        .into(),
        _ => BrowserError::Stale.into(),
    }
}

fn no_such_option(
    context: &ActionContext,
    choice: &Choice,
    wanted: String,
    near: &[String],
    partial: bool,
) -> RawFailure {
    let found = nearest_first(Some(choice.value().text.reveal()), context.document.masked_all(near), MAX_OFFERED);
    let more = near.len() > found.len();
    ActionError::NoSuchOption(Mismatch { partial, more, ..Mismatch::new(wanted, found) }).into()
}

/// Says which of several choices it was.
pub(super) fn numbered(failure: RawFailure, at: usize, choices: &[Choice]) -> RawFailure {
    let item = if choices.len() > 1 { u32::try_from(at).ok() } else { None };
    RawFailure { item, ..failure }
}

/// Clicks an option: where it shows, or by the driver in a native list.
pub(super) async fn click_option(context: &mut ActionContext, offered: &Offered) -> Result<(), RawFailure> {
    match &offered.point {
        // What looks like an option may be a menu's entry that sends the form.
        Some(point) => {
            context.submits.refuse(&offered.submits)?;
            click_at(context, &offered.option, point, &ClickOptions::default()).await
        }
        None => context.document.click(&offered.option).await,
    }
}
