//! How much a plugin may compute, by the clock of its own thread: what other threads do on a busy machine is not held against
//! it, and what the host computes for it is.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::plugin::threads::{Turns, go_last};

/// What a plugin may compute at a stretch in an attempt. A form action that succeeds gives back a part of it.
const ATTEMPT_STRETCH: Duration = Duration::from_secs(3);
/// What a check or a start may compute: an applicant or the one who installs waits for it.
const CHECK_STRETCH: Duration = Duration::from_secs(1);
/// What a form action that succeeds gives back: more than the host's own work on a large page.
const BACK: Duration = Duration::from_millis(100);
/// What an attempt may compute in all, however many actions succeed.
const WHOLE: Duration = Duration::from_secs(60);
/// After so much at a stretch a plugin's thread goes behind all others and takes turns. Honest ones stay below a few milliseconds.
const UNHURRIED: Duration = Duration::from_millis(20);

/// What one call may still compute. Made and looked at on the call's own thread.
#[derive(Debug)]
pub(in crate::plugin) struct Compute {
    /// What may be had at a stretch.
    stretch: Duration,
    /// The thread's clock up to which it may compute on.
    until: Duration,
    /// The thread's clock at which it ends, whatever was given back.
    end: Duration,
    priority: Priority,
    /// Where it waits when it computes for long.
    turns: Turns,
}

#[derive(Debug, PartialEq, Eq)]
enum Priority {
    Usual,
    Lowest,
}

/// The plugin computed for too long.
#[derive(Debug, thiserror::Error)]
pub(in crate::plugin) enum Exhausted {
    #[error("it computed for longer than a plugin may: {} s without a form action that succeeded", .0.as_secs())]
    Stretch(Duration),
    #[error("it computed for longer than a plugin may: {} s in one attempt", WHOLE.as_secs())]
    Whole,
}

impl Compute {
    /// For an attempt that works a form.
    pub(in crate::plugin) fn attempt(turns: Turns) -> Self {
        Self::new(ATTEMPT_STRETCH, turns)
    }

    /// For a check or a start, where nothing is given back.
    pub(in crate::plugin) fn check(turns: Turns) -> Self {
        Self::new(CHECK_STRETCH, turns)
    }

    fn new(stretch: Duration, turns: Turns) -> Self {
        let now = own_time();
        Self { stretch, until: now + stretch, end: now + WHOLE, priority: Priority::Usual, turns }
    }

    /// A form action succeeded.
    pub(in crate::plugin) fn give_back(&mut self) {
        self.until = (self.until + BACK).min(own_time() + self.stretch);
    }

    /// Whether it may go on; and if it computes for long, the turns it has to wait in before.
    pub(in crate::plugin) fn look(&mut self) -> Result<Option<Turns>, Exhausted> {
        let now = own_time();
        if now > self.end {
            return Err(Exhausted::Whole);
        }
        if now > self.until {
            return Err(Exhausted::Stretch(self.stretch));
        }
        if self.until - now + UNHURRIED >= self.stretch {
            return Ok(None);
        }
        if self.priority == Priority::Usual {
            self.priority = Priority::Lowest;
            go_last();
        }
        Ok(Some(self.turns.clone()))
    }
}

/// What the calling thread has computed since it began.
fn own_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn burn(time: Duration) {
        let end = own_time() + time;
        while own_time() < end {
            std::hint::spin_loop();
        }
    }

    fn compute() -> Compute {
        Compute::new(Duration::from_millis(30), Turns::new(1))
    }

    #[test]
    fn what_computes_for_long_takes_turns_until_an_action_succeeds() {
        let mut compute = compute();
        assert!(compute.look().unwrap().is_none());
        burn(UNHURRIED);
        assert!(compute.look().unwrap().is_some());
        compute.give_back();
        assert!(compute.look().unwrap().is_none());
    }

    #[test]
    fn a_stretch_is_bounded_and_waiting_costs_nothing() {
        let mut compute = compute();
        std::thread::park_timeout(Duration::from_millis(60));
        compute.look().unwrap();
        burn(Duration::from_millis(40));
        assert!(matches!(compute.look(), Err(Exhausted::Stretch(_))));
    }

    #[test]
    fn what_is_given_back_fills_up_to_a_stretch_and_no_further() {
        let mut compute = compute();
        for _ in 0..10 {
            compute.give_back();
        }
        burn(Duration::from_millis(40));
        compute.look().unwrap_err();
        compute.give_back();
        compute.look().unwrap();
    }

    #[test]
    fn nothing_is_given_back_beyond_the_whole() {
        let mut compute = compute();
        compute.end = own_time() + Duration::from_millis(50);
        for _ in 0..6 {
            burn(Duration::from_millis(10));
            compute.give_back();
        }
        assert!(matches!(compute.look(), Err(Exhausted::Whole)));
    }
}
