//! Waiting for any of several conditions, and saying which. The page is watched from inside; dialogs, windows and requests are
//! asked for between the looks.

use std::time::{Duration, Instant};

use super::context::ActionContext;
use super::frame_groups::{FrameGroup, by_frames};
use super::timeout_report::instead_of;
use crate::form::page::document::{NAVIGATION_BOUND, millis};
use crate::form::page::protocol::request::WhichHold;
use crate::form::types::{ActionError, Condition, Mismatch, RawFailure, either};

/// Conditions of one wait.
pub(super) const MAX_CONDITIONS: usize = 16;
/// Longest wait, in milliseconds.
const MAX_WAIT_MS: u32 = 60_000;
/// One look into the page where all conditions are in one frame and the page can answer them.
const LONG_LOOK: Duration = Duration::from_secs(5);
/// One look where other frames, dialogs, windows or requests want to be looked at too.
const SHORT_LOOK: Duration = Duration::from_millis(150);
/// How long no request is under way before the network counts as quiet: a page may wait a little before it asks.
const NETWORK_QUIET: Duration = Duration::from_millis(500);
/// What a page is given before it counts, by its own clock.
const PAGE_MOMENT: Duration = Duration::from_millis(50);

/// Waits until one of the conditions is true and says which, from 0.
pub(crate) async fn wait(
    context: &mut ActionContext,
    conditions: &[Condition],
    bound_ms: u32,
) -> Result<u32, RawFailure> {
    within_limits(conditions)?;
    if bound_ms > MAX_WAIT_MS {
        return Err(ActionError::Limit(format!("a wait ends after at most {MAX_WAIT_MS} ms")).into());
    }
    let end = Instant::now() + Duration::from_millis(u64::from(bound_ms));
    if let Some(number) = first_of(context, conditions, end).await? {
        return Ok(number);
    }
    let found = instead_of(context, conditions).await;
    let wanted = context.document.masked(&either(conditions));
    Err(ActionError::TimedOut(Mismatch::new(wanted, found)).into())
}

/// Which condition is true now, if any.
pub(crate) async fn which(context: &mut ActionContext, conditions: &[Condition]) -> Result<Option<u32>, RawFailure> {
    within_limits(conditions)?;
    first_of(context, conditions, Instant::now()).await
}

/// The first condition that is true, the lowest number of several; none at the end of the time.
pub(super) async fn first_of(
    context: &mut ActionContext,
    conditions: &[Condition],
    end: Instant,
) -> Result<Option<u32>, RawFailure> {
    let begun = Instant::now();
    let groups = by_frames(conditions);
    let asks_session = conditions.iter().any(Condition::is_of_session);
    loop {
        let mut holding: Vec<u32> = Vec::new();
        if asks_session {
            holding.extend(of_session(context, conditions).await?);
            if holding.iter().any(|number| matches!(conditions[*number as usize], Condition::Dialog)) {
                return Ok(holding.into_iter().min()); // an open dialog keeps the page from answering
            }
        }
        let alone = groups.len() == 1 && !asks_session;
        for group in &groups {
            let left = end.saturating_duration_since(Instant::now());
            let look = if alone { LONG_LOOK } else { SHORT_LOOK };
            let bound = if holding.is_empty() { left.min(look) } else { Duration::ZERO };
            // Asked for now, a page is given its time; waited for, it has the time of the wait.
            let patience = if end <= begun { NAVIGATION_BOUND } else { left };
            holding.extend(in_frames(context, conditions, group, bound, patience).await?);
        }
        if let Some(number) = holding.into_iter().min() {
            return Ok(Some(number));
        }
        if Instant::now() >= end {
            return Ok(None);
        }
        if groups.is_empty() {
            tokio::time::sleep(SHORT_LOOK.min(end.saturating_duration_since(Instant::now()))).await;
        }
    }
}

/// The conditions of one frame that are true.
async fn in_frames(
    context: &mut ActionContext,
    conditions: &[Condition],
    group: &FrameGroup<'_>,
    bound: Duration,
    patience: Duration,
) -> Result<Vec<u32>, RawFailure> {
    let answer = match context.document.enter(group.frames, Instant::now()).await {
        Ok(()) => {
            let request = WhichHold { conditions: &group.asked, bound: millis(bound) };
            context.document.ask_within(request, patience).await
        }
        Err(failure) => Err(failure),
    };
    match answer {
        Ok(answer) => {
            let wanted = answer.holding.is_empty() && !bound.is_zero();
            let error = if wanted { context.document.error_page(&answer.href) } else { None };
            error.map_or(Ok(answer.holding), |error| Err(error.into()))
        }
        // The next page is still to come: that is what is waited for.
        Err(RawFailure { error: ActionError::Unreachable { status: None, .. }, .. }) if patience < NAVIGATION_BOUND => {
            Ok(Vec::new())
        }
        // A dialog that opened meanwhile is what the session will be asked for next.
        Err(failure) if failure.dialog_open() && conditions.iter().any(|c| matches!(c, Condition::Dialog)) => {
            Ok(Vec::new())
        }
        Err(failure)
            if failure.frame_gone() || matches!(failure.error, ActionError::NoMatch(_)) && !group.frames.is_empty() =>
        {
            context.document.leave_lost_frames().await?;
            tokio::time::sleep(bound.min(SHORT_LOOK)).await;
            let numbers = group.asked.iter().map(|asked| asked.number);
            Ok(numbers.filter(|number| conditions[*number as usize].true_without_frame()).collect())
        }
        Err(failure) => Err(failure),
    }
}

async fn of_session(context: &mut ActionContext, conditions: &[Condition]) -> Result<Vec<u32>, RawFailure> {
    let mut holding = Vec::new();
    for (number, condition) in (0u32..).zip(conditions) {
        let holds = match condition {
            Condition::Dialog => context.document.dialog_text().await?.is_some(),
            Condition::Windows(count) => context.document.window_handles().await?.len() == *count as usize,
            Condition::NetworkQuiet => network_is_quiet(context).await?,
            _ => false,
        };
        if holds {
            holding.push(number);
        }
    }
    Ok(holding)
}

/// The proxy sees an answer before the page does: what a busy machine delays gets a moment of the page's own time.
async fn network_is_quiet(context: &mut ActionContext) -> Result<bool, RawFailure> {
    let quiet =
        |context: &ActionContext| context.document.network_quiet_for().is_some_and(|time| time >= NETWORK_QUIET);
    if !quiet(context) {
        return Ok(false);
    }
    match context.document.ask(WhichHold { conditions: &[], bound: millis(PAGE_MOMENT) }).await {
        Ok(_) => Ok(quiet(context)),
        Err(failure) if failure.dialog_open() || failure.frame_gone() => Ok(quiet(context)),
        Err(failure) => Err(failure),
    }
}

fn within_limits(conditions: &[Condition]) -> Result<(), RawFailure> {
    if conditions.is_empty() || conditions.len() > MAX_CONDITIONS {
        return Err(ActionError::Limit(format!(
            "a wait has one to {MAX_CONDITIONS} conditions, not {}",
            conditions.len()
        ))
        .into());
    }
    Ok(())
}
