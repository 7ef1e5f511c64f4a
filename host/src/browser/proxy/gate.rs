//! The submit gate: lets one request through for each arming, whoever sends it and however often.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::browser::wall::SubmitSeen;

/// Closed until armed; closed again by the one that passes.
#[derive(Default)]
pub(in crate::browser) struct Gate(Mutex<State>);

#[derive(Default)]
struct State {
    armed: bool,
    seen: SubmitSeen,
}

impl Gate {
    /// Opens for one, and starts the account of it.
    pub(in crate::browser) fn arm(&self) {
        let mut state = self.state();
        state.armed = true;
        state.seen = SubmitSeen { sent: 0, answered: None, lost: false, ..state.seen };
    }

    /// Closes, and gives the account.
    pub(in crate::browser) fn disarm(&self) -> SubmitSeen {
        let mut state = self.state();
        state.armed = false;
        let seen = state.seen;
        state.seen = SubmitSeen { refused: 0, ..seen };
        seen
    }

    /// The account so far.
    pub(in crate::browser) fn seen(&self) -> SubmitSeen {
        self.state().seen
    }

    /// Whether this request may go. The gate is closed behind it, whatever becomes of it.
    pub(super) fn passes(&self) -> bool {
        let mut state = self.state();
        let passes = std::mem::take(&mut state.armed);
        if !passes {
            state.seen.refused = state.seen.refused.saturating_add(1);
        }
        passes
    }

    /// Its first byte is about to leave.
    pub(super) fn sending(&self) {
        let mut state = self.state();
        state.seen.sent = state.seen.sent.saturating_add(1);
    }

    /// The county answered.
    pub(super) fn answered(&self, status: u16) {
        self.state().seen.answered = Some(status);
    }

    /// The county will not answer.
    pub(super) fn lost(&self) {
        self.state().seen.lost = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_passes_unarmed() {
        let gate = Gate::default();
        assert!(!gate.passes());
        assert_eq!(gate.seen(), SubmitSeen { refused: 1, ..SubmitSeen::default() });
    }

    #[test]
    fn one_passes_for_each_arming() {
        let gate = Gate::default();
        gate.arm();
        assert!(gate.passes());
        gate.sending();
        assert!(!gate.passes());
        gate.answered(302);
        assert_eq!(gate.disarm(), SubmitSeen { sent: 1, refused: 1, answered: Some(302), lost: false });
        assert!(!gate.passes());
        assert_eq!(gate.seen().refused, 1, "counted anew from the disarming");
        gate.arm();
        assert_eq!(gate.seen(), SubmitSeen { refused: 1, ..SubmitSeen::default() });
        assert!(gate.passes());
    }

    #[test]
    fn of_many_at_once_one_passes() {
        let gate = Gate::default();
        gate.arm();
        let passed = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| gate.passes())).collect();
            threads.into_iter().map(|t| t.join().unwrap()).filter(|passed| *passed).count()
        });
        assert_eq!(passed, 1);
    }

    #[test]
    fn disarming_closes_an_unused_gate() {
        let gate = Gate::default();
        gate.arm();
        assert_eq!(gate.disarm().sent, 0);
        assert!(!gate.passes());
    }
}
