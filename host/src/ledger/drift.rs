//! In how many applications in a row a county's site was not what a release expects, refused what it was sent or left it in doubt, or a
//! release was at fault, and what that leads to.

use super::active_release::active;
use super::counted::{Counted, Occurrence, count, forget_county, forget_faults};
use super::holds::HeldFor;
use super::{Ledger, LedgerError, returning};
use crate::submission::{CountyCode, PluginDigest};

impl Ledger {
    /// A release found another site than it expects. Its county is held once that were so many applications in a row, and in the same
    /// step, so that a release which takes its place lifts the hold. Gives whether the county is held for it.
    pub async fn drifted(&self, met: Occurrence<'_>, most: u32, why: &str) -> Result<bool, LedgerError> {
        self.counted(met, Counted::Drift(met.county), &HeldFor::Release, most, why).await
    }

    /// An application was refused. Its county is held, for the reason given, once so many different ones were refused in the same words
    /// (numbers left out) since the last delivery. Gives whether the county is held for it.
    pub async fn refused(&self, met: Occurrence<'_>, words: &str, most: u32, why: &str) -> Result<bool, LedgerError> {
        let kind = self.kind(words);
        self.counted(met, Counted::Refusal(met.county, &kind), &HeldFor::Refusals(kind.clone()), most, why).await
    }

    /// Nobody knows what became of an application that was sent. Its county is held, for the reason given, once that were so many
    /// different ones for the same reason (numbers left out) since the last delivery. Gives whether the county is held for it.
    pub async fn doubted(&self, met: Occurrence<'_>, words: &str, most: u32, why: &str) -> Result<bool, LedgerError> {
        let kind = self.kind(words);
        self.counted(met, Counted::Doubt(met.county, &kind), &HeldFor::Doubts, most, why).await
    }

    async fn counted(
        &self,
        met: Occurrence<'_>,
        counted: Counted<'_>,
        held_for: &HeldFor,
        most: u32,
        why: &str,
    ) -> Result<bool, LedgerError> {
        let mut tx = self.begin().await?;
        let held = count(&mut tx, counted, met).await? >= most;
        if held {
            self.hold(&mut tx, met.county, held_for, why).await?;
        }
        tx.commit().await?;
        Ok(held)
    }

    /// Counts a fault and gives in how many applications in a row the release was at fault.
    pub async fn count_fault(&self, met: Occurrence<'_>) -> Result<u32, LedgerError> {
        let mut tx = self.begin().await?;
        let applications = count(&mut tx, Counted::Fault(met.plugin), met).await?;
        tx.commit().await?;
        Ok(applications)
    }

    /// A release was at no fault: its count begins anew.
    pub async fn reset_faults(&self, plugin: &PluginDigest) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        forget_faults(&mut tx, plugin).await?;
        tx.commit().await
    }

    /// A release delivered: its county's site is what it expects.
    pub async fn reset_counts(&self, county: &CountyCode, plugin: &PluginDigest) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        forget_faults(&mut tx, plugin).await?;
        if active(&mut *tx, county).await?.as_ref() == Some(plugin) {
            forget_county(&mut tx, county).await?;
            returning::forget_unless_held(&mut tx, county).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
