//! The submit gate: lets one request through for each arming, whoever sends it and however often; and the witness of what
//! left while it was armed, and of what it held back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::browser::observed::SubmitSeen;

/// Characters kept of the request that was held back last.
const MOST_HELD: usize = 200;

/// What a request could do to the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It goes to a path that submits, by a method that changes something.
    Submits,
    /// It could submit all the same: by its method, or by its path.
    Could,
    /// It reads, and its query may tell the county something.
    Tells,
    /// It reads a page: a county may take what it holds already when somebody comes there.
    Opens,
    /// It only reads.
    Reads,
}

/// That a request may go, unless the gate is closed before its first byte leaves.
#[derive(Debug)]
pub(super) struct Pass {
    effect: Effect,
    arming: u32,
    /// Its method and path.
    request: String,
}

/// Closed until armed; closed again by the one that passes.
#[derive(Default)]
pub(in crate::browser) struct Gate(Mutex<State>);

#[derive(Default)]
struct State {
    /// One may pass.
    armed: bool,
    /// Between the arming and the disarming.
    watching: bool,
    /// Which arming this is.
    arming: u32,
    /// Nothing was sent, and that was told: nothing may leave afterwards that could make it untrue.
    shut: bool,
    seen: SubmitSeen,
    held: Option<String>,
}

impl Gate {
    /// Opens for one, and starts the account of it.
    pub(in crate::browser) fn arm(&self) {
        let mut state = self.state();
        (state.armed, state.watching, state.shut) = (true, true, false);
        state.arming = state.arming.wrapping_add(1);
        state.seen = SubmitSeen { refused: state.seen.refused, ..SubmitSeen::default() };
    }

    /// Closes, and gives the account. Where nothing left that could have submitted, nothing will until the next arming.
    pub(in crate::browser) fn disarm(&self) -> SubmitSeen {
        let mut state = self.state();
        let seen = state.seen;
        state.shut = state.watching && seen.sent == 0 && seen.others == 0 && seen.asked == 0;
        (state.armed, state.watching) = (false, false);
        state.seen = SubmitSeen { refused: 0, ..seen };
        seen
    }

    /// Nothing was sent, and that is told: nothing that could submit leaves until the next arming.
    pub(in crate::browser) fn shut(&self) {
        let mut state = self.state();
        (state.armed, state.watching, state.shut) = (false, false, true);
    }

    /// The account so far.
    pub(in crate::browser) fn seen(&self) -> SubmitSeen {
        self.state().seen
    }

    /// The request that was held back last: its method and path.
    pub(in crate::browser) fn held(&self) -> Option<String> {
        self.state().held.clone()
    }

    /// Whether this request may go. The gate is closed behind the one that submits, whatever becomes of it.
    pub(super) fn passes(&self, effect: Effect, method: &str, path: &str) -> Option<Pass> {
        let mut state = self.state();
        let passes = match effect {
            Effect::Submits => std::mem::take(&mut state.armed),
            Effect::Could | Effect::Tells => !state.shut,
            Effect::Opens | Effect::Reads => true,
        };
        let pass = Pass { effect, arming: state.arming, request: format!("{method} {path}") };
        if passes {
            Some(pass)
        } else {
            state.hold(&pass);
            None
        }
    }

    /// Its first byte is about to leave. It may not any more where the gate was closed since it passed: what was told of what
    /// left would not be true.
    pub(super) fn sending(&self, pass: &Pass) -> bool {
        let mut state = self.state();
        let goes = match pass.effect {
            Effect::Submits => state.watching && state.arming == pass.arming,
            Effect::Could | Effect::Tells => !state.shut,
            Effect::Opens | Effect::Reads => true,
        };
        match pass.effect {
            _ if !goes => state.hold(pass),
            Effect::Submits => state.seen.sent = state.seen.sent.saturating_add(1),
            Effect::Could if state.watching => state.seen.others = state.seen.others.saturating_add(1),
            Effect::Tells | Effect::Opens if state.watching => state.seen.asked = state.seen.asked.saturating_add(1),
            Effect::Could | Effect::Tells | Effect::Opens | Effect::Reads => {}
        }
        goes
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

impl State {
    fn hold(&mut self, pass: &Pass) {
        self.seen.refused = self.seen.refused.saturating_add(1);
        self.held = Some(pass.request.chars().take(MOST_HELD).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submits(gate: &Gate) -> bool {
        gate.passes(Effect::Submits, "POST", "/apply/submit").is_some()
    }

    fn sends(gate: &Gate, effect: Effect) -> bool {
        gate.passes(effect, "POST", "/draft").is_some_and(|pass| gate.sending(&pass))
    }

    #[test]
    fn nothing_passes_unarmed() {
        let gate = Gate::default();
        assert!(!submits(&gate));
        assert_eq!(gate.seen(), SubmitSeen { refused: 1, ..SubmitSeen::default() });
        assert_eq!(gate.held().as_deref(), Some("POST /apply/submit"));
    }

    #[test]
    fn one_passes_for_each_arming() {
        let gate = Gate::default();
        gate.arm();
        assert!(sends(&gate, Effect::Submits));
        assert!(!submits(&gate));
        gate.answered(302);
        assert_eq!(gate.disarm(), SubmitSeen { sent: 1, refused: 1, answered: Some(302), ..SubmitSeen::default() });
        assert!(!submits(&gate));
        assert_eq!(gate.seen().refused, 1, "counted anew from the disarming");
        gate.arm();
        assert_eq!(gate.seen(), SubmitSeen { refused: 1, ..SubmitSeen::default() });
        assert!(submits(&gate));
    }

    #[test]
    fn of_many_at_once_one_passes() {
        let gate = Gate::default();
        gate.arm();
        let passed = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| submits(&gate))).collect();
            threads.into_iter().map(|t| t.join().unwrap()).filter(|passed| *passed).count()
        });
        assert_eq!(passed, 1);
    }

    #[test]
    fn disarming_closes_an_unused_gate() {
        let gate = Gate::default();
        gate.arm();
        assert_eq!(gate.disarm().sent, 0);
        assert!(!submits(&gate));
    }

    #[test]
    fn what_else_could_submit_is_counted_while_it_is_armed() {
        let gate = Gate::default();
        assert!(sends(&gate, Effect::Could));
        gate.arm();
        assert_eq!(gate.seen().others, 0);
        assert!(sends(&gate, Effect::Could) && sends(&gate, Effect::Reads));
        assert_eq!(gate.disarm(), SubmitSeen { others: 1, ..SubmitSeen::default() });
        assert!(sends(&gate, Effect::Could), "something left: nothing is concluded from what follows");
    }

    #[test]
    fn a_commit_that_never_armed_it_shuts_it_as_well() {
        let gate = Gate::default();
        let slow = gate.passes(Effect::Could, "POST", "/slow").unwrap();
        gate.shut();
        assert!(!gate.sending(&slow) && !sends(&gate, Effect::Could) && !submits(&gate) && sends(&gate, Effect::Reads));
        gate.arm();
        assert!(sends(&gate, Effect::Could) && submits(&gate));
    }

    #[test]
    fn what_a_read_may_have_told_is_counted_and_no_submission() {
        let gate = Gate::default();
        gate.arm();
        assert!(sends(&gate, Effect::Tells) && sends(&gate, Effect::Opens) && sends(&gate, Effect::Reads));
        assert_eq!(gate.disarm(), SubmitSeen { asked: 2, ..SubmitSeen::default() });
        assert!(sends(&gate, Effect::Could), "something left: nothing is concluded from what follows");
        gate.arm();
        gate.disarm();
        assert!(!sends(&gate, Effect::Tells) && sends(&gate, Effect::Opens), "nothing was told, and nothing will be");
    }

    #[test]
    fn a_pass_is_good_for_its_own_arming() {
        let gate = Gate::default();
        gate.arm();
        let slow = gate.passes(Effect::Submits, "POST", "/slow").unwrap();
        gate.disarm();
        gate.arm();
        assert!(!gate.sending(&slow));
        assert_eq!(gate.disarm().sent, 0);
    }

    #[test]
    fn what_was_told_to_be_unsent_stays_unsent() {
        let gate = Gate::default();
        gate.arm();
        // Both have passed, and are still looking for the county's server.
        let slow = [Effect::Submits, Effect::Could].map(|effect| gate.passes(effect, "POST", "/slow").unwrap());
        assert_eq!((gate.disarm().sent, gate.seen().others), (0, 0));
        for pass in slow {
            assert!(!gate.sending(&pass));
        }
        assert_eq!((gate.seen().refused, gate.held().as_deref()), (2, Some("POST /slow")));
        assert!(!sends(&gate, Effect::Could) && sends(&gate, Effect::Reads));
        gate.arm();
        assert!(sends(&gate, Effect::Could));
    }
}
