//! The county's site in a browser, and the order of the point of no return.

use crate::browser::Farewell;
use crate::form::{CommitOutcome, CommitRequest, Failure, Form};
use crate::ledger::{LedgerError, SendReport};
use crate::plugin::commit::{CommitBarrier, CommitProgress};
use crate::submission::Outcome;

/// The county's site, and the barrier before the point of no return.
pub(in crate::plugin) struct Site {
    pub(in crate::plugin) form: Form,
    pub(in crate::plugin) progress: CommitProgress,
    barrier: Option<CommitBarrier>,
    /// The ledger would not take the intent: the attempt has lost its lease, or the disk is full.
    pub(in crate::plugin) barrier_error: Option<LedgerError>,
    farewell: Option<Farewell>,
}

impl Site {
    /// Nothing was sent yet. Without a barrier, nothing can be.
    pub(in crate::plugin) fn new(form: Form, farewell: Option<Farewell>, barrier: Option<CommitBarrier>) -> Self {
        Self { form, progress: CommitProgress::Before, barrier, barrier_error: None, farewell }
    }

    /// The browser is done with the county. Where something was sent and nobody knows what became of it, the county's session is left alone:
    /// what ends it might end what is under way in it.
    pub(in crate::plugin) async fn close(self) {
        self.form.close_after(self.farewell.filter(|_| self.progress.is_known())).await;
    }

    /// The point of no return, in its order: everything checked, the intent durable, one click. An outer error is a trap:
    /// the plugin has no say any more.
    pub(in crate::plugin) async fn commit(
        &mut self,
        request: CommitRequest,
    ) -> wasmtime::Result<Result<CommitOutcome, Failure>> {
        let Some(barrier) = &self.barrier else {
            return Err(wasmtime::Error::msg("it called `form.commit` outside `submit`"));
        };
        let ready = match self.form.prepare_commit(request).await {
            Ok(ready) => ready,
            Err(failure) => return Ok(Err(failure)),
        };
        if !barrier.sends() {
            return Err(wasmtime::Error::msg("a rehearsal commits nothing"));
        }
        if !barrier.pass() {
            return Err(wasmtime::Error::msg("the host is stopping, or has lost the right to this application"));
        }
        let intent = match barrier.intend().await {
            Ok(intent) => intent,
            Err(error) => {
                self.barrier_error = Some(error);
                return Err(wasmtime::Error::msg("the intent to send could not be written down"));
            }
        };
        // From here on, a dropped call leaves `Intended`, and the attempt is in doubt.
        self.progress = CommitProgress::Intended;
        let outcome = self.form.commit(ready, intent).await;
        self.progress = CommitProgress::Ended(outcome.clone());
        // The county's word is durable before the plugin hears it, which may go on for as long as it likes.
        barrier.keep(&self.progress, None).await;
        Ok(Ok(outcome))
    }

    /// The plugin has answered. Where it claims a send that the host did not make, the work is dropped no more, and what it
    /// claims is durable before anything else is done.
    pub(in crate::plugin) async fn answered(&mut self, answer: &Outcome) {
        if let (Some(barrier), Some(SendReport::Claimed)) = (&self.barrier, self.progress.send_report(Some(answer))) {
            self.farewell = None;
            barrier.pass();
            barrier.keep(&self.progress, Some(answer)).await;
        }
    }
}
