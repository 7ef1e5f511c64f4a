//! When the queue is looked at. A look that finds nothing to begin has read what waits first in every county: it is rested from, many times as long
//! as it took, so that thousands of counties whose sites are closed cost next to nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use tokio::time::Instant;

/// Times as long as a look took that nothing found: where nobody says that there may be work, and where somebody does.
const RESTS: u32 = 400;
const WOKEN: u32 = 10;
/// No rest that nobody breaks is shorter, and none is longer: hours open, and pauses end.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(10);

/// When the queue is looked at next.
pub(super) struct Looks {
    next: Instant,
    /// The last look that found nothing ended then, and took so long.
    ended: Instant,
    took: Duration,
    /// When counties may be worked for again that want time between two starts.
    spaced: BinaryHeap<Reverse<Instant>>,
}

impl Looks {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { next: now, ended: now, took: Duration::ZERO, spaced: BinaryHeap::new() }
    }

    pub(super) fn is_due(&mut self) -> bool {
        let now = Instant::now();
        // One by one: each may be of another county.
        let is_spaced = self.spaced.peek().is_some_and(|Reverse(at)| *at <= now);
        if is_spaced {
            self.spaced.pop();
        }
        is_spaced || self.next <= now
    }

    /// How long it is until one is due.
    pub(super) fn rest(&self) -> Duration {
        let spaced = self.spaced.peek().map_or(self.next, |Reverse(at)| self.next.min(*at));
        spaced.saturating_duration_since(Instant::now())
    }

    /// There may be work.
    pub(super) fn woken(&mut self) {
        self.next = self.next.min(self.ended + (self.took * WOKEN).min(LONGEST));
    }

    /// A look that began then found nothing.
    pub(super) fn found_nothing(&mut self, began: Instant) {
        self.ended = Instant::now();
        self.took = self.ended.duration_since(began);
        self.next = self.ended + (self.took * RESTS).clamp(SHORTEST, LONGEST);
    }

    /// A look was not possible: how long that took says nothing of the next one.
    pub(super) fn failed(&mut self) {
        self.ended = Instant::now();
        self.took = Duration::ZERO;
        self.next = self.ended + SHORTEST;
    }

    /// Work began in a county that wants so much time between two starts; there may be more of others.
    pub(super) fn began(&mut self, spacing: Duration) {
        self.next = Instant::now();
        if !spacing.is_zero() {
            self.spaced.push(Reverse(Instant::now() + spacing));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether it is due after so many milliseconds more.
    async fn due_after(looks: &mut Looks, milliseconds: u64) -> bool {
        tokio::time::advance(Duration::from_millis(milliseconds)).await;
        looks.is_due()
    }

    /// A look that took so long, and found nothing.
    async fn look(looks: &mut Looks, milliseconds: u64) {
        let began = Instant::now();
        tokio::time::advance(Duration::from_millis(milliseconds)).await;
        looks.found_nothing(began);
    }

    #[tokio::test(start_paused = true)]
    async fn a_look_that_found_nothing_is_rested_from() {
        let mut looks = Looks::new();
        assert!(looks.is_due());
        look(&mut looks, 5).await;
        assert!(!due_after(&mut looks, 1_999).await && due_after(&mut looks, 1).await);
        look(&mut looks, 500).await;
        assert!(!due_after(&mut looks, 9_999).await && due_after(&mut looks, 1).await);
        looks.began(Duration::from_millis(300));
        assert!(looks.is_due(), "there may be more");
        look(&mut looks, 1).await;
        assert_eq!(looks.rest(), Duration::from_millis(299));
        assert!(due_after(&mut looks, 299).await, "a spacing is over");
        looks.failed();
        assert_eq!((looks.is_due(), looks.rest()), (false, SHORTEST));
    }

    #[tokio::test(start_paused = true)]
    async fn of_two_spacings_that_end_together_each_is_looked_for() {
        let mut looks = Looks::new();
        looks.began(Duration::from_millis(300));
        looks.began(Duration::from_millis(300));
        look(&mut looks, 20).await;
        assert!(due_after(&mut looks, 280).await && looks.is_due() && !looks.is_due());
    }

    #[tokio::test(start_paused = true)]
    async fn who_wakes_it_waits_less_and_a_spacing_that_is_over_not_at_all() {
        let mut looks = Looks::new();
        look(&mut looks, 20).await;
        looks.woken();
        assert!(!due_after(&mut looks, 199).await && due_after(&mut looks, 1).await);
        looks.began(Duration::from_millis(300));
        looks.began(Duration::ZERO);
        look(&mut looks, 20).await;
        assert!(!due_after(&mut looks, 279).await && due_after(&mut looks, 1).await && !looks.is_due());
    }
}
