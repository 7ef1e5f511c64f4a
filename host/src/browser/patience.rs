//! How long somebody waits for what is under way: one rule for who waits, and for what counts as a request that takes long.

use std::time::Duration;

/// For what the requests under way are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Patience {
    /// An action: what takes longer is waited for once, and what is known to be asked for without end is not.
    Action,
    /// The final click, which cannot be taken back: only what went on through a wait of this length is not waited for.
    Commit,
}

impl Patience {
    /// The longest wait. A request that has been under way for as long is waited for no more.
    pub const fn bound(self) -> Duration {
        match self {
            Patience::Action => Duration::from_secs(3),
            Patience::Commit => Duration::from_secs(10),
        }
    }
}
