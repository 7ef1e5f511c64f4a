//! Chance that hangs by the seed and by what is asked alone: what befalls an attempt is the same in whatever order attempts are made, so that
//! two ways of working meet the same world.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    Counties,
    Arrivals,
    Outages,
    Changes,
    Faults,
    Application,
    Attempt,
    Question,
    Staff,
    Retry,
}

/// Where everything is drawn from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chance {
    seed: u64,
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The draws of one thing: of a county, of an attempt at an application.
    pub(crate) fn of(self, what: What, which: usize, number: u32) -> Draw {
        let parts = [what as u64, which as u64, u64::from(number)];
        Draw(StdRng::seed_from_u64(parts.into_iter().fold(self.seed, mix)))
    }
}

/// One thing's draws, in order.
pub(crate) struct Draw(StdRng);

impl Draw {
    /// Whether something happens that does so in this share of cases.
    pub(crate) fn happens(&mut self, share: f64) -> bool {
        self.0.random_bool(share.clamp(0.0, 1.0))
    }

    /// From the first up to the second, both included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most.max(least))
    }

    pub(crate) fn part(&mut self, least: f64, most: f64) -> f64 {
        self.0.random_range(least..most)
    }

    /// Around a middle, with a long tail: half to three times as much, mostly.
    pub(crate) fn around(&mut self, middle: f64, spread: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.0.random_range(0.0..1.0)).sum::<f64>() - 6.0;
        middle * (spread * sum.clamp(-3.0, 3.0)).exp()
    }

    /// One of several, by their weights.
    pub(crate) fn one_of(&mut self, weights: &[f64]) -> usize {
        let mut left = self.0.random_range(0.0..1.0) * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }
}

/// SplitMix64: neighbouring numbers lead far apart.
fn mix(state: u64, part: u64) -> u64 {
    let mut mixed = (state ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
