//! Stop and commit never race: whichever comes first forbids the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Guards the point of no return: passed once, or closed before. Whoever closes it may drop the call; once it is passed, the
/// call has to be let finish.
#[derive(Debug, Clone, Default)]
pub struct CommitLatch(Arc<AtomicU8>);

const OPEN: u8 = 0;
const PASSED: u8 = 1;
const CLOSED: u8 = 2;

impl CommitLatch {
    /// Closes it; false if it was passed already.
    pub fn close(&self) -> bool {
        match self.0.compare_exchange(OPEN, CLOSED, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => true,
            Err(state) => state == CLOSED,
        }
    }

    /// Passes it; false if it was closed or passed before.
    pub(super) fn pass(&self) -> bool {
        self.0.compare_exchange(OPEN, PASSED, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latch_is_passed_or_closed_and_never_both() {
        let latch = CommitLatch::default();
        assert!(latch.close() && latch.close());
        assert!(!latch.pass());
        let latch = CommitLatch::default();
        assert!(latch.pass() && !latch.pass());
        assert!(!latch.close());
    }
}
