//! Applications come in, once each, and can be looked at.

use zeroize::Zeroizing;

use super::{Acknowledgement, Filter, Ledger, LedgerError, Move, NewApplication, Record};
use crate::submission::{ApplicationId, CountyCode, State};

impl Ledger {
    /// Keeps a new application and puts it in the queue, in one transaction; durable when it returns. The same key with the
    /// same body gives the application that it made before.
    pub async fn receive(&self, new: NewApplication) -> Result<Acknowledgement, LedgerError> {
        unimplemented!("{new:?}")
    }

    /// One application.
    pub async fn application(&self, id: ApplicationId) -> Result<Option<Record>, LedgerError> {
        unimplemented!("{id}")
    }

    /// Every move of one application, oldest first; empty where there is no such application.
    pub async fn history(&self, id: ApplicationId) -> Result<Vec<Move>, LedgerError> {
        unimplemented!("{id}")
    }

    /// Applications, newest first.
    pub async fn list(&self, filter: Filter) -> Result<Vec<Record>, LedgerError> {
        unimplemented!("{filter:?}")
    }

    /// How many applications each county has in each state; pairs with none are left out.
    pub async fn counts(&self) -> Result<Vec<(CountyCode, State, u64)>, LedgerError> {
        unimplemented!()
    }

    /// What the applicant said, unsealed.
    pub async fn body(&self, id: ApplicationId) -> Result<Zeroizing<Vec<u8>>, LedgerError> {
        unimplemented!("{id}")
    }
}
