//! Writes to a database that may fail for a while.

use std::time::Duration;

use crate::ledger::LedgerError;

/// How long the database is given to recover before an end is written again: a disk that is full for a moment.
const WAITS: [Duration; 5] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10), LONGEST_WAIT];
/// The longest wait between two of these tries.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How long a write is tried again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// What is lost has the county asked, or the form filled, for nothing.
    Bounded,
    /// What is lost could be sent twice.
    Endless,
}

/// Writes, again and again while the database fails.
pub(super) async fn persist<T, F: Future<Output = Result<T, LedgerError>>>(
    patience: Patience,
    write: impl Fn() -> F,
) -> Result<T, LedgerError> {
    let mut waits = WAITS.into_iter();
    loop {
        let done = write().await;
        let wait = waits.next().or((patience == Patience::Endless).then_some(LONGEST_WAIT));
        match (done, wait) {
            (Err(error @ LedgerError::Database(_)), Some(wait)) => {
                tracing::warn!(%error, "the end could not be written; tried again");
                tokio::time::sleep(wait).await;
            }
            (done, _) => return done,
        }
    }
}
