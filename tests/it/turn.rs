//! Whose turn it is. A host waits for pages and settling times a third of its time, so two share the machine; browsers are what
//! two cores have least of, so no more do.

use tokio::sync::{Semaphore, SemaphorePermit};

const HOSTS: u32 = 2;
static PLACES: Semaphore = Semaphore::const_new(HOSTS as usize);

/// For a test that is as true beside another one.
pub(crate) async fn shared() -> SemaphorePermit<'static> {
    take(1).await
}

/// For a test that measures: how long an answer takes, how much memory is left.
pub(crate) async fn alone() -> SemaphorePermit<'static> {
    take(HOSTS).await
}

async fn take(places: u32) -> SemaphorePermit<'static> {
    PLACES.acquire_many(places).await.expect("nobody closes it")
}
