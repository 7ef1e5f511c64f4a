//! Warm sessions for one application after the other: handed out one at a time, made clean in between, ended by age, use and
//! memory. It never hands out a session that could not be made clean, and never decides who may have one.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::config::Kind;
use super::error::BrowserError;
use super::fleet::Fleet;
use super::memory;
use super::network_policy::NetworkPolicy;
use super::session::Session;

/// Making a session clean takes 50 to 200 ms; one that takes so long is not worth it.
const LONGEST_RESET: Duration = Duration::from_secs(10);
const MIB: u64 = 1 << 20;

/// `[browser.pool]`: how long a browser serves one application after the other.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recycling {
    /// Applications that one browser carries before it is replaced. 1: a new browser for each.
    pub uses: u32,
    /// Minutes after which a browser is replaced, whatever it did.
    pub minutes: u32,
    /// Memory of a browser with its driver, in MiB, at which it is replaced; what its processes share does not count.
    pub memory_mib: u32,
}

impl Default for Recycling {
    fn default() -> Recycling {
        // 270 to 340 MiB were measured after applications; a browser that holds more than twice that leaks.
        Recycling { uses: 50, minutes: 60, memory_mib: 800 }
    }
}

impl Recycling {
    /// Its numbers, and what each may be. A browser weighs 270 MiB and more from its start.
    pub fn numbers(&self) -> [(&'static str, u32, RangeInclusive<u32>); 3] {
        [
            ("uses", self.uses, 1..=10_000),
            ("minutes", self.minutes, 1..=10_080),
            ("memory_mib", self.memory_mib, 300..=65_536),
        ]
    }
}

/// Sessions of one kind of browser. Cheap to clone.
#[derive(Clone)]
pub struct Pool {
    inner: Arc<Inner>,
}

struct Inner {
    fleet: Fleet,
    kind: Kind,
    size: usize,
    recycling: Recycling,
    rooms: Mutex<Rooms>,
    changed: Notify,
}

#[derive(Default)]
struct Rooms {
    /// Clean, and nobody's.
    idle: VecDeque<Session>,
    /// Being opened or made clean.
    coming: usize,
    /// With an application.
    taken: usize,
}

impl Pool {
    /// A pool that keeps up to `size` sessions; starts none.
    pub fn new(fleet: Fleet, kind: Kind, size: usize, mut recycling: Recycling) -> Pool {
        if fleet.is_remote() {
            // What a remote end's driver allows is not ours to know, so nothing there is known to be clean.
            recycling.uses = 1;
        }
        let (rooms, changed) = (Mutex::default(), Notify::new());
        Pool { inner: Arc::new(Inner { fleet, kind, size, recycling, rooms, changed }) }
    }

    /// Opens sessions in the background until there are as many as the pool keeps.
    pub fn warm(&self) {
        if self.inner.recycling.uses <= 1 {
            return;
        }
        let mut rooms = self.rooms();
        while rooms.idle.len() + rooms.coming + rooms.taken < self.inner.size {
            let arrival = self.expect(&mut rooms);
            let pool = self.clone();
            self.inner.fleet.tracker().spawn(async move {
                let opened = pool.inner.fleet.open(pool.inner.kind, NetworkPolicy::default()).await;
                if let Err(error) = &opened {
                    tracing::warn!(%error, "a browser could not be opened in advance");
                }
                arrival.ends_with(opened.ok());
            });
        }
    }

    /// A clean session under this policy: a warm one where there is one or will soon be, else a new one.
    pub async fn take(&self, policy: NetworkPolicy) -> Result<Session, BrowserError> {
        let place = loop {
            let changed = self.inner.changed.notified();
            {
                let mut rooms = self.rooms();
                while let Some(session) = rooms.idle.pop_front() {
                    if self.worn(&session).is_none() {
                        let place = self.place(&mut rooms);
                        return Ok(session.lent(policy, place));
                    }
                }
                if rooms.coming == 0 {
                    break self.place(&mut rooms);
                }
            }
            changed.await;
        };
        let session = self.inner.fleet.open(self.inner.kind, policy.clone()).await?;
        Ok(session.lent(policy, place))
    }

    fn place(&self, rooms: &mut Rooms) -> Place {
        rooms.taken += 1;
        Place(self.clone())
    }

    /// Takes a session back, makes it clean in the background, or ends it.
    pub(super) fn take_back(&self, session: Session) {
        let arrival = self.expect(&mut self.rooms());
        let pool = self.clone();
        self.inner.fleet.tracker().spawn(async move {
            let kept = pool.made_clean(session).await;
            let ended = kept.is_none();
            arrival.ends_with(kept);
            if ended {
                pool.warm();
            }
        });
    }

    async fn made_clean(&self, session: Session) -> Option<Session> {
        let worn = self.worn(&session).or_else(|| {
            let held = session.process.map_or(0, memory::own_bytes);
            (held > u64::from(self.inner.recycling.memory_mib) * MIB).then_some("it holds too much memory")
        });
        if let Some(why) = worn {
            tracing::debug!(why, uses = session.uses, "a browser is replaced");
            session.end().await;
            return None;
        }
        match tokio::time::timeout(LONGEST_RESET, session.reset()).await {
            Ok(Ok(())) => Some(session),
            failed => {
                let why = failed.map_or_else(
                    |_| "it took too long".to_owned(),
                    |done| done.map_or_else(|e| e.to_string(), |()| String::new()),
                );
                tracing::info!(why, "a browser could not be made clean and is replaced");
                session.end().await;
                None
            }
        }
    }

    /// Why a session is not to be used any more.
    fn worn(&self, session: &Session) -> Option<&'static str> {
        let recycling = &self.inner.recycling;
        if session.is_lost() {
            Some("it is lost")
        } else if session.uses >= recycling.uses {
            Some("it was used often enough")
        } else if session.opened.elapsed() >= Duration::from_secs(u64::from(recycling.minutes) * 60) {
            Some("it is old enough")
        } else {
            None
        }
    }

    fn expect(&self, rooms: &mut Rooms) -> Arrival {
        rooms.coming += 1;
        Arrival { pool: self.clone(), session: None }
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.inner.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session that is being opened or made clean. Whoever waits for it is told when it is there, or will not be: when dropped.
struct Arrival {
    pool: Pool,
    session: Option<Session>,
}

impl Arrival {
    fn ends_with(mut self, session: Option<Session>) {
        self.session = session;
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let mut rooms = self.pool.rooms();
        rooms.coming -= 1;
        if rooms.idle.len() + rooms.taken < self.pool.inner.size {
            rooms.idle.extend(self.session.take());
        }
        drop(rooms);
        self.pool.inner.changed.notify_waiters();
    }
}

/// The place of a session that is with an application; free again when dropped.
pub(super) struct Place(Pool);

impl Place {
    pub(super) fn pool(&self) -> Pool {
        self.0.clone()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.rooms().taken -= 1;
        self.0.inner.changed.notify_waiters();
    }
}
