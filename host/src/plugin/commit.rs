//! The one step that cannot be taken back: who may take it, how far it went, and what of it is durable when. Never clicks: that
//! is the form engine's, which takes the [`CommitIntent`](crate::submission::CommitIntent) that this obtains.

mod barrier;
mod latch;
mod progress;

pub(super) use barrier::CommitBarrier;
pub use barrier::CommitHandles;
pub use latch::CommitLatch;
pub use progress::CommitProgress;
