//! The places of a pool: which sessions are idle, how many are pending and how many are checked out. It counts and wakes those who
//! wait; it opens and closes nothing.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::warm_session::WarmSession;

pub(super) struct Slots {
    /// Sessions that the pool keeps.
    size: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// Clean, and nobody's.
    idle: VecDeque<WarmSession>,
    /// Being opened or made clean.
    pending: usize,
    /// With an application.
    checked_out: usize,
}

impl Slots {
    pub(super) fn new(size: usize) -> Arc<Slots> {
        Arc::new(Slots { size, state: Mutex::default(), changed: Notify::new() })
    }

    /// The permit to have a session, and an idle one that is still `usable`, if there is one; waits while one is pending. Those
    /// that are idle and not usable are dropped, and end.
    pub(super) async fn check_out(
        self: &Arc<Self>,
        usable: impl Fn(&WarmSession) -> bool,
    ) -> (Option<WarmSession>, Permit) {
        loop {
            let changed = self.changed.notified();
            {
                let mut state = self.state();
                while let Some(session) = state.idle.pop_front() {
                    if usable(&session) {
                        return (Some(session), self.permit(&mut state));
                    }
                }
                if state.pending == 0 {
                    return (None, self.permit(&mut state));
                }
            }
            changed.await;
        }
    }

    /// One for each session that the pool lacks.
    pub(super) fn missing(self: &Arc<Self>) -> Vec<Pending> {
        let mut state = self.state();
        let mut missing = Vec::new();
        while state.idle.len() + state.pending + state.checked_out < self.size {
            missing.push(self.pending_in(&mut state));
        }
        missing
    }

    /// One for a session that comes back.
    pub(super) fn pending(self: &Arc<Self>) -> Pending {
        self.pending_in(&mut self.state())
    }

    fn pending_in(self: &Arc<Self>, state: &mut State) -> Pending {
        state.pending += 1;
        Pending { slots: Arc::clone(self), session: None }
    }

    fn permit(self: &Arc<Self>, state: &mut State) -> Permit {
        state.checked_out += 1;
        Permit(Arc::clone(self))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session that is being opened or made clean. When it is dropped, whoever waits looks again.
pub(super) struct Pending {
    slots: Arc<Slots>,
    session: Option<WarmSession>,
}

impl Pending {
    /// It is there, or will not be.
    pub(super) fn resolve(mut self, session: Option<WarmSession>) {
        self.session = session;
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let mut state = self.slots.state();
        state.pending -= 1;
        if state.idle.len() + state.checked_out < self.slots.size {
            state.idle.extend(self.session.take());
        }
        drop(state);
        self.slots.changed.notify_waiters();
    }
}

/// The right to have one session out of the pool; given back when dropped.
pub(super) struct Permit(Arc<Slots>);

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.state().checked_out -= 1;
        self.0.changed.notify_waiters();
    }
}
