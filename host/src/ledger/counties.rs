//! Counties that are held (their work waits, unburnt) and how often in a row their sites were not what plugins expect.

use jiff::Timestamp;
use serde::Serialize;

use super::{Ledger, LedgerError, Who};
use crate::submission::CountyCode;

/// A county whose work waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// Since when.
    pub since: Timestamp,
    /// Why, in words.
    pub why: String,
}

impl Ledger {
    /// Holds a county: nothing of it can be claimed until it is released. One that is held already keeps its first reason.
    pub async fn hold_county(&self, county: &CountyCode, why: &str) -> Result<(), LedgerError> {
        unimplemented!("{county} {why}")
    }

    /// Lets a held county's work go on, and forgets its drift. Gives whether it was held.
    pub async fn release_county(&self, county: &CountyCode, who: &Who, why: &str) -> Result<bool, LedgerError> {
        unimplemented!("{county} {who:?} {why}")
    }

    /// Whether a county is held.
    pub async fn county_hold(&self, county: &CountyCode) -> Result<Option<Hold>, LedgerError> {
        unimplemented!("{county}")
    }

    /// Counts one more drift in a row and gives how many there are.
    pub async fn count_drift(&self, county: &CountyCode) -> Result<u32, LedgerError> {
        unimplemented!("{county}")
    }

    /// The site was what the plugin expects: the count begins anew.
    pub async fn reset_drift(&self, county: &CountyCode) -> Result<(), LedgerError> {
        unimplemented!("{county}")
    }
}
