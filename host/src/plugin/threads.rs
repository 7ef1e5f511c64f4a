//! The threads that plugins run on: one for each call, a bounded number of them, never one that serves the API, timers,
//! heartbeats or the ledger. A plugin that computes without end holds up nobody but its own call.

use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tracing::{Instrument as _, Span};

use crate::priority::lower_thread;

mod turns;

pub(super) use turns::Turns;

/// How long a check waits for a thread: the applicant waits with it, and is taken unchecked after that.
const CHECK_WAIT: Duration = Duration::from_secs(2);
/// How long an attempt or an installation waits for a thread.
const WAIT: Duration = Duration::from_secs(30);
/// The scheduling priority (a thread's nice value) of a call that is short where it is honest, and may come in numbers.
const LOW_PRIORITY: i32 = 10;
/// The priority of a thread whose plugin computes for long: behind everything else that wants the processor.
const LOWEST_PRIORITY: i32 = 19;

/// Threads for calls, by what they are for: none takes another's. Cheap to clone.
#[derive(Clone)]
pub(super) struct Threads {
    checks: Arc<Semaphore>,
    attempts: Arc<Semaphore>,
    trials: Arc<Semaphore>,
    /// Threads for checks that one release may hold.
    share: usize,
    /// Of attempts that compute for long, and of all other calls that do.
    attempt_turns: Turns,
    other_turns: Turns,
    tracker: TaskTracker,
}

/// What a call is for.
pub(super) enum Purpose<'a> {
    /// A check at intake, of a release with a share of the threads.
    Check(&'a CheckShare),
    /// A submission, or a question to the county.
    Attempt,
    /// A look at what is being installed.
    Trial,
}

/// One release's part of the threads for checks: one county's plugin cannot take them all.
pub(super) struct CheckShare(Arc<Semaphore>);

/// Why a call could not be made. The host's doing, and no fault of the plugin.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoThread {
    #[error("no thread for a further plugin came free within {} s: too many run at once", .0.as_secs())]
    Full(Duration),
    #[error("the system gave no thread for it: {0}")]
    Refused(#[from] io::Error),
    #[error("the host is stopping")]
    Ended,
}

impl Threads {
    /// So many attempts and checks at a time, and one installation.
    pub(super) fn new(attempts: u32, checks: u32, tracker: TaskTracker) -> Self {
        let permits = |count: u32| usize::try_from(count.max(1)).unwrap_or(Semaphore::MAX_PERMITS);
        let semaphore = |count| Arc::new(Semaphore::new(count));
        Self {
            checks: semaphore(permits(checks)),
            attempts: semaphore(permits(attempts)),
            trials: semaphore(1),
            share: permits(checks).div_ceil(2),
            attempt_turns: Turns::new(thread::available_parallelism().map_or(1, NonZero::get).div_ceil(2)),
            other_turns: Turns::new(1),
            tracker,
        }
    }

    /// A release's part: half of the threads for checks.
    pub(super) fn check_share(&self) -> CheckShare {
        CheckShare(Arc::new(Semaphore::new(self.share)))
    }

    /// The turns of attempts that compute for long.
    pub(super) fn attempt_turns(&self) -> Turns {
        self.attempt_turns.clone()
    }

    /// The turns of checks and starts that compute for long.
    pub(super) fn other_turns(&self) -> Turns {
        self.other_turns.clone()
    }

    /// Makes a call on a thread of its own and waits for its end. Input, output and timers stay with the runtime that this is
    /// called on. Whoever stops waiting ends the call where it next awaits or yields.
    ///
    /// # Panics
    ///
    /// Where the call did: its panic goes on here.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        purpose: Purpose<'_>,
        call: impl AsyncFnOnce() -> T + Send + 'static,
    ) -> Result<T, NoThread> {
        let (threads, share, wait, priority) = match purpose {
            Purpose::Check(share) => (&self.checks, Some(&share.0), CHECK_WAIT, Some(LOW_PRIORITY)),
            Purpose::Attempt => (&self.attempts, None, WAIT, None),
            Purpose::Trial => (&self.trials, None, WAIT, Some(LOW_PRIORITY)),
        };
        let permit = timeout(wait, async {
            let own = match share {
                Some(share) => Some(Arc::clone(share).acquire_owned().await),
                None => None,
            };
            (own, Arc::clone(threads).acquire_owned().await)
        });
        let permit = permit.await.map_err(|_| NoThread::Full(wait))?;
        let (mut answer, answered) = oneshot::channel();
        let (runtime, span, alive) = (Handle::current(), Span::current(), self.tracker.token());
        thread::Builder::new().name("guest".to_owned()).spawn(move || {
            if let Some(priority) = priority {
                lower_own_priority(priority);
            }
            let _runtime = runtime.enter();
            let ended = catch_unwind(AssertUnwindSafe(|| {
                let call = async {
                    tokio::select! {
                        biased;
                        () = answer.closed() => None,
                        done = call() => Some(done),
                    }
                };
                runtime.block_on(call.instrument(span))
            }));
            // Before the answer: whoever has it finds the thread free.
            drop(permit);
            let ended = match ended {
                Ok(done) => done.map(Ok),
                Err(panic) => Some(Err(panic)),
            };
            if let Some(ended) = ended {
                // Nobody waits for it any more: then nobody misses it.
                let _ = answer.send(ended);
            }
            drop(alive);
        })?;
        match answered.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(NoThread::Ended),
        }
    }
}

/// Puts the calling thread behind all others, for a plugin that computes for long.
pub(super) fn go_last() {
    lower_own_priority(LOWEST_PRIORITY);
}

fn lower_own_priority(nice: i32) {
    if let Err(error) = lower_thread(nice) {
        tracing::warn!(%error, "a plugin's thread could not be put behind the host's other work");
    }
}

#[cfg(test)]
mod tests;
