//! The check that every write of leased work begins with: the write must carry the lease that is in force.

use std::sync::LazyLock;

use jiff::Timestamp;
use sqlx::{AnyConnection, Row as _};

use super::rows::moment;
use super::snapshot::Snapshot;
use super::{Lease, LedgerError, Who};

/// The lease in force of an application, and the application as the ledger has it.
pub(super) struct CurrentLease {
    pub(super) snapshot: Snapshot,
    pub(super) who: Who,
    pub(super) expires_at: Timestamp,
}

/// Lease `$1` of application `$2`, where no later one is in force.
static CURRENT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT l.host, l.expires_at, {} FROM leases l JOIN applications a ON a.id = l.application AND a.fence = l.fence
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
    })
}

/// Gives back a lease and, with it, its sessions.
pub(super) async fn give_back(db: &mut AnyConnection, fence: i64) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM leases WHERE fence = $1").bind(fence).execute(db).await?;
    Ok(())
}
