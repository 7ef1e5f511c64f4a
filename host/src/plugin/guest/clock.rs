//! The time as a plugin sees it: in its county.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::submission::{Calendar, Clock};

/// The host's clock, read by the county's calendar.
pub(in crate::plugin) struct CountyClock {
    clock: Clock,
    calendar: Calendar,
}

impl CountyClock {
    pub(in crate::plugin) fn new(clock: Clock, calendar: Calendar) -> Self {
        Self { clock, calendar }
    }

    pub(in crate::plugin) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The day on which an application counts that arrives now.
    pub(in crate::plugin) fn today(&self) -> Date {
        self.calendar.today(self.now())
    }
}
