//! What happens to the hosts, in which order and for how long: drawn by a seed, before anything starts, so that it owes nothing to what they
//! do.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};

/// After as many applications as it waits for, how much later a fault strikes, in milliseconds: into the middle of any step of an
/// application.
const LATER_MS: Range<u64> = 0..8_000;
/// How long a host that was killed is away, in milliseconds: from one that comes back before anybody missed it to one whose leases ran out.
const AWAY_MS: Range<u64> = 500..25_000;
/// How long a host stands still, or is cut off, in milliseconds: past its leases of 15 s, and past 20 s, within which they are another's.
const LONG_MS: Range<u64> = 22_000..28_000;

/// One of the two hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    First,
    Second,
}

impl Which {
    pub(crate) const BOTH: [Self; 2] = [Self::First, Self::Second];

    pub(crate) fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::First => "first",
            Self::Second => "second",
        })
    }
}

/// What happens to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// SIGKILL, with all its browsers; started again later.
    Killed,
    /// SIGSTOP, past its leases; woken later.
    StoodStill,
    /// Cut off from the ledger's server while it works; joined again later.
    CutOff,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Killed => "killed",
            Self::StoodStill => "stood still",
            Self::CutOff => "cut off",
        })
    }
}

/// One fault of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) which: Which,
    pub(crate) kind: Kind,
    /// How long after its turn has come.
    pub(crate) later: Duration,
    /// How long until the host is started, woken or joined again.
    pub(crate) lasts: Duration,
}

/// So many kills, one standstill and one cut.
pub(crate) fn drawn(seed: u64, kills: usize) -> Vec<Fault> {
    let mut draw = StdRng::seed_from_u64(seed);
    let mut kinds = vec![Kind::Killed; kills];
    kinds.extend([Kind::StoodStill, Kind::CutOff]);
    kinds.shuffle(&mut draw);
    let fault = |kind| Fault {
        which: Which::BOTH[draw.random_range(0..Which::BOTH.len())],
        kind,
        later: Duration::from_millis(draw.random_range(LATER_MS)),
        lasts: Duration::from_millis(draw.random_range(if kind == Kind::Killed { AWAY_MS } else { LONG_MS })),
    };
    kinds.into_iter().map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_faults_again_and_another_one_others() {
        let plan = drawn(1, 10);
        assert_eq!(plan, drawn(1, 10));
        assert_ne!(plan, drawn(2, 10));
        let of = |kind| plan.iter().filter(|fault| fault.kind == kind).count();
        assert_eq!([of(Kind::Killed), of(Kind::StoodStill), of(Kind::CutOff)], [10, 1, 1]);
        let of = |which| plan.iter().filter(|fault| fault.which == which).count();
        assert!(of(Which::First) > 0 && of(Which::Second) > 0, "{plan:?}");
    }
}
