//! The requests that the session's page waits for, as its proxy sees them. No command is sent for it.

use std::time::{Duration, Instant};

use super::Session;
use crate::browser::patience::Patience;

impl Session {
    /// How many requests that can change the page are under way and began within this time: documents, scripts, and what
    /// scripts ask for. None of what is asked for without end.
    pub fn requests_under_way(&self, within: Duration) -> usize {
        self.proxy().under_way().count(within)
    }

    /// Whether one is under way that [`quiet`](Self::quiet) waits for.
    pub fn awaits_requests(&self, patience: Patience) -> bool {
        self.proxy().under_way().is_awaited(patience)
    }

    /// Waits until none of them is under way that began within the bound, and none has been for a moment; at most as long.
    /// Whether it is so.
    pub async fn quiet(&self, patience: Patience) -> bool {
        self.proxy().under_way().quiet(patience).await
    }

    /// For how long none has been; at most since then. Nothing where there is one, but for long ones that began before, and
    /// what is asked for without end.
    pub fn quiet_for(&self, since: Instant) -> Option<Duration> {
        let quiet_since = self.proxy().under_way().quiet_since(since.into())?;
        Some(quiet_since.elapsed())
    }
}
