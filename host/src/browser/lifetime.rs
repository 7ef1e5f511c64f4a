//! The lifetime of one session's processes: whether they are ready, whether they are to end and why, and when the last of them
//! is gone. It starts and kills nothing; it carries what each side has to know between
//! the session, its driver client and whoever supervises its processes.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::error::BrowserError;

/// How long a driver may take until it listens (usually 15 to 60 ms) on a machine that is very busy.
pub(super) const LONGEST_START: Duration = Duration::from_secs(20);
/// How long a killed tree may take to be gone before nobody waits for it any longer.
pub(super) const LONGEST_DEATH: Duration = Duration::from_secs(5);

/// What is known of one process tree.
pub(super) struct ProcessLifetime {
    why: OnceLock<String>,
    ready: CancellationToken,
    ending: CancellationToken,
    gone: CancellationToken,
}

impl ProcessLifetime {
    pub(super) fn new() -> Arc<ProcessLifetime> {
        Arc::new(ProcessLifetime {
            why: OnceLock::new(),
            ready: CancellationToken::new(),
            ending: CancellationToken::new(),
            gone: CancellationToken::new(),
        })
    }

    /// The driver takes commands.
    pub(super) fn mark_ready(&self) {
        self.ready.cancel();
    }

    /// Waits, bounded, until the driver takes commands.
    pub(super) async fn ready(&self) -> Result<(), BrowserError> {
        tokio::select! {
            biased;
            () = self.ready.cancelled() => Ok(()),
            () = self.ending() => Err(self.lost()),
            () = tokio::time::sleep(LONGEST_START) => {
                Err(BrowserError::start(format!("the driver did not listen within {} s", LONGEST_START.as_secs())))
            }
        }
    }

    /// Ends the processes, at once. The first reason stands.
    pub(super) fn end(&self, why: &str) {
        let _ = self.why.set(why.to_owned());
        self.ending.cancel();
    }

    pub(super) fn is_ending(&self) -> bool {
        self.ending.is_cancelled()
    }

    /// Waits until the processes are to end.
    pub(super) async fn ending(&self) {
        self.ending.cancelled().await;
    }

    /// Cancelled when the processes are to end.
    pub(super) fn token(&self) -> CancellationToken {
        self.ending.clone()
    }

    /// Nothing of the processes and their files is left.
    pub(super) fn mark_gone(&self) {
        self.gone.cancel();
    }

    /// Waits, bounded, until nothing of the processes and their files is left.
    pub(super) async fn gone(&self) {
        let _ = tokio::time::timeout(LONGEST_DEATH, self.gone.cancelled()).await;
    }

    /// The error of every command from the end on.
    pub(super) fn lost(&self) -> BrowserError {
        BrowserError::lost(self.why.get().map_or("it ended", String::as_str))
    }
}

/// Ends a start that is given up half way, unless it is [`spare`](EndOnDrop::spare)d when it has succeeded.
pub(super) struct EndOnDrop(Option<Arc<ProcessLifetime>>);

impl EndOnDrop {
    pub(super) fn new(lifetime: &Arc<ProcessLifetime>) -> EndOnDrop {
        EndOnDrop(Some(Arc::clone(lifetime)))
    }

    pub(super) fn spare(mut self) {
        self.0 = None;
    }
}

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if let Some(lifetime) = &self.0 {
            lifetime.end("it did not start");
        }
    }
}
