//! Which problem each failure of the parts below becomes: its status, its kind, and how much of it a client reads.

use axum::http::StatusCode;

use super::Problem;
use crate::intake::IntakeError;
use crate::ledger::LedgerError;
use crate::plugin::{InstallError, Refusal};
use crate::scheduler::NotBegun;

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        let said = error.to_string();
        let unprocessable = |kind, title| Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, title).detail(said.clone());
        match error {
            IntakeError::NotJson { .. } => {
                Self::new(StatusCode::BAD_REQUEST, "invalid-json", "The body is not valid JSON").detail(said)
            }
            IntakeError::Malformed { field, message } => {
                unprocessable("invalid-application", "This is not an application").field(field, message)
            }
            IntakeError::UnknownCounty { .. } => {
                unprocessable("unknown-county", "The county is not served here").field("county", said.clone())
            }
            IntakeError::Problems(problems) => {
                let mut problem = unprocessable("invalid-application", "The application cannot be taken as it is");
                problem.problems = problems;
                problem
            }
            IntakeError::KeyReused { .. } => {
                Self::new(StatusCode::CONFLICT, "idempotency-key-reused", "The Idempotency-Key is taken").detail(said)
            }
            IntakeError::TooLarge => Self::too_large(crate::intake::MAX_BODY_BYTES),
            IntakeError::Stopping => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "The host stops").detail(said)
            }
            IntakeError::Unchanged => unprocessable("nothing-changes", "Nothing would change"),
            IntakeError::Ledger(error) => error.into(),
            IntakeError::NotWritable | IntakeError::Broken => Self::internal(&error),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let conflict = |kind| Self::new(StatusCode::CONFLICT, kind, "It cannot be done now").detail(error.to_string());
        match &error {
            LedgerError::NoSuchApplication { .. } => Self::missing(error.to_string()),
            LedgerError::Illegal(_) => conflict("not-allowed-now"),
            LedgerError::TooLarge { .. } => conflict("too-large"),
            LedgerError::MayHaveArrived { .. } => conflict("may-have-arrived"),
            LedgerError::NotEnded { .. } => conflict("not-ended"),
            LedgerError::TakenBy { .. } => conflict("taken-by-another"),
            LedgerError::NotTaken { .. } => conflict("not-taken"),
            LedgerError::NotInReview { .. } | LedgerError::NotQueued { .. } => conflict("not-allowed-now"),
            LedgerError::CorrectedMeanwhile { .. } => conflict("corrected-meanwhile"),
            LedgerError::EarlierHost { .. } => conflict("earlier-host"),
            LedgerError::SaidAlready { .. } => conflict("said-already"),
            LedgerError::TooMany { .. } => conflict("too-many"),
            LedgerError::KeyNotWithHost { .. } => conflict("key-not-with-host"),
            LedgerError::Forgotten { .. } => {
                Self::new(StatusCode::GONE, "forgotten", "It was forgotten").detail(error.to_string())
            }
            LedgerError::NoReceipt { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "no-receipt", "The receipt number is missing")
                    .detail(error.to_string())
            }
            _ => Self::internal(&error),
        }
    }
}

impl From<InstallError> for Problem {
    fn from(error: InstallError) -> Self {
        let said = error.to_string();
        let refused = |kind, title| Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, title).detail(said.clone());
        match error {
            InstallError::Refused(Refusal::Host(_)) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-looked-at", "The plugin could not be looked at")
                    .detail(said)
            }
            InstallError::Refused(_) => refused("plugin-refused", "The plugin cannot be used"),
            InstallError::UnknownCounty { .. } => refused("unknown-county", "The county is not served here"),
            InstallError::NotGranted { county, differences } => {
                let problem = refused("not-granted", "The plugin asks for more than was granted")
                    .detail(format!("county {county} grants less, or contradicts it; mend its grant, or the manifest"));
                differences.into_iter().fold(problem, |problem, difference| problem.field("manifest", difference))
            }
            InstallError::OtherCounty { .. } => refused("other-county", "The plugin is for another county"),
            InstallError::NothingServes { .. } => {
                Self::new(StatusCode::CONFLICT, "nothing-serves", "No release serves the county").detail(said)
            }
            InstallError::NothingBefore { .. } => {
                Self::new(StatusCode::CONFLICT, "nothing-before", "There is nothing to go back to").detail(said)
            }
            InstallError::NoSuchRelease { .. } => Self::missing(said),
            InstallError::SeveralReleases { .. } => {
                Self::new(StatusCode::CONFLICT, "several-releases", "Several releases are called that").detail(said)
            }
            InstallError::Quarantined { .. } => {
                Self::new(StatusCode::CONFLICT, "quarantined", "The release was quarantined").detail(said)
            }
            InstallError::NotAFile | InstallError::HostEnded => refused("not-looked-at", "The file was not looked at"),
            InstallError::Kept { .. } => {
                Self::new(StatusCode::CONFLICT, "kept-unusable", "The earlier release cannot be used").detail(said)
            }
            InstallError::NotRead { .. } => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "kept-not-read", "The release cannot be read now")
                    .detail(said)
            }
            InstallError::Files(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-kept", "The plugin cannot be kept now").detail(said)
            }
            InstallError::File(_) | InstallError::Ledger(_) => Self::internal(&error),
        }
    }
}

impl From<NotBegun> for Problem {
    fn from(error: NotBegun) -> Self {
        let said = error.to_string();
        match error {
            NotBegun::NoSession => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "no-session", "No browser is free").detail(said)
            }
            NotBegun::NothingWaits => {
                Self::new(StatusCode::CONFLICT, "nothing-waits", "There is nothing to rehearse with").detail(said)
            }
            NotBegun::Ledger(error) => error.into(),
        }
    }
}
