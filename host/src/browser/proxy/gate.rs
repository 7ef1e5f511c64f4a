//! The submit gate: lets one request through for each arming, whoever sends it and however often; and the witness of what
//! left while it was armed, and of what it held back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::effect::Effect;
use crate::browser::observed::SubmitSeen;

/// Characters kept of the request that was held back last.
const MOST_HELD: usize = 200;

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
pub(in crate::browser) struct SubmitGate(Mutex<State>);

#[derive(Default)]
struct State {
    /// One may pass.
    armed: bool,
    /// Between the arming and the disarming.
    watching: bool,
    /// Which arming this is.
    arming: u32,
    /// It was reported that nothing was sent: nothing may leave afterwards that could make it untrue.
    shut: bool,
    seen: SubmitSeen,
    held: Option<String>,
}

impl SubmitGate {
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

    /// For a report that nothing was sent: nothing that could submit leaves until the next arming.
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
            Effect::MaySubmit | Effect::Queries => !state.shut,
            Effect::OpensPage | Effect::Reads => true,
        };
        let pass = Pass { effect, arming: state.arming, request: format!("{method} {path}") };
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
            Effect::Submits => state.watching && state.arming == pass.arming,
            Effect::MaySubmit | Effect::Queries => !state.shut,
            Effect::OpensPage | Effect::Reads => true,
        };
        match pass.effect {
            _ if !goes => state.refuse(pass),
            Effect::Submits => state.seen.sent = state.seen.sent.saturating_add(1),
            Effect::MaySubmit if state.watching => state.seen.others = state.seen.others.saturating_add(1),
            Effect::Queries | Effect::OpensPage if state.watching => {
                state.seen.asked = state.seen.asked.saturating_add(1);
            }
            Effect::MaySubmit | Effect::Queries | Effect::OpensPage | Effect::Reads => {}
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
    fn refuse(&mut self, pass: &Pass) {
        self.seen.refused = self.seen.refused.saturating_add(1);
        self.held = Some(pass.request.chars().take(MOST_HELD).collect());
    }
}

#[cfg(test)]
mod tests;
