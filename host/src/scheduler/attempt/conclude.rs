//! The move that ends an attempt, written down.

use serde_json::Value;

use super::persist::{Retry, persist};
use crate::ledger::{Claim, Conclusion, LedgerError, StillInDoubt};
use crate::scheduler::policy::{Next, Verdict};
use crate::scheduler::surroundings::Surroundings;
use crate::submission::Event;

/// Writes the end down. One that the ledger will not have as it is goes to a person, so that nothing comes round again and
/// again.
pub(super) async fn conclude(with: &impl Surroundings, claim: &Claim, verdict: Verdict, details: Value) {
    let (ledger, lease) = (with.ledger(), &claim.lease);
    let end = |event, why| Conclusion {
        event,
        mark: verdict.mark,
        complaint: verdict.complaint.clone(),
        why,
        not_before: verdict.not_before,
        receipt: verdict.receipt.clone(),
        details: details.clone(),
        plugin: claim.plugin.clone(),
    };
    let done = match write_down(with, claim, &verdict, &end).await {
        Err(error @ (LedgerError::Illegal(_) | LedgerError::NoReceipt { .. })) => {
            tracing::error!(%error, "the end cannot be written as it is");
            let why = format!("{}; this end could not be written down ({error}): a person has to look", verdict.why);
            match ledger.conclude(lease, end(Event::Escalate, why.clone())).await {
                // During a commit only a doubt is possible, and the person comes after it.
                Err(LedgerError::Illegal(_)) => ledger.conclude(lease, end(Event::Doubt, why)).await,
                other => other,
            }
            .map(drop)
        }
        other => other,
    };
    match done {
        Ok(()) => {}
        Err(LedgerError::LeaseLost { .. }) => tracing::error!("the lease was lost before the end could be written"),
        // The lease runs out and recovery takes it from there, by the state that the ledger holds.
        Err(error) => tracing::error!(%error, "the end could not be written"),
    }
}

/// Writes a verdict, for as long as it takes where it says that something was sent.
async fn write_down(
    with: &impl Surroundings,
    claim: &Claim,
    verdict: &Verdict,
    end: &impl Fn(Event, String) -> Conclusion,
) -> Result<(), LedgerError> {
    let (ledger, lease) = (with.ledger(), &claim.lease);
    let in_doubt = match verdict.next {
        Next::Move(event) => {
            let retry = match event {
                Event::Confirm | Event::Doubt => Retry::Forever,
                _ => Retry::Limited,
            };
            let state = persist(retry, || ledger.conclude(lease, end(event, verdict.why.clone()))).await?;
            tracing::info!(%event, %state, "attempt ended");
            return Ok(());
        }
        Next::AskAgain => {
            StillInDoubt::Unanswered { not_before: verdict.not_before.unwrap_or_else(|| with.clock().now()) }
        }
        Next::CountyHasNone => StillInDoubt::CountyHasNone,
        Next::GivenUp => StillInDoubt::GivenUp,
    };
    persist(Retry::Limited, || ledger.postpone(lease, in_doubt, &verdict.why)).await
}
