//! How much a county's site may send to one application's browser. A browser writes what it is sent to the host's disk, and looks
//! at no size before.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of all answers to one application's browser, and of its sockets. A long application takes about 20 MiB.
const MOST_RECEIVED: u64 = 200 << 20;

/// What is left of the bytes.
pub(super) struct Budget(AtomicU64);

impl Default for Budget {
    fn default() -> Budget {
        Budget(AtomicU64::new(MOST_RECEIVED))
    }
}

impl Budget {
    /// Whether so many more may come. Once they may not, nothing more may.
    pub(super) fn take(&self, bytes: u64) -> bool {
        let taken = self.0.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(bytes)));
        taken.is_ok_and(|before| before > bytes)
    }

    /// Why nothing more may come; none where it may.
    pub(super) fn spent(&self) -> Option<String> {
        (self.0.load(Ordering::SeqCst) == 0).then(too_much)
    }
}

/// Why more than the budget does not come.
pub(super) fn too_much() -> String {
    format!("the site sent more than {} MiB in this attempt", MOST_RECEIVED >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_once() {
        let budget = Budget::default();
        assert!(budget.take(MOST_RECEIVED - 1) && budget.spent().is_none());
        assert!(!budget.take(1) && !budget.take(0));
        assert!(budget.spent().unwrap().contains("200 MiB"));
    }
}
