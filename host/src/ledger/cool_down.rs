//! Sessions that a county still counts after their work has ended, because nobody signed out of them: a host was killed, a site threw one
//! out, or there is no way to sign out. Until they are over by the county's own rule, they count here as in use.

use std::time::Duration;

use sqlx::AnyConnection;

use super::{Ledger, LedgerError};
use crate::submission::{CountyCode, Fence};

/// The longest that a lease may go on after its work: of what cools down from later on, only a clock that was set back is the reason.
pub(super) const LONGEST_LEASE: Duration = Duration::from_secs(60);

impl Ledger {
    /// The county counts a session of this work no more: it was signed out of, or was never begun. Whether the work has ended or not.
    pub async fn session_over(&self, fence: Fence, credential: &str) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        for over in [
            "UPDATE sessions SET cools_ms = 0 WHERE fence = $1 AND name = $2",
            "DELETE FROM cooling_sessions WHERE fence = $1 AND name = $2",
        ] {
            sqlx::query(over).bind(fence.0).bind(credential).execute(&mut *tx).await?;
        }
        tx.commit().await
    }
}

/// No session of the county's is counted any more but those of work that goes on, as somebody says.
pub(super) async fn forget_cooling(db: &mut AnyConnection, county: &CountyCode) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM cooling_sessions WHERE county = $1").bind(county.as_str()).execute(db).await?;
    Ok(())
}
