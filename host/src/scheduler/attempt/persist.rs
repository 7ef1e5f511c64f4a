//! Writes to a database that may fail for a while.

use std::time::Duration;

use crate::ledger::LedgerError;

/// How long the database is given to recover before an end is written again: a disk that is full for a moment.
const WAITS: [Duration; 5] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10), LONGEST_WAIT];
/// The longest wait between two of these tries.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Decides whether a write is given up while the database keeps failing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// Given up after [`WAITS`]. A lost write costs a question to the county, or a form filled, for nothing.
    Limited,
    /// Never given up. A lost write could have the application sent twice.
    Forever,
}

/// Writes, again and again while the database fails.
pub(super) async fn persist<T, F: Future<Output = Result<T, LedgerError>>>(
    retry: Retry,
    write: impl Fn() -> F,
) -> Result<T, LedgerError> {
    let mut waits = WAITS.into_iter();
    loop {
        let done = write().await;
        let wait = waits.next().or((retry == Retry::Forever).then_some(LONGEST_WAIT));
        match (done, wait) {
            (Err(error), Some(wait)) if error.is_of_the_database() => {
                tracing::warn!(%error, "the end could not be written; tried again");
                tokio::time::sleep(wait).await;
            }
            (done, _) => return done,
        }
    }
}
