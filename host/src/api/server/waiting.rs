//! Which connections wait for a request: the one that has waited for longest makes room for one that comes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The connections that wait for a request, the one that has waited for longest first.
#[derive(Default)]
pub(super) struct Waiting {
    queue: Mutex<Queue>,
    /// Said when a connection comes to wait.
    pub(super) entered: Notify,
}

/// Whether there was a connection to be cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    One,
    None,
}

#[derive(Default)]
struct Queue {
    next: u64,
    by_age: BTreeMap<u64, CancellationToken>,
}

impl Waiting {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn enter(&self, cut: &CancellationToken) -> u64 {
        let mut queue = self.queue();
        queue.next += 1;
        let turn = queue.next;
        queue.by_age.insert(turn, cut.clone());
        drop(queue);
        self.entered.notify_waiters();
        turn
    }

    fn leave(&self, turn: u64) {
        self.queue().by_age.remove(&turn);
    }

    pub(super) fn cut_oldest(&self) -> Cut {
        match self.queue().by_age.pop_first() {
            Some((_, cut)) => {
                cut.cancel();
                Cut::One
            }
            None => Cut::None,
        }
    }

    pub(super) fn cut_all(&self) {
        std::mem::take(&mut self.queue().by_age).into_values().for_each(|cut| cut.cancel());
    }
}

/// An open connection: among those that wait, or with a request that has begun.
pub(super) struct Connection {
    waiting: Arc<Waiting>,
    pub(super) cut: CancellationToken,
    turn: Mutex<u64>,
}

impl Connection {
    pub(super) fn new(waiting: Arc<Waiting>) -> Self {
        let cut = CancellationToken::new();
        let turn = Mutex::new(waiting.enter(&cut));
        Self { waiting, cut, turn }
    }

    fn turn(&self) -> MutexGuard<'_, u64> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.waiting.leave(*self.turn());
    }
}

/// A request that has begun; its connection waits again when this is dropped.
pub(super) struct Begun(Arc<Connection>);

impl Begun {
    pub(super) fn of(connection: &Arc<Connection>) -> Self {
        connection.waiting.leave(*connection.turn());
        Self(Arc::clone(connection))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        *self.0.turn() = self.0.waiting.enter(&self.0.cut);
    }
}
