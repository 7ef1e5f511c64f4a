//! The submit gate: lets one request through for each arming, whoever sends it and however often; and the witness of what
//! left while it was armed, and of what it blocked. What nobody declared it never lets through, where the policy holds that.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::effect::Effect;
use super::request_log::MOST_REQUEST_CHARACTERS;
use crate::browser::network_policy::RightToSend;
use crate::browser::observed::SubmitSeen;

/// That a request may go, unless the gate is closed before its first byte leaves.
#[derive(Debug)]
pub(super) struct Pass {
    effect: Effect,
    arming: u32,
    /// Its method and path.
    request: String,
}

impl Pass {
    /// It only reads, as far as its method and address tell.
    pub(super) fn is_read(&self) -> bool {
        matches!(self.effect, Effect::Reads | Effect::Queries | Effect::OpensPage)
    }
}

/// Closed until armed; closed again by the one that passes.
#[derive(Default)]
pub(in crate::browser) struct SubmitGate {
    state: Mutex<State>,
    right: RightToSend,
}

/// What may pass, and whether it is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    /// Nothing that submits passes. The rest passes uncounted.
    #[default]
    Idle,
    /// One that submits may pass. The rest is counted.
    Armed,
    /// The one that submits has passed. The rest is counted until the disarming.
    Used,
    /// It was reported that nothing was sent: nothing that could make this untrue passes until the next arming.
    Shut,
}

impl Phase {
    /// Between the arming and the disarming.
    fn is_watching(self) -> bool {
        matches!(self, Phase::Armed | Phase::Used)
    }
}

#[derive(Default)]
struct State {
    phase: Phase,
    /// Which arming this is.
    arming: u32,
    seen: SubmitSeen,
    /// Method and path.
    last_blocked_request: Option<String>,
    /// The same, of what nobody declared.
    first_undeclared_request: Option<String>,
}

impl SubmitGate {
    /// Nothing that could submit leaves once this right is lost.
    pub(super) fn new(right: RightToSend) -> Self {
        Self { right, ..Self::default() }
    }

    /// Opens for one, and starts the account of it.
    pub(in crate::browser) fn arm(&self) {
        let mut state = self.state();
        state.phase = Phase::Armed;
        state.arming = state.arming.wrapping_add(1);
        let SubmitSeen { refused, undeclared, .. } = state.seen;
        state.seen = SubmitSeen { refused, undeclared, ..SubmitSeen::default() };
    }

    /// Closes, and gives the account. Where nothing left that could have submitted, nothing will until the next arming.
    pub(in crate::browser) fn disarm(&self) -> SubmitSeen {
        let mut state = self.state();
        let seen = state.seen;
        let nothing_left = seen.nothing_left();
        state.phase = if state.phase.is_watching() && nothing_left { Phase::Shut } else { Phase::Idle };
        state.seen = SubmitSeen { refused: 0, undeclared: 0, ..seen };
        seen
    }

    /// For a report that nothing was sent: nothing that could submit leaves until the next arming.
    pub(in crate::browser) fn shut(&self) {
        self.state().phase = Phase::Shut;
    }

    /// Whether nothing that could submit leaves until the next arming.
    pub(in crate::browser) fn is_shut(&self) -> bool {
        self.state().phase == Phase::Shut
    }

    /// The account so far.
    pub(in crate::browser) fn seen(&self) -> SubmitSeen {
        self.state().seen
    }

    /// The request that was blocked last: its method and path.
    pub(in crate::browser) fn last_blocked_request(&self) -> Option<String> {
        self.state().last_blocked_request.clone()
    }

    /// The request that nobody declared and that was held first since the last disarming, or the session's start: its method and path. What
    /// follows it is often no more than a consequence.
    pub(in crate::browser) fn first_undeclared_request(&self) -> Option<String> {
        self.state().first_undeclared_request.clone()
    }

    /// Whether this request, by its method and path, may go. The gate is closed behind the one that submits, whatever becomes of it.
    pub(super) fn passes(&self, effect: Effect, request: &str) -> Option<Pass> {
        let mut state = self.state();
        let passes = match effect {
            Effect::Submits => self.right.holds() && state.use_arming(),
            Effect::TooLarge | Effect::Undeclared => false,
            Effect::MaySubmit => state.phase != Phase::Shut && self.right.holds(),
            Effect::Queries => state.phase != Phase::Shut,
            Effect::OpensPage | Effect::Reads => true,
        };
        let pass =
            Pass { effect, arming: state.arming, request: request.chars().take(MOST_REQUEST_CHARACTERS).collect() };
        if passes {
            Some(pass)
        } else {
            state.refuse(&pass);
            None
        }
    }

    /// Its first byte is about to leave. It may not any more where the gate was closed since it passed: what was reported of what
    /// left would not be true.
    pub(super) fn sending(&self, pass: &Pass) -> bool {
        let mut state = self.state();
        let goes = match pass.effect {
            Effect::Submits => state.phase.is_watching() && state.arming == pass.arming && self.right.holds(),
            Effect::TooLarge | Effect::Undeclared => false,
            Effect::MaySubmit => state.phase != Phase::Shut && self.right.holds(),
            Effect::Queries => state.phase != Phase::Shut,
            Effect::OpensPage | Effect::Reads => true,
        };
        match pass.effect {
            _ if !goes => state.refuse(pass),
            Effect::Submits => state.seen.sent = state.seen.sent.saturating_add(1),
            Effect::MaySubmit if state.phase.is_watching() => {
                state.seen.possible_submits = state.seen.possible_submits.saturating_add(1);
            }
            Effect::Queries | Effect::OpensPage if state.phase.is_watching() => {
                state.seen.reads_with_possible_effect = state.seen.reads_with_possible_effect.saturating_add(1);
            }
            _ => {}
        }
        goes
    }

    /// A piece of what a socket says is about to leave. Nobody can tell what it does: it could submit, so while the gate watches it
    /// counts, and where nothing was said to have left it does not leave.
    pub(super) fn sending_by_socket(&self) -> bool {
        let mut state = self.state();
        let goes = state.phase != Phase::Shut && self.right.holds();
        if !goes {
            state.seen.refused = state.seen.refused.saturating_add(1);
        } else if state.phase.is_watching() {
            state.seen.possible_submits = state.seen.possible_submits.saturating_add(1);
        }
        goes
    }

    /// Whether what leaves by this pass now is counted: such a thing goes alone, and once.
    pub(super) fn watches(&self, pass: &Pass) -> bool {
        pass.effect != Effect::Reads && self.state().phase.is_watching()
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
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether one that submits may pass: the first of each arming.
    fn use_arming(&mut self) -> bool {
        let armed = self.phase == Phase::Armed;
        if armed {
            self.phase = Phase::Used;
        }
        armed
    }

    fn refuse(&mut self, pass: &Pass) {
        if pass.effect == Effect::Undeclared {
            if self.seen.undeclared == 0 {
                self.first_undeclared_request = Some(pass.request.clone());
            }
            self.seen.undeclared = self.seen.undeclared.saturating_add(1);
        } else {
            self.last_blocked_request = Some(pass.request.clone());
            self.seen.refused = self.seen.refused.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests;
