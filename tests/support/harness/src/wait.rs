//! Waiting for something to become true, under a bound. Never for a time to pass.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::Instant;

/// How often a condition is looked at.
const POLL: Duration = Duration::from_millis(100);

/// Asks until the answer is there, and says what was waited for if it never comes.
pub async fn until<T, F>(what: &str, bound: Duration, mut ask: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let end = Instant::now() + bound;
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        if Instant::now() >= end {
            bail!("waited {} s in vain for: {what}", bound.as_secs());
        }
        tokio::time::sleep(POLL).await;
    }
}
