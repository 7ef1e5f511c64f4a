//! How much memory bodies may take, counted by what has arrived: as a whole, and of one client.
//!
//! A body that has not come yet takes nothing, so nobody can hold a place by announcing much and sending little. Among bodies that wait
//! for each other the oldest can always come to its end: the others leave it the room for that.

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
    /// How long a body waits for room before its client is told to come again.
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

/// What is held, the oldest first.
#[derive(Default)]
struct Bodies {
    next: u64,
    held: BTreeMap<u64, Held>,
}

struct Held {
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
        Share { memory: self.clone(), client: client.into(), place: None }
    }

    fn bodies(&self) -> MutexGuard<'_, Bodies> {
        self.0.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The memory that one body takes. Drop it after the work.
pub(in crate::api) struct Share {
    memory: Memory,
    client: Arc<str>,
    place: Option<u64>,
}

impl Share {
    /// How fast its body has to come.
    pub(in crate::api) fn pace(&self) -> Duration {
        self.memory.0.bounds.pace
    }

    /// Holds nothing any more.
    pub(in crate::api) fn give_back(&mut self) {
        if let Some(place) = self.place.take() {
            self.memory.bodies().held.remove(&place);
            self.memory.0.freed.notify_waiters();
        }
    }

    /// Holds `bytes` in all, waiting for room within a bound.
    pub(in crate::api) async fn hold(&mut self, bytes: usize) -> Result<(), Problem> {
        if bytes <= UNCOUNTED {
            return Ok(());
        }
        let Shared { bounds, freed, .. } = &*self.memory.0;
        let end = Instant::now() + bounds.wait;
        loop {
            // Made before looking, so that what is given back meanwhile is not missed.
            let given_back = freed.notified();
            let full = match self.memory.bodies().take(&mut self.place, &self.client, bytes, *bounds) {
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
    fn take(&mut self, place: &mut Option<u64>, client: &Arc<str>, bytes: usize, bounds: Bounds) -> Result<(), Full> {
        let own = *place.get_or_insert_with(|| {
            self.next += 1;
            self.next
        });
        self.held.entry(own).or_insert_with(|| Held { client: Arc::clone(client), bytes: 0 });
        let fits = |bound: usize, counts: &dyn Fn(&Held) -> bool| {
            let mut counted = self.held.iter().filter(|(_, held)| counts(held));
            let Some((oldest, first)) = counted.next() else { return true };
            // Never refused: the others have left it the room.
            if *oldest == own {
                return true;
            }
            let others: usize = counted.filter(|(other, _)| **other != own).map(|(_, held)| held.bytes).sum();
            bounds.largest.max(first.bytes) + others + bytes <= bound
        };
        if !fits(bounds.client, &|held| held.client == *client) {
            return Err(Full::Client);
        }
        if !fits(bounds.whole, &|_| true) {
            return Err(Full::Whole);
        }
        if let Some(held) = self.held.get_mut(&own) {
            held.bytes = bytes;
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
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;
    const BOUNDS: Bounds = Bounds {
        whole: 16 * MIB,
        client: 8 * MIB,
        largest: 4 * MIB,
        wait: Duration::from_millis(5),
        pace: Duration::from_secs(1),
    };

    async fn holds(share: &mut Share, mib: usize) -> bool {
        share.hold(mib * MIB).await.is_ok()
    }

    #[tokio::test]
    async fn one_client_leaves_the_others_their_room() {
        let memory = Memory::new(BOUNDS);
        let mut greedy: Vec<Share> = (0..20).map(|_| memory.share("greedy")).collect();
        let mut held = 0;
        for share in &mut greedy {
            held += usize::from(holds(share, 4).await);
        }
        assert_eq!(held, 2, "8 MiB of one client");
        assert!(holds(&mut memory.share("other"), 4).await);
        assert!(memory.share("greedy").hold(UNCOUNTED).await.is_ok(), "what is small waits for nothing");
        let problem = memory.share("greedy").hold(4 * MIB).await.unwrap_err();
        assert!(format!("{problem:?}").contains("too-much-at-once"), "{problem:?}");
    }

    #[tokio::test]
    async fn what_only_was_announced_takes_nothing() {
        let memory = Memory::new(BOUNDS);
        let _waiting: Vec<Share> = (0..100).map(|number| memory.share(&format!("client-{number}"))).collect();
        assert!(holds(&mut memory.share("other"), 4).await);
    }

    /// However they grow, the oldest comes to its end, then the next: no set of bodies waits for itself.
    #[tokio::test]
    async fn bodies_that_grow_side_by_side_all_come_to_their_end() {
        let memory = Memory::new(BOUNDS);
        let mut growing: Vec<(Share, usize)> =
            (0..12).map(|number| (memory.share(&format!("client-{}", number % 5)), 0)).collect();
        let mut rounds = 0;
        while !growing.is_empty() {
            let mut grew = false;
            for (share, mib) in &mut growing {
                if holds(share, *mib + 1).await {
                    (*mib, grew) = (*mib + 1, true);
                }
            }
            let held: usize = memory.bodies().held.values().map(|held| held.bytes).sum();
            assert!(grew && held <= BOUNDS.whole, "{held} bytes in round {rounds}");
            growing.retain(|(_, mib)| *mib < 4);
            rounds += 1;
        }
        assert!(memory.bodies().held.is_empty());
    }

    #[tokio::test]
    async fn who_waits_goes_on_when_room_is_given_back() {
        let memory = Memory::new(Bounds { wait: Duration::from_secs(10), ..BOUNDS });
        let (mut first, mut second, mut third) = (memory.share("a"), memory.share("a"), memory.share("a"));
        assert!(holds(&mut first, 4).await && holds(&mut second, 4).await);
        let mut waiting = std::pin::pin!(holds(&mut third, 4));
        let at_once = tokio::time::timeout(Duration::ZERO, waiting.as_mut()).await;
        assert!(at_once.is_err(), "there is room for two");
        drop(second);
        assert!(waiting.await);
    }
}
