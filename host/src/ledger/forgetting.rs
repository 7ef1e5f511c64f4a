//! Forgetting: the key of an application goes, what it sealed is emptied, and a record stays of when, by whom and why.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::rows::{damaged, moment, moment_if_any, opened_text, parsed, stored, who};
use super::snapshot::Snapshot;
use super::{Forgotten, Ledger, LedgerError, Who};
use crate::evidence::{EvidenceRef, Kind};
use crate::sealing::{SealedColumn, SealingKey};
use crate::submission::{ApplicationId, State};

/// How SQLite writes its log into the database and cuts it off: with no more patience than 200 ms for those who read, as everybody who
/// writes waits meanwhile. Afterwards it is as patient as before (`open`).
const CUT_OFF_LOG: &str = "PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 10000;";

impl Ledger {
    /// Forgets an application that has ended: from then on nobody can read what it said, what was said of it, and its receipt. That it was
    /// there, its moves without their words, and the digests by which it is known again stay. Files of its evidence are left to
    /// [`evidence_to_remove`](Self::evidence_to_remove).
    pub async fn forget(&self, id: ApplicationId, who: &Who, why: &str) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        let application = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        if let Some(forgotten) = self.read_forgotten(&mut tx, id).await? {
            return Err(error(id, forgotten));
        }
        if !has_ended(application.state) {
            return Err(LedgerError::NotEnded { id, state: application.state });
        }
        let (at, row) = (stored(self.now()), id.to_string());
        sqlx::query("INSERT INTO forgotten (application, at, role, name, why) VALUES ($1, $2, $3, $4, $5)")
            .bind(&row)
            .bind(at)
            .bind(who.role.into_str())
            .bind(&who.name)
            .bind(self.ledger_key().seal(forgotten_column(&row), why.as_bytes()))
            .execute(&mut *tx)
            .await?;
        // Of what came in before applications had keys, equal evidence is one file.
        sqlx::query(
            "INSERT INTO evidence_to_remove (digest, kind)
             SELECT DISTINCT e.digest, e.kind FROM evidence e JOIN attempts t ON t.fence = e.fence
             WHERE t.application = $1 AND NOT EXISTS (
                SELECT 1 FROM evidence o JOIN attempts s ON s.fence = o.fence JOIN applications a ON a.id = s.application
                WHERE o.digest = e.digest AND a.id <> $1 AND a.forgotten_at IS NULL)
             ON CONFLICT (digest) DO NOTHING",
        )
        .bind(&row)
        .execute(&mut *tx)
        .await?;
        let nothing: &[u8] = &[];
        // A delivery has a receipt number, be it an empty one.
        sqlx::query(
            "UPDATE applications SET forgotten_at = $2, body = $3,
                receipt_number = CASE WHEN receipt_number IS NULL THEN NULL ELSE '' END WHERE id = $1",
        )
        .bind(&row)
        .bind(at)
        .bind(nothing)
        .execute(&mut *tx)
        .await?;
        for emptied in [
            "UPDATE history SET why = $2 WHERE application = $1",
            "UPDATE case_notes SET words = $2 WHERE application = $1",
            "UPDATE corrections SET body = $2 WHERE application = $1",
        ] {
            sqlx::query(emptied).bind(&row).bind(nothing).execute(&mut *tx).await?;
        }
        for emptied in [
            "UPDATE attempts SET details = NULL, receipt = NULL WHERE application = $1",
            "DELETE FROM application_keys WHERE application = $1",
        ] {
            sqlx::query(emptied).bind(&row).execute(&mut *tx).await?;
        }
        tx.commit().await
    }

    /// Has SQLite write its log into the database and cut it off, so that it holds nothing any more of what was forgotten, unless
    /// somebody reads it just then. A server does this in its own time.
    pub async fn clear_log(&self) {
        if self.is_file() {
            self.writer().between(CUT_OFF_LOG).await;
        }
    }

    /// Applications that came to this end before a moment and are not forgotten, those that arrived first before the others.
    pub async fn ended_before(
        &self,
        end: State,
        moment: Timestamp,
        most: u32,
    ) -> Result<Vec<ApplicationId>, LedgerError> {
        let rows = sqlx::query(
            "SELECT a.id FROM applications a JOIN history h ON h.application = a.id AND h.seq = a.moves
             WHERE a.state = $1 AND a.received_at < $2 AND a.forgotten_at IS NULL AND h.at < $2 ORDER BY a.received_at LIMIT $3",
        )
        .bind(end.into_str())
        .bind(stored(moment))
        .bind(i64::from(most))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(|row| parsed(row, "id")).collect()
    }

    /// Files of evidence that were of forgotten applications and are to be removed.
    pub async fn evidence_to_remove(&self, most: u32) -> Result<Vec<EvidenceRef>, LedgerError> {
        let rows = sqlx::query("SELECT digest, kind FROM evidence_to_remove ORDER BY digest LIMIT $1")
            .bind(i64::from(most))
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                let kind: Kind = parsed(row, "kind")?;
                Ok(EvidenceRef { kind, digest: row.try_get("digest")?, size: 0, label: String::new() })
            })
            .collect()
    }

    /// A file of evidence that was to be removed is gone.
    pub async fn evidence_is_removed(&self, evidence: &EvidenceRef) -> Result<(), LedgerError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM evidence_to_remove WHERE digest = $1")
            .bind(&evidence.digest)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// The key that seals what is an application's: also its evidence. There is none of what was forgotten.
    pub async fn application_key(&self, id: ApplicationId) -> Result<SealingKey, LedgerError> {
        let row = sqlx::query(
            "SELECT a.forgotten_at, k.key_id, k.wrapped FROM applications a
             LEFT JOIN application_keys k ON k.application = a.id WHERE a.id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(self.readers())
        .await?
        .ok_or(LedgerError::NoSuchApplication { id })?;
        match moment_if_any(&row, "forgotten_at")? {
            None => self.key_in(id, &row),
            Some(_) => Err(self.is_forgotten(id).await),
        }
    }

    /// The key for what is read after it: of what was forgotten, which is empty, it does not matter which.
    pub(super) async fn key_to_read(&self, id: ApplicationId) -> Result<SealingKey, LedgerError> {
        let row = sqlx::query("SELECT key_id, wrapped FROM application_keys WHERE application = $1")
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?;
        row.map_or_else(|| Ok(self.ledger_key().clone()), |row| self.key_in(id, &row))
    }

    /// What is answered to who asks for what was forgotten.
    pub(super) async fn is_forgotten(&self, id: ApplicationId) -> LedgerError {
        let read = async {
            let mut db = self.readers().acquire().await?;
            self.read_forgotten(&mut db, id).await
        };
        match read.await {
            Ok(Some(forgotten)) => error(id, forgotten),
            Ok(None) => damaged("forgotten"),
            Err(failed) => failed,
        }
    }

    async fn read_forgotten(
        &self,
        db: &mut AnyConnection,
        id: ApplicationId,
    ) -> Result<Option<Forgotten>, LedgerError> {
        let row = sqlx::query(
            "SELECT at AS forgotten_at, role, name, why AS forgotten_why FROM forgotten WHERE application = $1",
        )
        .bind(id.to_string())
        .fetch_optional(db)
        .await?;
        row.map(|row| self.forgotten_in(id, &row)).transpose().map(Option::flatten)
    }

    /// That an application was forgotten, from the columns of a row that may have none.
    pub(super) fn forgotten_in(&self, id: ApplicationId, row: &AnyRow) -> Result<Option<Forgotten>, LedgerError> {
        let Some(why) = row.try_get::<Option<&[u8]>, _>("forgotten_why")? else { return Ok(None) };
        let place = id.to_string();
        Ok(Some(Forgotten {
            at: moment(row, "forgotten_at")?,
            who: who(row)?,
            why: opened_text(self.ledger_key(), forgotten_column(&place), why)?,
        }))
    }
}

fn error(id: ApplicationId, forgotten: Forgotten) -> LedgerError {
    LedgerError::Forgotten { id, forgotten: Box::new(forgotten) }
}

fn has_ended(state: State) -> bool {
    matches!(state, State::Delivered | State::DeliveredByHand | State::Cancelled)
}

/// Where it stands why an application was forgotten.
fn forgotten_column(id: &str) -> SealedColumn<'_> {
    SealedColumn { table: "forgotten", row: id, column: "why" }
}
