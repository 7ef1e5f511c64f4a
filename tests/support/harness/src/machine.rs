//! Who has the machine. A host waits for pages and settling times a third of its time, so two share the machine; browsers are
//! what two cores have least of, so no more do. Knows of the hosts of this process alone.

use tokio::sync::{Semaphore, SemaphorePermit};

/// Hosts that run at a time.
const HOSTS: u32 = 2;
static PLACES: Semaphore = Semaphore::const_new(HOSTS as usize);

/// How much of the machine a host has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Machine {
    /// What is true of it is as true beside another host.
    #[default]
    Shared,
    /// It is measured: how long an answer takes, how much memory is left.
    Alone,
}

impl Machine {
    /// Waits for its turn, and has it until the permit is dropped.
    pub(crate) async fn take(self) -> SemaphorePermit<'static> {
        let places = match self {
            Self::Shared => 1,
            Self::Alone => HOSTS,
        };
        PLACES.acquire_many(places).await.expect("nobody closes it")
    }
}
