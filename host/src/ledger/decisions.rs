//! What people decide about an application that is in front of them.

use super::moves::{self, Entry, Standing};
use super::{Ledger, LedgerError, Who};
use crate::submission::{ApplicationId, Event, IllegalMove, State};

impl Ledger {
    /// A person's decision: requeue, deliver-by-hand (with the county's number where there is one) or cancel.
    pub async fn resolve(
        &self,
        id: ApplicationId,
        event: Event,
        who: Who,
        why: String,
        receipt_number: Option<String>,
    ) -> Result<State, LedgerError> {
        let now = self.clock().now();
        let mut tx = self.begin().await?;
        let before = moves::standing(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        if !matches!(event, Event::Requeue | Event::DeliverByHand | Event::Cancel) {
            return Err(IllegalMove { state: before.state, event }.into());
        }
        let mut after = Standing { not_before: None, fence: moves::next_fence(&mut tx).await?, ..before.clone() };
        match event {
            Event::Requeue => {
                after.setbacks = 0;
                after.committed_at = None;
            }
            Event::DeliverByHand => after.receipt_number = receipt_number.or(after.receipt_number),
            _ => {}
        }
        let entry = Entry { event: Some(event), at: now, who: &who, why: &why, plugin: None, attempt: None };
        let state = moves::make(&mut tx, self.sealing_key(), &before, after, entry).await?;
        tx.commit().await?;
        Ok(state)
    }
}
