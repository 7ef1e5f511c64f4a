//! Keeps memory together and gives it back to the machine. What attempts took and freed, glibc's allocator keeps for itself (tens of MiB after one
//! hostile plugin), in every arena that a thread ever used; the host runs for months beside browsers that want it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// How often. A round takes a few milliseconds of one core where there is much to give back, and next to nothing else.
const EVERY: Duration = Duration::from_secs(5);

/// Heaps that all threads share. With one for each (glibc's default is eight for each core) a few pages stay in use in every one of
/// them: 15 MiB more after all misbehaving plugins with every session busy, instead of 5. Two were no slower.
#[cfg(target_env = "gnu")]
const ARENAS: libc::c_int = 2;

/// Pieces from this size on, in bytes, have a mapping of their own that ends with them: pictures, pages, guests' megabytes. It is glibc's own
/// default, but unless it is set glibc raises it with every such piece that is freed, up to 32 MiB, and places the next in a heap; what small
/// pieces then leave between them no trim gives back: 3 MiB after all misbehaving plugins with every session busy.
#[cfg(target_env = "gnu")]
const MAPPED_FROM: libc::c_int = 128 << 10;

/// Has all threads share a few heaps, and what is large have none. To be called before there are any threads.
pub fn share_arenas() {
    #[cfg(target_env = "gnu")]
    #[expect(unsafe_code, reason = "glibc's own call, without a safe wrapper anywhere")]
    // SAFETY: `mallopt` takes two numbers and changes settings of the allocator, under its lock.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, ARENAS);
        libc::mallopt(libc::M_MMAP_THRESHOLD, MAPPED_FROM);
    }
}

/// Gives back what is free, again and again until the host stops.
pub(super) async fn give_back(stop: CancellationToken) {
    let mut interval = tokio::time::interval(EVERY);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stop.run_until_cancelled(interval.tick()).await.is_some() {
        // On a thread that may wait: each arena is locked while it is walked.
        if tokio::task::spawn_blocking(trim).await.is_err() {
            return;
        }
    }
}

/// Other allocators give back by themselves.
fn trim() {
    #[cfg(target_env = "gnu")]
    #[expect(unsafe_code, reason = "glibc's own call, without a safe wrapper anywhere")]
    // SAFETY: `malloc_trim` takes a number, touches free memory only, and takes each arena's lock.
    unsafe {
        libc::malloc_trim(0);
    }
}
