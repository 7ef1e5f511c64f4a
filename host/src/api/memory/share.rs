//! How much memory bodies may take, counted by what has arrived: as a whole, and of one client.
//!
//! A body that has not come yet takes nothing, so nobody can reserve room by announcing much and sending little. Among
//! bodies that wait for each other the oldest can always come to its end: the others leave it the room for that.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::super::problem::Problem;

/// The first bytes of a body are not counted: an application without documents and a decision wait for no one. The bound of open
/// connections bounds them.
const UNCOUNTED: usize = 128 << 10;
/// When a client should come again that found no room.
const COME_AGAIN: Duration = Duration::from_secs(5);

/// What bodies of one kind may take.
#[derive(Clone, Copy)]
pub(in crate::api) struct Bounds {
    /// Bytes of all of them.
    pub(in crate::api) whole: usize,
    /// Bytes of one client's.
    pub(in crate::api) client: usize,
    /// Bytes of the largest; no bound is smaller.
    pub(in crate::api) largest: usize,
    /// How long a body waits for room before its client is asked to come again.
    pub(in crate::api) wait: Duration,
    /// Longest time in which a body may bring next to nothing.
    pub(in crate::api) pace: Duration,
}

/// The memory for bodies of one kind. Clones share it.
#[derive(Clone)]
pub(in crate::api) struct Memory(Arc<Shared>);

struct Shared {
    bounds: Bounds,
    bodies: Mutex<Bodies>,
    /// Said whenever a body gives its room back.
    freed: Notify,
}

/// What is reserved, the oldest reservation first.
#[derive(Default)]
struct Bodies {
    next: u64,
    reserved: BTreeMap<u64, Reservation>,
}

/// What one body takes.
struct Reservation {
    client: Arc<str>,
    bytes: usize,
}

/// What of the memory is not there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Full {
    /// The client's own part.
    Client,
    /// All of it.
    Whole,
}

impl Memory {
    pub(in crate::api) fn new(bounds: Bounds) -> Self {
        Self(Arc::new(Shared { bounds, bodies: Mutex::default(), freed: Notify::new() }))
    }

    /// The share of a client's next body; nothing yet.
    pub(in crate::api) fn share(&self, client: &str) -> Share {
        Share { memory: self.clone(), client: client.into(), turn: None }
    }

    fn bodies(&self) -> MutexGuard<'_, Bodies> {
        self.0.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The memory that one body takes. Drop it after the work.
pub(in crate::api) struct Share {
    memory: Memory,
    client: Arc<str>,
    turn: Option<u64>,
}

impl Share {
    /// How fast its body has to come.
    pub(in crate::api) fn pace(&self) -> Duration {
        self.memory.0.bounds.pace
    }

    /// Gives the whole reservation back.
    pub(in crate::api) fn give_back(&mut self) {
        if let Some(turn) = self.turn.take() {
            self.memory.bodies().reserved.remove(&turn);
            self.memory.0.freed.notify_waiters();
        }
    }

    /// Reserves `bytes` in all, waiting for room within a bound.
    pub(in crate::api) async fn reserve(&mut self, bytes: usize) -> Result<(), Problem> {
        if bytes <= UNCOUNTED {
            return Ok(());
        }
        let Shared { bounds, freed, .. } = &*self.memory.0;
        let end = Instant::now() + bounds.wait;
        loop {
            // Made before looking, so that what is given back meanwhile is not missed.
            let given_back = freed.notified();
            let full = match self.memory.bodies().take(&mut self.turn, &self.client, bytes, *bounds) {
                Ok(()) => return Ok(()),
                Err(full) => full,
            };
            if timeout_at(end, given_back).await.is_err() {
                return Err(full.problem(bounds));
            }
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl Bodies {
    fn take(&mut self, turn: &mut Option<u64>, client: &Arc<str>, bytes: usize, bounds: Bounds) -> Result<(), Full> {
        let own = *turn.get_or_insert_with(|| {
            self.next += 1;
            self.next
        });
        self.reserved.entry(own).or_insert_with(|| Reservation { client: Arc::clone(client), bytes: 0 });
        let fits = |bound: usize, counts: &dyn Fn(&Reservation) -> bool| {
            let mut counted = self.reserved.iter().filter(|(_, reserved)| counts(reserved));
            let Some((oldest, first)) = counted.next() else { return true };
            // Never refused: the others have left it the room.
            if *oldest == own {
                return true;
            }
            let others: usize = counted.filter(|(other, _)| **other != own).map(|(_, reserved)| reserved.bytes).sum();
            bounds.largest.max(first.bytes) + others + bytes <= bound
        };
        if !fits(bounds.client, &|reserved| reserved.client == *client) {
            return Err(Full::Client);
        }
        if !fits(bounds.whole, &|_| true) {
            return Err(Full::Whole);
        }
        if let Some(reserved) = self.reserved.get_mut(&own) {
            reserved.bytes = bytes;
        }
        Ok(())
    }
}

impl Full {
    fn problem(self, bounds: &Bounds) -> Problem {
        let (status, kind, title, detail) = match self {
            Self::Client => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-much-at-once",
                "This token sends too much at once",
                format!(
                    "bodies of one token may take {} MiB at a time; send fewer large ones at once, and this one again",
                    bounds.client >> 20
                ),
            ),
            Self::Whole => (
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "The host takes other large bodies",
                "nothing is wrong with this one; send it again".to_owned(),
            ),
        };
        Problem::new(status, kind, title).detail(detail).come_again(COME_AGAIN)
    }
}

#[cfg(test)]
mod tests;
