//! In how many applications in a row a county's site was not what a release expects, or a release was at fault, and what
//! that leads to.

use super::active_release::active;
use super::counted::{Counted, Occurrence, count, forget};
use super::{Ledger, LedgerError};
use crate::submission::{CountyCode, PluginDigest};

impl Ledger {
    /// A release found another site than it expects. Its county is held once that were so many applications in a row, and in the same
    /// step, so that a release which takes its place lifts the hold. Gives whether the county is held for it.
    pub async fn drifted(&self, met: Occurrence<'_>, most: u32, why: &str) -> Result<bool, LedgerError> {
        let mut tx = self.begin().await?;
        let held = count(&mut tx, Counted::Drift, met.county.as_str(), met).await? >= most;
        if held {
            self.hold(&mut tx, met.county, why).await?;
        }
        tx.commit().await?;
        Ok(held)
    }

    /// Counts a fault and gives in how many applications in a row the release was at fault.
    pub async fn count_fault(&self, met: Occurrence<'_>) -> Result<u32, LedgerError> {
        let mut tx = self.begin().await?;
        let applications = count(&mut tx, Counted::Fault, met.plugin.as_str(), met).await?;
        tx.commit().await?;
        Ok(applications)
    }

    /// A release was at no fault: its count begins anew.
    pub async fn reset_faults(&self, plugin: &PluginDigest) -> Result<(), LedgerError> {
        let mut db = self.writer().acquire().await?;
        forget(&mut db, Counted::Fault, plugin.as_str()).await
    }

    /// A release delivered: its county's site is what it expects.
    pub async fn reset_counts(&self, county: &CountyCode, plugin: &PluginDigest) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        forget(&mut tx, Counted::Fault, plugin.as_str()).await?;
        if active(&mut *tx, county).await?.as_ref() == Some(plugin) {
            forget(&mut tx, Counted::Drift, county.as_str()).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
