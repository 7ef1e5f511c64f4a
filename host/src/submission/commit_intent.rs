//! What allows the one final click.

use super::Fence;

/// Proof that the intent to send is durable under the attempt's fence. Only the ledger makes one (a test keeps it so),
/// only the form engine takes one: without it there is no final click.
#[derive(Debug)]
pub struct CommitIntent {
    fence: Fence,
}

impl CommitIntent {
    /// For the ledger alone, after its write is on disk.
    pub fn written(fence: Fence) -> Self {
        Self { fence }
    }

    /// The fence under which the intent was written.
    pub fn fence(&self) -> Fence {
        self.fence
    }
}
