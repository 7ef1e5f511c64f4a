//! The barrier before the point of no return: the intent to send is durable before the click, and what is known of the send is
//! durable as soon as it is known.

use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use super::latch::CommitLatch;
use super::progress::CommitProgress;
use crate::ledger::{Lease, Ledger, LedgerError};
use crate::submission::{CommitIntent, Mask, Outcome, PluginDigest};

/// What a submission is given beyond every other call: the means to commit.
#[derive(Clone)]
pub struct CommitHandles {
    /// Where the intent is written.
    pub ledger: Ledger,
    /// The lease whose fence every write carries: it makes one that comes too late harmless.
    pub lease: Lease,
    /// Whether the call may still commit.
    pub latch: CommitLatch,
    /// Whether anything is to be sent at all: not in a rehearsal.
    pub sends: bool,
    /// Runs the ledger's writes. Its one connection for writing is never held on the call's thread, which may have to wait for
    /// every other thread; a write runs to its end also where the call is dropped.
    pub writes: TaskTracker,
}

/// Makes durable what becomes of a send. Only a submission has one.
pub(in crate::plugin) struct CommitBarrier {
    handles: CommitHandles,
    plugin: PluginDigest,
    /// Hides everything: what is kept is read by others than the plugin.
    mask: Mask,
}

impl CommitBarrier {
    pub(in crate::plugin) fn new(handles: CommitHandles, plugin: PluginDigest, mask: Mask) -> Self {
        Self { handles, plugin, mask }
    }

    /// Whether a commit may be made at all.
    pub(in crate::plugin) fn sends(&self) -> bool {
        self.handles.sends
    }

    /// Passes the point of no return: nobody drops this call from here on. False if that was forbidden before.
    pub(in crate::plugin) fn pass(&self) -> bool {
        self.handles.latch.pass()
    }

    /// Makes the intent to send durable.
    pub(in crate::plugin) async fn intend(&self) -> Result<CommitIntent, LedgerError> {
        let CommitHandles { ledger, lease, .. } = self.handles.clone();
        let plugin = self.plugin.clone();
        self.written(async move { ledger.intend(&lease, &plugin).await }).await
    }

    /// Keeps who says that it was sent. What cannot be kept now is kept before the work ends.
    pub(in crate::plugin) async fn keep(&self, progress: &CommitProgress, answer: Option<&Outcome>) {
        let Some(report) = progress.clone().masked(&self.mask).send_report(answer) else { return };
        let CommitHandles { ledger, lease, .. } = self.handles.clone();
        if let Err(error) = self.written(async move { ledger.record_send(&lease, &report).await }).await {
            tracing::warn!(%error, "what is known of the send could not be kept yet");
        }
    }

    async fn written<T: Send + 'static>(&self, write: impl Future<Output = T> + Send + 'static) -> T {
        match self.handles.writes.spawn(write.in_current_span()).await {
            Ok(done) => done,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime ends, and this call with it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}
