//! Rehearsals that are asked for: each waits for a session of a browser, and then for one application that waits itself.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc, oneshot};

use super::wake::Wake;
use crate::ledger::{Lease, LedgerError};
use crate::plugin::Release;

/// Rehearsals that wait for a session at once.
const MOST_WAITING: usize = 16;
/// How long one waits for a session.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Asks the scheduler that it came from for rehearsals. Cheap to clone.
#[derive(Clone)]
pub struct Rehearsals {
    asks: mpsc::Sender<Asked>,
    wake: Wake,
}

/// Those that were asked for.
pub(super) struct AskedFor(Mutex<mpsc::Receiver<Asked>>);

/// A release that is to be rehearsed at its county's site, and whoever waits to hear that it began.
pub(super) struct Asked {
    pub(super) release: Arc<Release>,
    pub(super) began: oneshot::Sender<Result<Lease, NotBegun>>,
}

/// Why a rehearsal did not begin.
#[derive(Debug, thiserror::Error)]
pub enum NotBegun {
    /// Every session of a browser is at work, or the host stops.
    #[error("no browser session became free within {} s: ask again", LONGEST_WAIT.as_secs())]
    NoSession,
    /// There is nothing to rehearse with, or no capacity for it.
    #[error(
        "no application waits in the county's queue (where the county is not held, none that is due later than in 15 minutes), or its site or an account takes no more work now: `status` lists what waits"
    )]
    NothingWaits,
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Both ends, of a scheduler that is woken by this.
pub(super) fn rehearsals(wake: Wake) -> (Rehearsals, AskedFor) {
    let (asks, asked) = mpsc::channel(MOST_WAITING);
    (Rehearsals { asks, wake }, AskedFor(Mutex::new(asked)))
}

impl Rehearsals {
    /// Asks a scheduler that has ended.
    #[cfg(test)]
    pub(crate) fn to_nobody() -> Self {
        rehearsals(Wake::default()).0
    }

    /// Rehearses a release: with which application, as which attempt. It goes on after that.
    pub async fn begin(&self, release: Arc<Release>) -> Result<Lease, NotBegun> {
        let (began, begins) = oneshot::channel();
        let asked = async {
            self.asks.send(Asked { release, began }).await.map_err(|_| NotBegun::NoSession)?;
            self.wake.wake();
            begins.await.map_err(|_| NotBegun::NoSession)?
        };
        tokio::time::timeout(LONGEST_WAIT, asked).await.unwrap_or(Err(NotBegun::NoSession))
    }
}

impl AskedFor {
    /// The next one that somebody still waits for. To be called with a session at hand.
    pub(super) fn next(&self) -> Option<Asked> {
        let mut asked = self.0.try_lock().ok()?;
        std::iter::from_fn(|| asked.try_recv().ok()).find(|asked| !asked.began.is_closed())
    }
}
