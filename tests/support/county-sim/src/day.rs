//! Which day it is at a county's site. Real sites change from day to day without meaning anything; what changes is made in
//! `vary`. Never a clock: a day is a number that the control port sets.

use std::sync::Mutex;

use crate::lock::lock;

/// The day that is set at one county, if any is, and how many pages it has served since.
#[derive(Default)]
pub(crate) struct Day {
    today: Mutex<Option<Turn>>,
}

/// A page's place among those of its day: all that is varied follows from these two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) day: u32,
    /// The pages that came before it, counted from when the day was set.
    pub(crate) answer: u32,
}

impl Turn {
    /// One of these: another one from page to page, and from day to day.
    pub(crate) fn pick<T: Copy>(self, all: &[T]) -> T {
        let number = u64::from(self.day) + u64::from(self.answer);
        // The remainder is below the length, which is a usize.
        all[(number % all.len() as u64) as usize]
    }
}

impl Day {
    /// Sets a day, whose pages are counted from the first again, or takes it back.
    pub(crate) fn set(&self, day: Option<u32>) {
        *lock(&self.today) = day.map(|day| Turn { day, answer: 0 });
    }

    pub(crate) fn get(&self) -> Option<u32> {
        lock(&self.today).map(|turn| turn.day)
    }

    /// The turn of the page that is served now. None while no day is set.
    pub(crate) fn next(&self) -> Option<Turn> {
        let mut today = lock(&self.today);
        let turn = (*today)?;
        *today = Some(Turn { answer: turn.answer.wrapping_add(1), ..turn });
        Some(turn)
    }
}
