//! An application, as far as the player knows where it stands. The ledger's word counts; this follows it.

use jiff::Timestamp;
use postrider::submission::{ApplicationId, State};

use crate::attempt::Correction;
use crate::jobs::Second;

/// An application that was acknowledged.
pub(crate) struct Application {
    pub(crate) id: ApplicationId,
    pub(crate) county: usize,
    pub(crate) arrived: Second,
    /// The first cutoff after it arrived.
    pub(crate) cutoff: Second,
    /// Its deadline in the ledger, by the clock on the wall.
    pub(crate) deadline: Timestamp,
    pub(crate) state: State,
    /// Whether somebody works on it.
    pub(crate) is_worked_on: bool,
    pub(super) waits_until: Option<Second>,
    /// Attempts that were begun, and questions.
    pub(crate) attempts: u32,
    pub(crate) questions: u32,
    pub(crate) corrected: Option<Correction>,
}
