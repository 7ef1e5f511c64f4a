//! The check that every write of leased work begins with: the write must carry the lease that is in force.

use std::sync::LazyLock;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::rows::{flag, moment};
use super::snapshot::Snapshot;
use super::{Lease, LedgerError, Who};

/// The lease in force of an application, and the application as the ledger has it.
pub(super) struct CurrentLease {
    pub(super) snapshot: Snapshot,
    pub(super) who: Who,
    pub(super) expires_at: Timestamp,
    /// Whether it is the application's that goes first in its county.
    pub(super) goes_first: bool,
}

/// Lease `$1` of application `$2`, where no later one is in force.
static CURRENT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT l.host, l.expires_at, {},
            EXISTS (SELECT 1 FROM counties c WHERE c.county = l.county AND c.first_since IS NOT NULL AND c.first_fence = l.fence)
                AS goes_first
         FROM leases l JOIN applications a ON a.id = l.application AND a.fence = l.fence
         LEFT JOIN application_keys k ON k.application = a.id
         WHERE l.fence = $1 AND l.application = $2",
        Snapshot::COLUMNS
    )
});

/// Checks that a lease is the one in force. Any other lease is lost.
pub(super) async fn current_lease(db: &mut AnyConnection, lease: &Lease) -> Result<CurrentLease, LedgerError> {
    let lost = || LedgerError::LeaseLost { id: lease.application };
    let row = sqlx::query(CURRENT.as_str())
        .bind(lease.fence.0)
        .bind(lease.application.to_string())
        .fetch_optional(db)
        .await?
        .ok_or_else(lost)?;
    Ok(CurrentLease {
        snapshot: Snapshot::of(&row)?,
        who: Who::host(row.try_get::<String, _>("host")?),
        expires_at: moment(&row, "expires_at")?,
        goes_first: flag(&row, "goes_first")?,
    })
}
