//! What an application says: what was received, or what a person made of it since. Every version is kept; the last one is sent.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::Row as _;
use zeroize::Zeroizing;

use super::applications::said_by_another;
use super::rows::{body_column, count, count_if_any, moment, opened, who};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{Ledger, LedgerError, MAX_BODY, Over, Who};
use crate::sealing::SealedColumn;
use crate::submission::{ApplicationId, Event, State};

/// Most versions of one application: each is as large as all of it.
pub const MAX_VERSIONS: u32 = 20;

/// A correction as intake has checked it.
pub struct Corrected {
    /// Canonical JSON of what it says now.
    pub body: Zeroizing<Vec<u8>>,
    /// Its digest, as [`NewApplication::body_digest`](super::NewApplication::body_digest).
    pub body_digest: [u8; 32],
    /// The paths of what changed, never a value.
    pub fields: Vec<String>,
    /// The version that was corrected.
    pub of: u32,
}

/// That an application was corrected; not to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// What it made; what was received is version 1.
    pub version: u32,
    pub at: Timestamp,
    pub who: Who,
    pub fields: Vec<String>,
}

/// What is sent although the county may have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anyway {
    /// The person knows that the county does not have it.
    Yes,
    No,
}

impl Ledger {
    /// What the application says, unsealed: its last version.
    pub async fn body(&self, id: ApplicationId) -> Result<Zeroizing<Vec<u8>>, LedgerError> {
        Ok(self.last_version(id).await?.1)
    }

    /// The last version's number, and what it says.
    async fn last_version(&self, id: ApplicationId) -> Result<(u32, Zeroizing<Vec<u8>>), LedgerError> {
        let row = sqlx::query(
            "SELECT coalesce(c.body, a.body) AS body, c.version, k.key_id, k.wrapped
             FROM applications a LEFT JOIN application_keys k ON k.application = a.id
             LEFT JOIN corrections c ON c.application = a.id
                AND c.version = (SELECT max(version) FROM corrections WHERE application = a.id)
             WHERE a.id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(self.readers())
        .await?
        .ok_or(LedgerError::NoSuchApplication { id })?;
        let version = count_if_any(&row, "version")?;
        let sealed: &[u8] = row.try_get("body")?;
        if sealed.is_empty() {
            return Err(self.is_forgotten(id).await);
        }
        let (key, text) = (self.key_in(id, &row)?, id.to_string());
        let place = version_row(id, version.unwrap_or_default());
        let column = if version.is_some() { version_column(&place) } else { body_column(&text) };
        Ok((version.unwrap_or(1), opened(&key, column, sealed)?))
    }

    /// What a person may correct now: the version, and what it says. Refused like the correction itself, before its values are looked at.
    pub async fn to_correct(
        &self,
        id: ApplicationId,
        who: &Who,
        anyway: Anyway,
    ) -> Result<(u32, Zeroizing<Vec<u8>>), LedgerError> {
        let mut tx = self.begin().await?;
        let before = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        is_correctable(&before, anyway)?;
        self.leave_to_its_holder(&mut tx, id, who).await?;
        tx.commit().await?;
        self.last_version(id).await
    }

    /// Keeps what an application says now beside what it said before, and puts it in the queue with all that is counted begun anew.
    pub async fn correct(
        &self,
        id: ApplicationId,
        corrected: Corrected,
        anyway: Anyway,
        who: &Who,
        why: &str,
    ) -> Result<State, LedgerError> {
        let Corrected { body, body_digest, fields, of } = corrected;
        if body.len() > MAX_BODY {
            return Err(LedgerError::TooLarge { what: "the application", size: body.len(), limit: MAX_BODY });
        }
        let version = of + 1;
        if version > MAX_VERSIONS {
            return Err(LedgerError::TooMany { id, what: "versions", limit: MAX_VERSIONS });
        }
        // Sealed before the transaction: it takes a while for large documents, and everyone else's writes would wait.
        let sealed = self.application_key(id).await?.seal(version_column(&version_row(id, version)), &body);
        if let Some(host) = self.earlier_host().await? {
            return Err(LedgerError::EarlierHost { host });
        }
        let mut tx = self.begin().await?;
        let before = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        is_correctable(&before, anyway)?;
        self.take_in(&mut tx, &before, who, Over::Left).await?;
        let last = sqlx::query("SELECT coalesce(max(version), 1) AS version FROM corrections WHERE application = $1")
            .bind(id.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if count(&last, "version")? != of {
            return Err(LedgerError::CorrectedMeanwhile { id });
        }
        if let Some(other) = said_by_another(&mut tx, id, &body_digest, self.now()).await? {
            return Err(LedgerError::SaidAlready { id, other });
        }
        let after = self.requeued(&mut tx, &before).await?;
        sqlx::query(
            "INSERT INTO corrections (application, version, seq, fence, fields, body_digest, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id.to_string())
        .bind(i64::from(version))
        .bind(i64::from(before.moves + 1))
        .bind(after.fence.0)
        .bind(fields.join("\n"))
        .bind(body_digest.as_slice())
        .bind(sealed)
        .execute(&mut *tx)
        .await?;
        self.end_assignment(&mut tx, id).await?;
        let why = format!("corrected {}: {why}", fields.join(", "));
        let event = Some(Event::Requeue);
        let note = TransitionNote { event, at: self.now(), who, why: &why, plugin: None, attempt: None };
        let state = transitions::apply(&mut tx, self.keys(), &before, after, note).await?;
        tx.commit().await?;
        Ok(state)
    }

    /// A host that runs on this ledger and is of a version that knows no corrections: it would send what was said before.
    async fn earlier_host(&self) -> Result<Option<String>, LedgerError> {
        if !self.is_shared() {
            return Ok(None);
        }
        let this = self.host().get();
        let hosts = self.sessions_of_hosts().await?;
        Ok(hosts.into_iter().find(|(name, sessions)| sessions.is_none() && Some(name) != this).map(|(name, _)| name))
    }

    /// The corrections of an application, oldest first.
    pub async fn corrections(&self, id: ApplicationId) -> Result<Vec<Correction>, LedgerError> {
        let rows = sqlx::query(
            "SELECT c.version, c.fields, h.at, h.role, h.name FROM corrections c
             JOIN history h ON h.application = c.application AND h.seq = c.seq WHERE c.application = $1 ORDER BY c.version",
        )
        .bind(id.to_string())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let fields = row.try_get::<&str, _>("fields")?.lines().map(str::to_owned).collect();
                Ok(Correction { version: count(row, "version")?, at: moment(row, "at")?, who: who(row)?, fields })
            })
            .collect()
    }
}

fn is_correctable(before: &Snapshot, anyway: Anyway) -> Result<(), LedgerError> {
    let id = before.id;
    if before.state != State::Review {
        return Err(LedgerError::NotInReview { id, state: before.state });
    }
    match before.sending {
        Some(sending) if anyway == Anyway::No => {
            let what_to_do = sending.what_to_do_or("correct it and send it again");
            Err(LedgerError::MayHaveArrived { id, what_to_do })
        }
        _ => Ok(()),
    }
}

fn version_row(id: ApplicationId, version: u32) -> String {
    format!("{id}/{version}")
}

/// Where a sealed version stands that is not what was received.
fn version_column(row: &str) -> SealedColumn<'_> {
    SealedColumn { table: "corrections", row, column: "body" }
}
