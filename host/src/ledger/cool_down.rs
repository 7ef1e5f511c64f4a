//! Sessions that a county still counts after their work has ended, because nobody signed out of them: a host was killed, a site threw one
//! out, or there is no way to sign out. Until they are over by the county's own rule, they count here as in use.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{AnyConnection, Row as _};

use super::rows::{moment, parsed, stored, stored_after};
use super::{Ledger, LedgerError, Offer};
use crate::submission::{CountyCode, Fence};

/// The longest that a lease may go on after its work: of what cools down from later on, only a clock that was set back is the reason.
pub(super) const LONGEST_LEASE: Duration = Duration::from_secs(60);

/// A session that its county still counts, and nobody uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoolingSession {
    /// The credential's name in the manifest.
    pub credential: String,
    pub account: String,
    /// Counted until then.
    pub until: Timestamp,
}

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

/// The sessions that cool down, by county.
pub(super) async fn cooling(
    db: &mut AnyConnection,
    now: Timestamp,
) -> Result<BTreeMap<CountyCode, Vec<CoolingSession>>, LedgerError> {
    let cooling =
        "SELECT county, name, account, until FROM cooling_sessions WHERE until > $1 AND since <= $2 ORDER BY until";
    let cooling = sqlx::query(cooling).bind(stored(now)).bind(stored_after(now, LONGEST_LEASE));
    let mut counties: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in cooling.fetch_all(db).await? {
        let (credential, account) = (row.try_get("name")?, row.try_get("account")?);
        let session = CoolingSession { credential, account, until: moment(&row, "until")? };
        counties.entry(parsed(&row, "county")?).or_default().push(session);
    }
    Ok(counties)
}

/// The credential of an offer that has no free session in any account for those that cool down, and until when; the one that is free last.
/// The sessions are in the order in which they are over.
pub fn cools_until<'a>(cooling: &[CoolingSession], offer: &'a Offer) -> Option<(&'a str, Timestamp)> {
    let mut free: BTreeMap<&str, Option<Timestamp>> = BTreeMap::new();
    for credential in &offer.credentials {
        let is_of = |one: &&CoolingSession| (&one.credential, &one.account) == (&credential.name, &credential.account);
        let of_account: Vec<_> = cooling.iter().filter(is_of).map(|one| one.until).collect();
        let sessions = usize::try_from(credential.sessions).unwrap_or(usize::MAX);
        // The first that makes room; where there is room now, none.
        let until = of_account.len().checked_sub(sessions).and_then(|first| of_account.get(first)).copied();
        let soonest = free.entry(&credential.name).or_insert(until);
        *soonest = (*soonest).min(until);
    }
    free.into_iter().filter_map(|(name, until)| Some((name, until?))).max_by_key(|(_, until)| *until)
}
