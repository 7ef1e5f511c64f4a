//! Turns for plugins that compute for long. Priorities alone do not keep the host prompt: where the kernel shares processors by
//! login session, plugins that spin use up the part of the host itself (docs/decisions/0012-guests-on-threads-of-their-own.md).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

/// How long a plugin rests before it computes for one more tick of the epoch (10 ms). Those that take turns on one place thus have
/// a third of a processor, however many they are.
const REST: Duration = Duration::from_millis(20);

/// Places to rest in, one after the other. Cheap to clone.
#[derive(Clone, Debug)]
pub(in crate::plugin) struct Turns(Arc<Semaphore>);

impl Turns {
    /// So many plugins rest at a time, and one after the other goes on.
    pub(in crate::plugin) fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places)))
    }

    /// Waits until it may compute for one more tick.
    pub(in crate::plugin) async fn next(self) {
        // Never closed, so this waits for its turn and nothing else.
        let _place = self.0.acquire().await;
        tokio::time::sleep(REST).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_that_spin_get_no_more_than_one_does() {
        let turns = Turns::new(1);
        let began = tokio::time::Instant::now();
        let mut spinning = tokio::task::JoinSet::new();
        for _ in 0..10 {
            spinning.spawn(turns.clone().next());
        }
        spinning.join_all().await;
        assert!(began.elapsed() >= 10 * REST);
    }
}
