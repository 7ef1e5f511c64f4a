//! Who has the machine. Sessions wait for pages and settling times a third of their time, so four share the machine, of however
//! many hosts; browsers are what two cores have least of, so no more do. Knows of the hosts of this process alone.

use tokio::sync::{Semaphore, SemaphorePermit};

/// Sessions of all hosts that run at a time.
const SESSIONS: u32 = 4;
static PLACES: Semaphore = Semaphore::const_new(SESSIONS as usize);

/// How much of the machine a host has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Machine {
    /// What is true of it is as true beside other hosts.
    #[default]
    Shared,
    /// It is measured: how long an answer takes, how much memory is left.
    Alone,
}

impl Machine {
    /// Waits for the turn of a host with so many sessions, and has it until the permit is dropped.
    pub(crate) async fn take(self, sessions: u32) -> SemaphorePermit<'static> {
        let places = match self {
            Self::Shared => sessions.min(SESSIONS),
            Self::Alone => SESSIONS,
        };
        PLACES.acquire_many(places).await.expect("nobody closes it")
    }
}
