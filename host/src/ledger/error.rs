//! What can go wrong in the ledger, each with the next step. Never holds a value of an application's.

use std::path::PathBuf;

use jiff::Timestamp;
use sqlx::error::DatabaseError as _;
use sqlx::sqlite::SqliteError;

use super::Who;
use super::config::Database;
use super::records::Forgotten;
use crate::file_error::FileError;
use crate::sealing::{KeyId, SealingError};
use crate::submission::{ApplicationId, IllegalTransition, State};

/// A ledger that could not do what was asked. Nothing of it was kept: every operation is one transaction.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another host has the file open.
    #[error("{} is in use by process {pid}: stop it, or give this host a ledger of its own", file.display())]
    InUse {
        file: PathBuf,
        /// Who has it, as it wrote itself down; "unknown" when it did not get so far.
        pid: String,
    },
    /// The database is there, its key is not.
    #[error("the ledger {database} exists, but its key file {} does not: put it back; without it nothing in the ledger can be read", key_file.display())]
    KeyMissing {
        database: Database,
        /// Where the key should be.
        key_file: PathBuf,
    },
    /// The key is not the one that the database was sealed with.
    #[error("{} holds no key that opens {database}: put its own key file back. Nothing was changed", key_file.display())]
    WrongKey { database: Database, key_file: PathBuf },
    /// A key that wraps something is not in the key file.
    #[error(
        "the ledger was wrapped by the master key {id}, which does not stand in {}: put its line back there; without it nothing in the ledger can be read",
        key_file.display()
    )]
    KeyNotHeld { id: KeyId, key_file: PathBuf },
    /// A host that runs could not read what the newest key wraps.
    #[error(
        "host {host} does not hold the master key {id} yet: put its line into the key file of that host, too, which reads it within seconds, and rotate again; a host that was stopped is forgotten after a minute"
    )]
    KeyNotWithHost { id: KeyId, host: String },
    /// The key's file cannot be used.
    #[error("the ledger's key cannot be used")]
    Key(#[source] SealingError),
    #[error(transparent)]
    File(#[from] FileError),
    /// A statement.
    #[error("the ledger's database failed: {}", said(.0))]
    Database(sqlx::Error),
    /// It takes none at all, or did not keep what it took.
    #[error("the ledger {database} failed: {why}")]
    Failed {
        database: Database,
        /// And what to do.
        why: String,
    },
    /// A newer host wrote it: what that one keeps, this one does not know.
    #[error(
        "the ledger {database} was last used by a newer version of the host (step {step} of its tables): start that version, or a newer one"
    )]
    Newer {
        database: Database,
        /// The number of the first migration that this version does not have.
        step: i64,
    },
    /// The tables cannot be made, or brought to this version.
    #[error("the ledger's tables cannot be brought to this version")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// An idempotency key came again with another body.
    #[error(
        "this idempotency key was used for application {id} with another body: send a changed application under a new key"
    )]
    KeyReused {
        /// The application that the key made.
        id: ApplicationId,
    },
    #[error("there is no application {id}")]
    NoSuchApplication { id: ApplicationId },
    /// What it said is gone for good.
    #[error("application {id} was {forgotten}")]
    Forgotten { id: ApplicationId, forgotten: Box<Forgotten> },
    /// What may still be sent is not forgotten.
    #[error(
        "application {id} is {state}: only what is delivered, delivered by hand or cancelled can be forgotten; decide about it first"
    )]
    NotEnded { id: ApplicationId, state: State },
    /// The work's lease is no longer the one in force: stop, write nothing, click nothing.
    #[error("the lease on application {id} was lost: another holder or a recovery has taken it")]
    LeaseLost { id: ApplicationId },
    /// Another process goes by this host's name: two of them would take each other's work for their own.
    #[error(
        "another process began as host {host}: each host needs a data folder of its own, which is where its name stands; remove `data/host` of the one that was copied, and start it again"
    )]
    Superseded { host: String },
    /// The table of moves does not have it.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// A delivery without the county's confirmation is none.
    #[error("application {id} cannot be delivered without a receipt number")]
    NoReceipt { id: ApplicationId },
    /// Sending it again could be sending it twice, and withdrawing it would forget that.
    #[error(
        "application {id} may be at the county already: {what_to_do} with `force` and how you know that the county does not have it"
    )]
    MayHaveArrived {
        id: ApplicationId,
        /// What speaks for it, and what to do.
        what_to_do: String,
    },
    /// Two people do not work on one case.
    #[error(
        "{} {} has the case of application {id}, since {}: decide about another one, or take this one over", who.role.into_str(), who.name,
        since.strftime("%H:%M UTC")
    )]
    TakenBy { id: ApplicationId, who: Who, since: Timestamp },
    /// Only who has a case gives it back.
    #[error("nobody has the case of application {id}: there is nothing to give back")]
    NotTaken { id: ApplicationId },
    #[error("application {id} is {state}: only what is in review is taken or corrected")]
    NotInReview { id: ApplicationId, state: State },
    #[error("application {id} is {state}: only what waits in the queue, and nobody works on, is pulled into review")]
    NotQueued { id: ApplicationId, state: State },
    /// It would send what an application said before it was corrected.
    #[error("host {host} runs an earlier version, which does not know corrections: stop it first, then correct again")]
    EarlierHost { host: String },
    /// What was corrected is not what it says now.
    #[error("application {id} was corrected by somebody else meanwhile: look at it again")]
    CorrectedMeanwhile { id: ApplicationId },
    /// The county would have it twice.
    #[error(
        "application {other} says already what application {id} would say: see where that one is, and cancel this one if it is the same"
    )]
    SaidAlready { id: ApplicationId, other: ApplicationId },
    #[error("application {id} has {limit} {what} already, as many as are kept: deliver it by hand, or cancel it")]
    TooMany { id: ApplicationId, what: &'static str, limit: u32 },
    /// Larger than the ledger keeps.
    #[error("{what} has {size} bytes; at most {limit} are kept")]
    TooLarge { what: &'static str, size: usize, limit: usize },
    /// A row does not read as it was written: a damaged disk or a foreign hand.
    #[error("{what} in the ledger is damaged: restore the database from a backup")]
    Damaged { what: String },
}

/// Not with the error as a source: the message says it already.
impl From<sqlx::Error> for LedgerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl LedgerError {
    /// Whether it is the database's, which may take the same thing later.
    pub fn is_of_the_database(&self) -> bool {
        matches!(self, Self::Database(_) | Self::Failed { .. })
    }
}

/// What a database said, and what to do where one knows.
pub(super) fn said(error: &sqlx::Error) -> String {
    match remedy(error) {
        Some(remedy) => format!("{error}; {remedy}"),
        None => error.to_string(),
    }
}

fn remedy(error: &sqlx::Error) -> Option<&'static str> {
    let error = match error {
        sqlx::Error::Database(error) => error.try_downcast_ref::<SqliteError>()?,
        sqlx::Error::PoolTimedOut => return Some("where a server has it, check that it runs, and the network to it"),
        _ => return None,
    };
    // The lower byte of what SQLite answers is the kind of it.
    match error.code()?.parse::<i32>().ok()? & 0xff {
        8 => Some(
            "give the user that runs this program the right to write the file, and mount its disk to be written to",
        ),
        10 => Some("look into the system's log: its disk may be failing, or mounted read-only since"),
        13 => Some("make room on its disk"),
        _ => None,
    }
}
