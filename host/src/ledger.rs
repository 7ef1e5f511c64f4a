//! What is kept: applications, every move they ever made, who may work on them, which plugin serves which county.
//!
//! A move is a compare-and-set on state and fence, allowed by [`State::after`](crate::submission::State::after) and, a second
//! time, by the database itself; it stands in a history that nothing can change. No transaction is ever open while anything but
//! the database is waited for, and nothing personal is written unsealed.

mod active_release;
mod alike;
mod applications;
mod assignments;
mod attempt_rows;
mod attempts;
mod breaker;
mod capacity;
mod case_notes;
mod claims;
mod conclude;
mod config;
mod cool_down;
mod corrections;
mod counted;
mod county_settings;
mod current_lease;
mod doubts;
mod drift;
mod error;
mod first;
mod forgetting;
mod forms;
mod holds;
mod hosts;
mod keys;
mod leases;
mod listing;
mod live_leases;
mod lock;
mod login_digest;
mod missed;
mod moved_deadlines;
mod new_application;
mod open;
mod pace;
mod records;
mod recovery;
mod rehearsals;
mod releases;
mod resuming;
mod returning;
mod review;
mod rotation;
mod rows;
mod seal;
mod send_reports;
mod server;
mod snapshot;
mod staff_time;
mod store;
mod transitions;
mod turn;
mod watch;
mod who;
mod work;
mod workload;
mod writer;

#[cfg(test)]
mod tests;

pub use crate::evidence::EvidenceRef;
pub use alike::{Complainant, Complaint};
pub use applications::MAX_BODY;
pub use assignments::{Assignment, Decided, Disposition, IDLE, NOT_ATTEMPTED, Over};
pub use breaker::{Down, Found, Pause};
pub use case_notes::{CaseNote, MAX_NOTES, NoteKind};
pub use claims::{Claimant, EndOfWaits};
pub use config::{Config, Database, InvalidAddress};
pub use cool_down::{CoolingSession, cools_until};
pub use corrections::{Anyway, Corrected, Correction, MAX_VERSIONS};
pub use counted::Occurrence;
pub use county_settings::CountySetting;
pub use doubts::StillInDoubt;
pub use error::LedgerError;
pub use first::First;
pub use forms::KeptForms;
pub use holds::Hold;
pub use hosts::Joined;
pub use leases::{Claim, Conclusion, CredentialOffer, Lease, Mark, Offer, Offers, Recovered};
pub use login_digest::LoginDigest;
pub use missed::{Missed, MissedCutoff};
pub use moved_deadlines::MovedDeadline;
pub use new_application::{
    Acknowledgement, Check, Duplicates, IdempotencyKey, MAX_IDEMPOTENCY_KEY, NewApplication, Recognised,
};
pub use pace::{BenchedAccount, LeftAlone};
pub use records::{
    AttemptRecord, Filter, Forgotten, MAX_LISTED, Record, ReviewCursor, ReviewFilter, Transition, WorkKind,
};
pub use rehearsals::REHEARSED;
pub use releases::{ReleaseEvent, ReleaseMove, ReleaseRow};
pub use resuming::GoesOn;
pub use review::Decision;
pub use rotation::{KeyStanding, Rotated};
pub use send_reports::SendReport;
pub use staff_time::{StaffHour, StaffTotal};
pub use store::Ledger;
pub use watch::{CanWork, HandOver, Watched};
pub use who::{ActorRole, Who};
pub use workload::{Between, GoingOn, Waits, WorkEnded, WorkedOn};
