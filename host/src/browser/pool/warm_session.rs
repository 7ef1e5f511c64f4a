//! A session that is used again, and what decides for how long: its age and its uses.

use std::time::{Duration, Instant};

use crate::browser::config::Recycling;
use crate::browser::session::Session;

pub(super) struct WarmSession {
    pub(super) session: Session,
    opened: Instant,
    /// Applications that had it, the one that has it included.
    pub(super) uses: u32,
}

impl WarmSession {
    /// Of a session that was just opened.
    pub(super) fn new(session: Session) -> WarmSession {
        WarmSession { session, opened: Instant::now(), uses: 0 }
    }

    /// Why it is not to be used any more; none where it may be.
    pub(super) fn retire_reason(&self, recycling: &Recycling) -> Option<&'static str> {
        if self.session.is_lost() {
            Some("it is lost")
        } else if self.uses >= recycling.uses {
            Some("it was used often enough")
        } else if self.opened.elapsed() >= Duration::from_secs(u64::from(recycling.minutes) * 60) {
            Some("it is old enough")
        } else {
            None
        }
    }
}
