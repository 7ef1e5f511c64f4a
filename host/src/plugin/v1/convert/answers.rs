//! What an action answers.

use super::failure::failure;
use crate::form::{CommitOutcome, Page};
use crate::plugin::v1::bindings::postrider::county::form as wit;

pub(in crate::plugin::v1) fn page(page: Page) -> wit::Page {
    wit::Page { address: page.address, title: page.title, status: page.status, signature: page.signature }
}

/// Nothing was clicked otherwise: that case is a failure of the call, not an outcome.
#[expect(clippy::result_large_err, reason = "the contract's own failure, handed on as it is")]
pub(in crate::plugin::v1) fn commit_outcome(outcome: CommitOutcome) -> Result<wit::CommitOutcome, wit::Failure> {
    Ok(match outcome {
        CommitOutcome::Confirmed(receipt) => {
            wit::CommitOutcome::Confirmed(wit::Receipt { number: receipt.number, text: receipt.text })
        }
        CommitOutcome::Refused(text) => wit::CommitOutcome::Refused(text),
        CommitOutcome::InDoubt(reason) | CommitOutcome::Unread(reason) => wit::CommitOutcome::InDoubt(reason),
        CommitOutcome::NotClicked(found) => return Err(failure(found)),
    })
}
