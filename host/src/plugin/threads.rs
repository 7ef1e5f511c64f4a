//! The threads that plugins run on: one for each call, a bounded number of them, never one that serves the API, timers,
//! heartbeats or the ledger. A plugin that computes without end holds up nobody but its own call.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustix::process::setpriority_process;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tracing::{Instrument as _, Span};

/// How long a check waits for a place: the applicant waits with it, and is taken unchecked after that.
const CHECK_WAIT: Duration = Duration::from_secs(2);
/// How long an attempt or an installation waits for a place.
const WAIT: Duration = Duration::from_secs(30);
/// The scheduling priority (a thread's nice value) of a call that is short where it is honest, and may come in numbers.
const LOW_PRIORITY: i32 = 10;
/// The priority of a thread whose plugin computes for long: behind everything else that wants the processor.
const LOWEST_PRIORITY: i32 = 19;

/// Places for calls, by what they are for: none takes another's. Cheap to clone.
#[derive(Clone)]
pub(super) struct Threads {
    checks: Arc<Semaphore>,
    attempts: Arc<Semaphore>,
    trials: Arc<Semaphore>,
    /// Places for checks that one release may hold.
    share: usize,
    tracker: TaskTracker,
}

/// What a call is for.
pub(super) enum Purpose<'a> {
    /// A check at intake, of a release with a share of the places.
    Check(&'a Share),
    /// A submission, or a question to the county.
    Attempt,
    /// A look at what is being installed.
    Trial,
}

/// One release's part of the places for checks: one county's plugin cannot take them all.
pub(super) struct Share(Arc<Semaphore>);

/// Why a call could not be made. The host's doing, and no fault of the plugin.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoThread {
    /// Every place is taken.
    #[error("no place for a further plugin came free within {} s: too many run at once", .0.as_secs())]
    Full(Duration),
    /// The system.
    #[error("the system gave no thread for it: {0}")]
    Refused(#[from] io::Error),
    /// The host stops.
    #[error("the host is stopping")]
    Ended,
}

impl Threads {
    /// So many attempts and checks at a time, and one installation.
    pub(super) fn new(attempts: u32, checks: u32, tracker: TaskTracker) -> Self {
        let places = |count: u32| usize::try_from(count.max(1)).unwrap_or(Semaphore::MAX_PERMITS);
        let semaphore = |count| Arc::new(Semaphore::new(count));
        Self {
            checks: semaphore(places(checks)),
            attempts: semaphore(places(attempts)),
            trials: semaphore(1),
            share: places(checks).div_ceil(2),
            tracker,
        }
    }

    /// A release's part: half of the places for checks.
    pub(super) fn share(&self) -> Share {
        Share(Arc::new(Semaphore::new(self.share)))
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
        let (places, share, wait, priority) = match purpose {
            Purpose::Check(share) => (&self.checks, Some(&share.0), CHECK_WAIT, Some(LOW_PRIORITY)),
            Purpose::Attempt => (&self.attempts, None, WAIT, None),
            Purpose::Trial => (&self.trials, None, WAIT, Some(LOW_PRIORITY)),
        };
        let place = timeout(wait, async {
            let own = match share {
                Some(share) => Some(Arc::clone(share).acquire_owned().await),
                None => None,
            };
            (own, Arc::clone(places).acquire_owned().await)
        });
        let place = place.await.map_err(|_| NoThread::Full(wait))?;
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
            // Before the answer: whoever has it finds the place free.
            drop(place);
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

fn lower_own_priority(priority: i32) {
    if let Err(error) = setpriority_process(None, priority) {
        tracing::warn!(%error, "a plugin's thread could not be put behind the host's other work");
    }
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    /// Computes without end, as a plugin does: it yields at each tick, and at nothing else.
    async fn spin() {
        loop {
            tokio::task::yield_now().await;
        }
    }

    /// On the one thread that also runs this test: it would never come to its end.
    #[tokio::test]
    async fn what_spins_in_every_place_holds_up_nobody_and_ends_with_whoever_waited() {
        let tracker = TaskTracker::new();
        let threads = Threads::new(4, 1, tracker.clone());
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let threads = threads.clone();
            calls.spawn(async move { threads.run(Purpose::Attempt, async || spin().await).await });
        }
        while threads.attempts.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        calls.abort_all();
        while calls.join_next().await.is_some() {}
        tracker.close();
        timeout(Duration::from_secs(20), tracker.wait()).await.expect("each ends with whoever waited for it");
        assert_eq!(threads.attempts.available_permits(), 4);
    }

    #[tokio::test]
    async fn one_release_leaves_places_for_the_checks_of_others() {
        let threads = Threads::new(1, 2, TaskTracker::new());
        let (greedy, other) = (threads.share(), threads.share());
        let end = CancellationToken::new();
        let until_end = || {
            let end = end.clone();
            async move || end.cancelled_owned().await
        };
        let _ends = end.clone().drop_guard();
        let held = threads.run(Purpose::Check(&greedy), until_end());
        let refused = threads.run(Purpose::Check(&greedy), until_end());
        let served = async {
            while threads.checks.available_permits() > 1 {
                tokio::task::yield_now().await;
            }
            threads.run(Purpose::Check(&other), async || "served").await.unwrap()
        };
        tokio::select! {
            biased;
            _ = held => panic!("nothing ends it"),
            (refused, served) = async { tokio::join!(refused, served) } => {
                assert_eq!(served, "served");
                assert!(matches!(refused, Err(NoThread::Full(CHECK_WAIT))));
            }
        }
    }

    #[tokio::test]
    #[should_panic(expected = "in the call")]
    async fn a_panic_goes_on_where_it_is_waited_for() {
        let threads = Threads::new(1, 1, TaskTracker::new());
        let _: Result<(), NoThread> = threads.run(Purpose::Attempt, async || panic!("in the call")).await;
    }
}
