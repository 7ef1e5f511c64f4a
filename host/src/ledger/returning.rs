//! What a county's site put into review goes back to the queue when a new release takes the held county over. Never what passed a
//! commit, the county's refusal of it included, never what was refused for its own data, and never a case that a person has: they may be
//! delivering it by hand.

use sqlx::AnyConnection;

use super::rows::{damaged, parsed};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Ledger, LedgerError, Who};
use crate::submission::{ApplicationId, Counts, CountyCode, Event};

/// What stands for a drift where the kind of a refusal would stand.
pub(super) const DRIFT: &[u8] = &[];

/// Puts back what the release before drifted on, and what was refused as `refused_alike` says. Gives how many.
pub(super) async fn requeue(
    ledger: &Ledger,
    db: &mut AnyConnection,
    county: &CountyCode,
    refused_alike: Option<&[u8]>,
    who: &Who,
    why: &str,
) -> Result<u32, LedgerError> {
    // Not what somebody has, however quiet they are: they may be typing it into the county's site.
    let rows = sqlx::query(
        "SELECT id FROM applications a
         WHERE county = $1 AND state = 'review' AND sending IS NULL AND stopped_by IN ($2, $3) AND NOT EXISTS (
            SELECT 1 FROM assignments s WHERE s.application = a.id AND s.ended_at IS NULL)
         ORDER BY deadline, id",
    )
    .bind(county.as_str())
    .bind(DRIFT)
    .bind(refused_alike.unwrap_or(DRIFT))
    .fetch_all(&mut *db)
    .await?;
    let mut back = 0;
    for row in &rows {
        let id: ApplicationId = parsed(row, "id")?;
        let before = Snapshot::read(db, id).await?.ok_or_else(|| damaged("applications"))?;
        let why = format!("a new release took its county over ({why}): its site, and not its data, had stopped it");
        let event = Some(Event::Requeue);
        let note = TransitionNote { event, at: ledger.now(), who, why: &why, plugin: None, attempt: None };
        let after = Snapshot {
            fence: transitions::next_fence(db).await?,
            not_before: None,
            setbacks: 0,
            attempts_before: before.attempts,
            counts: Counts { faults: 0, drifts: 0, ..before.counts },
            ..before.clone()
        };
        transitions::apply(db, ledger.keys(), &before, after, note).await?;
        back += 1;
    }
    Ok(back)
}

/// A delivery shows that the site takes what it is sent: what it stopped before that is a person's from here on. Not where the county
/// is held meanwhile: then the delivery is of an attempt that had begun before.
pub(super) async fn forget_unless_held(db: &mut AnyConnection, county: &CountyCode) -> Result<(), LedgerError> {
    sqlx::query(
        "UPDATE applications SET stopped_by = NULL WHERE county = $1 AND state = 'review' AND stopped_by IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM counties WHERE county = $1 AND held_since IS NOT NULL)",
    )
    .bind(county.as_str())
    .execute(db)
    .await?;
    Ok(())
}
