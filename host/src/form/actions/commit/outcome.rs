//! What shows after the final click: the county's confirmation with its number, its refusal, or nothing.

use std::time::{Duration, Instant};

use super::receipt::receipt;
use crate::form::actions::context::ActionContext;
use crate::form::actions::dialog;
use crate::form::actions::wait::first_of;
use crate::form::page::protocol::request::ReadPageText;
use crate::form::types::{CommitOutcome, CommitRequest, Condition, RawFailure, either};

/// How often the gate is asked whether an answer can still come.
const GATE_LOOK: Duration = Duration::from_secs(5);
/// How long the page may still say what happened when the answer to what was sent is lost.
const AFTER_LOSS: Duration = Duration::from_secs(3);
/// Characters of the page that confirmed or refused.
const MAX_OUTCOME_TEXT: usize = 4_000;

/// How the wait after the click ended.
pub(super) enum Shown {
    /// A sign of the county's.
    Outcome(CommitOutcome),
    /// None, and why; the gate may know that nothing left.
    Nothing(String),
}

/// Waits for a condition, answering the listed dialogs when they stand open.
pub(super) async fn outcome(
    context: &mut ActionContext,
    request: &CommitRequest,
    mut end: Instant,
) -> Result<Shown, RawFailure> {
    let conditions: Vec<Condition> = request.confirmed.iter().chain(&request.refused).cloned().collect();
    let wants_dialog = conditions.iter().any(|condition| matches!(condition, Condition::Dialog));
    let mut dialogs = request.dialogs.iter();
    let mut lost = false;
    loop {
        if context.document.session().submit_seen().lost && !lost {
            lost = true;
            end = end.min(Instant::now() + AFTER_LOSS);
        }
        let found = match first_of(context, &conditions, end.min(Instant::now() + GATE_LOOK)).await {
            Err(failure) if failure.dialog_open() && !wants_dialog => {
                let Some(answer) = dialogs.next() else {
                    return Err(failure);
                };
                dialog::answer(context, answer, Duration::ZERO).await?;
                continue;
            }
            Err(failure) if failure.frame_gone() && Instant::now() < end => {
                context.document.leave_lost_frames().await?;
                continue;
            }
            other => other?,
        };
        match found {
            Some(number) if (number as usize) < request.confirmed.len() => {
                return Ok(Shown::Outcome(confirmed(context, request, end).await));
            }
            Some(_) => return Ok(Shown::Outcome(CommitOutcome::Refused(page_text(context).await))),
            None if Instant::now() < end => {}
            None => {
                let why = if lost { "the county's answer was lost, and" } else { "in the time for it" };
                let waited = format!("{why} none of these showed: {}", either(&conditions));
                return Ok(Shown::Nothing(context.document.masked(&waited)));
            }
        }
    }
}

/// Its confirmation was seen: from here on a failure is no proof that nothing left, and a page that says both is not believed
/// either way.
async fn confirmed(context: &mut ActionContext, request: &CommitRequest, end: Instant) -> CommitOutcome {
    let read = match first_of(context, &request.refused, Instant::now()).await {
        Ok(None) => receipt(context, request, end).await,
        Ok(Some(_)) => {
            return CommitOutcome::InDoubt("the page shows a confirmation and a refusal at once".to_owned());
        }
        Err(failure) => return CommitOutcome::InDoubt(and_then(context, &failure)),
    };
    read.unwrap_or_else(|failure| CommitOutcome::Unread(and_then(context, &failure)))
}

fn and_then(context: &ActionContext, failure: &RawFailure) -> String {
    context.document.masked(&format!("the page confirmed, and then: {}", failure.error))
}

/// What the page says, masked; nothing where it cannot be read.
pub(super) async fn page_text(context: &mut ActionContext) -> String {
    let page = context.document.ask(ReadPageText {}).await;
    let text: String = page.map(|page| page.value).unwrap_or_default().chars().take(MAX_OUTCOME_TEXT).collect();
    context.document.masked(&text)
}
