//! The one thing that others may tell the scheduler: there may be work.

use std::sync::Arc;

use tokio::sync::Notify;

/// Wakes the scheduler that it came from. Cheap to clone.
#[derive(Clone, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// There may be work. Said while the scheduler is busy, it looks once more.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.0.notified().await;
    }
}
