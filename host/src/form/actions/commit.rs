//! The point of no return, in two phases. `prepare` checks everything and clicks nothing; `commit` takes a proof that the intent was
//! written down, clicks once, and says what came of it. It never clicks a second time.
//!
//! The browser's submit gate is the witness: it lets one request through, counted before the first byte leaves.

use std::time::{Duration, Instant};

use super::action::COMMIT;
use super::context::ActionContext;
use super::sends::{Fit, describe, fit};
use super::wait::first_of;
use super::witness::{Witness, submission};
use crate::form::page::locate::{Activation, Wanted};
use crate::form::page::pointer;
use crate::form::page::protocol::answer::{Found, Sends};
use crate::form::page::protocol::request::Want;
use crate::form::types::submit::describe_all;
use crate::form::types::{
    ActionError, ClickOptions, CommitOutcome, CommitRequest, Condition, Failure, Mismatch, RawFailure, ReadyCommit,
    Target,
};
use crate::submission::CommitIntent;

mod limits;
mod number;
mod outcome;
mod receipt;

use outcome::{Shown, outcome};

/// The last look before the click: everything was ready a moment ago.
const LAST_LOOK: Duration = Duration::from_secs(2);

/// Checks what a commit needs: required fields placed and still holding, the target one that the manifest declares, and
/// ready, no outcome showing already. Nothing is clicked.
pub(crate) async fn prepare(context: &mut ActionContext, request: &CommitRequest) -> Result<(), RawFailure> {
    refuse_a_second(context)?;
    refuse_after_drift(context)?;
    limits::within_limits(request)?;
    if context.drift.has_missed() {
        refuse_drifted(context)?;
    }
    refuse_incomplete(context)?;
    let found = context.find_ready(&request.target, to_commit()).await?;
    refuse_undeclared(context, &request.target, &found)?;
    refuse_drifted(context)?;
    // The recheck may have taken a field out that another frame held.
    refuse_incomplete(context)?;
    let outcomes: Vec<Condition> = request.confirmed.iter().chain(&request.refused).cloned().collect();
    if let Some(number) = first_of(context, &outcomes, Instant::now()).await? {
        let which = outcomes[number as usize].describe();
        let reason = format!("“{which}” is true before the click, so it cannot tell the outcome");
        return Err(ActionError::Malformed(context.document.masked(&reason)).into());
    }
    if context.drift.is_rehearsal() {
        context.drift.note_rehearsed();
        return Err(ActionError::Rehearsed.into());
    }
    Ok(())
}

/// Clicks, once, and waits for the outcome. The intent is proof that a restart would find what is about to happen.
pub(crate) async fn commit(context: &mut ActionContext, ready: ReadyCommit, _intent: CommitIntent) -> CommitOutcome {
    let span = match context.begin(COMMIT, &ready.request.target.describe(), None) {
        Ok(span) => span,
        Err(failure) => return not_clicked(context, failure),
    };
    match click_once(context, &ready.request).await {
        Ok((outcome, account)) => {
            // An outcome is no failure of the action: what the trace says is which one it was, and what was seen of it.
            if context.finish(span, Ok(())).await.is_ok() {
                context.recorder.amend(outcome.name(), account);
            }
            outcome
        }
        Err(failure) => {
            // Reported as unsent: it stays so.
            context.document.session().shut_submit();
            match context.finish::<()>(span, Err(failure)).await {
                Err(failure) => CommitOutcome::NotClicked(failure),
                Ok(()) => CommitOutcome::InDoubt("the commit ended in no way that is known".to_owned()),
            }
        }
    }
}

fn not_clicked(context: &ActionContext, failure: Failure) -> CommitOutcome {
    context.document.session().shut_submit();
    CommitOutcome::NotClicked(failure)
}

/// An error means that nothing was clicked, or that the gate proves that nothing was sent. With the outcome goes what the gate saw.
async fn click_once(
    context: &mut ActionContext,
    request: &CommitRequest,
) -> Result<(CommitOutcome, String), RawFailure> {
    refuse_a_second(context)?;
    context.keep_picture_as("before commit").await;
    context.let_requests_end(COMMIT).await;
    let found = context.find_ready_within(&request.target, to_commit(), LAST_LOOK).await?;
    let sends = refuse_undeclared(context, &request.target, &found)?;
    let point = found.point()?;
    let click = pointer::click(point, &ClickOptions::default())?;
    if let Some(held_back) = context.held_back() {
        return Err(held_back.into());
    }
    refuse_after_drift(context)?;
    let witness = Witness::of(&sends, &context.submits.declared);
    let armed_at = context.document.session().count_unsafe_requests();
    context.document.session().arm_submit();
    context.submits.committed = true;
    context.document.note_aimed();
    let clicked = context.document.perform_at(point, click).await;
    let arrived = context.document.click_arrived().await;
    let (shown, failed) = match (clicked, arrived) {
        (Err(failure), _) if !failure.dialog_open() => {
            (Shown::Nothing(format!("the click may have been made: {}", failure.error)), Some(failure))
        }
        // It met something else, which heard nothing of it.
        (_, Err(failure)) if context.document.session().submit_seen().nothing_left() => {
            (Shown::Nothing(format!("the click went astray: {}", failure.error)), Some(failure))
        }
        _ => {
            let end = Instant::now() + Duration::from_millis(u64::from(request.bound_ms));
            let shown = outcome(context, request, end).await.unwrap_or_else(|failure| {
                Shown::Nothing(context.document.masked(&format!("after the click: {}", failure.error)))
            });
            (shown, None)
        }
    };
    let seen = context.document.session().disarm_submit();
    let requests = context.document.session().unsafe_requests();
    context.recorder.note_submission(submission(&requests, armed_at, &context.submits.declared, &seen));
    let undeclared = context.submits.gate_counts_anew(&seen, context.document.session());
    context.submits.unwitnessed = witness.sees_no_submission(&seen);
    let account = witness.account(&seen);
    let outcome = match shown {
        Shown::Nothing(why)
            if witness.proves_nothing_left(&seen, undeclared.is_some()) && !context.document.session().is_lost() =>
        {
            let drifted = undeclared.map(|request| {
                let failure = context.undeclared(&request).into();
                context.submits.undeclared = Some(request);
                failure
            });
            return Err(drifted.or(failed).unwrap_or_else(|| nothing_left(why)));
        }
        Shown::Nothing(why) => CommitOutcome::InDoubt(format!("{why} ({account})")),
        Shown::Outcome(CommitOutcome::Confirmed(_) | CommitOutcome::Unread(_)) if witness.contradicts(&seen) => {
            let declared = context.document.masked(&describe_all(&context.submits.declared));
            CommitOutcome::InDoubt(format!(
                "the page confirms, and nothing that submits was seen to leave ({account}); the manifest's `submits` has {declared}"
            ))
        }
        Shown::Outcome(CommitOutcome::InDoubt(why)) => CommitOutcome::InDoubt(format!("{why} ({account})")),
        Shown::Outcome(other) => other,
    };
    context.keep_picture_as("after commit").await;
    Ok((outcome, account))
}

fn to_commit() -> Wanted<'static> {
    Wanted { activation: Activation::Commit, ..Wanted::only(Want::Click) }
}

fn refuse_a_second(context: &ActionContext) -> Result<(), RawFailure> {
    if context.submits.committed { Err(ActionError::AlreadyCommitted.into()) } else { Ok(()) }
}

/// The page sent what nobody declared: it is another one than the plugin was written for, and nothing is sent by it.
fn refuse_after_drift(context: &ActionContext) -> Result<(), RawFailure> {
    match &context.submits.undeclared {
        Some(request) => Err(context.undeclared(request).into()),
        None => Ok(()),
    }
}

/// The site is not what the release was known to fit: what the application says could arrive as something else.
fn refuse_drifted(context: &mut ActionContext) -> Result<(), RawFailure> {
    let drift = context.drift.judge_commit();
    if drift.forbids_commit() { Err(ActionError::Drifted(drift.to_string()).into()) } else { Ok(()) }
}

fn refuse_incomplete(context: &ActionContext) -> Result<(), RawFailure> {
    let missing = context.placements.missing();
    if missing.is_empty() { Ok(()) } else { Err(ActionError::Incomplete(missing).into()) }
}

/// A commit by what the manifest does not declare is the plugin's mistake, found before anything is clicked. Where a script
/// sends, only the gate can tell.
fn refuse_undeclared(context: &ActionContext, target: &Target, found: &Found) -> Result<Sends, RawFailure> {
    let sends = found.submits.first().cloned().unwrap_or_default();
    let declared = &context.submits.declared;
    if fit(&sends, declared) == Fit::Undeclared {
        let reason = format!(
            "a commit by {}, which {}: the manifest's `submits` has {}",
            target.describe(),
            describe(&sends),
            describe_all(declared)
        );
        return Err(ActionError::Malformed(context.document.masked(&reason)).into());
    }
    Ok(sends)
}

/// No sign of the county's, and proof that it was sent nothing.
fn nothing_left(why: String) -> RawFailure {
    let wanted = "a sign of the county's after the click".to_owned();
    ActionError::TimedOut(Mismatch::new(wanted, vec![why, "nothing was sent, says the gate".to_owned()])).into()
}
