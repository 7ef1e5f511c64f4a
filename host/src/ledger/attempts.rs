//! What is known of each piece of work: its outcome in full, sealed, and the evidence it left.

use std::collections::HashMap;

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::attempt_rows::{attempt_column, attempt_row};
use super::rows::{count, damaged, moment, moment_if_any, opened_json, parsed};
use super::{AttemptRecord, Lease, Ledger, LedgerError, MAX_LISTED, WorkKind};
use crate::evidence::EvidenceRef;
use crate::sealing::SealingKey;
use crate::submission::{ApplicationId, AttemptNumber};

/// Longest label of a piece of evidence, in bytes.
const MAX_LABEL: usize = 200;

impl Ledger {
    /// The pieces of work on an application, oldest first: the last [`MAX_LISTED`] of them.
    pub async fn attempts(&self, id: ApplicationId) -> Result<Vec<AttemptRecord>, LedgerError> {
        self.last_attempts(id, None, MAX_LISTED).await
    }

    /// The last piece of work on an application.
    pub async fn last_attempt(&self, id: ApplicationId) -> Result<Option<AttemptRecord>, LedgerError> {
        Ok(self.last_attempts(id, None, 1).await?.pop())
    }

    /// The last piece of work of one kind on an application.
    pub async fn last_attempt_to(
        &self,
        id: ApplicationId,
        work: WorkKind,
    ) -> Result<Option<AttemptRecord>, LedgerError> {
        Ok(self.last_attempts(id, Some(work), 1).await?.pop())
    }

    async fn last_attempts(
        &self,
        id: ApplicationId,
        work: Option<WorkKind>,
        count: u32,
    ) -> Result<Vec<AttemptRecord>, LedgerError> {
        let work: Option<&str> = work.map(|work| work.into_str());
        // Before what it opens: what is forgotten meanwhile is empty then.
        let key = self.key_to_read(id).await?;
        let mut evidence: HashMap<i64, Vec<EvidenceRef>> = HashMap::new();
        let rows = sqlx::query(
            "SELECT * FROM evidence WHERE fence IN (
                SELECT fence FROM work WHERE application = $1 AND ($2 IS NULL OR kind = $2) ORDER BY fence DESC LIMIT $3)
                AND NOT EXISTS (SELECT 1 FROM applications WHERE id = $1 AND forgotten_at IS NOT NULL)
             ORDER BY fence, seq",
        )
        .bind(id.to_string())
        .bind(work)
        .bind(i64::from(count))
        .fetch_all(self.readers())
        .await?;
        for row in &rows {
            evidence.entry(row.try_get("fence")?).or_default().push(read_evidence(row)?);
        }
        let rows = sqlx::query(
            "SELECT w.*, 1 + (SELECT count(*) FROM corrections c WHERE c.application = w.application AND c.fence < w.fence) AS version
             FROM work w WHERE application = $1 AND ($2 IS NULL OR kind = $2) ORDER BY fence DESC LIMIT $3",
        )
        .bind(id.to_string())
        .bind(work)
        .bind(i64::from(count))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .rev()
            .map(|row| {
                let fence = row.try_get("fence")?;
                read_attempt(&key, id, fence, row, evidence.remove(&fence).unwrap_or_default())
            })
            .collect()
    }

    /// Notes evidence of a piece of work; also after its end, for evidence belongs to the attempt and moves nothing.
    pub async fn add_evidence(&self, lease: &Lease, evidence: EvidenceRef) -> Result<(), LedgerError> {
        if evidence.label.len() > MAX_LABEL {
            return Err(LedgerError::TooLarge {
                what: "the label of evidence",
                size: evidence.label.len(),
                limit: MAX_LABEL,
            });
        }
        let size = i64::try_from(evidence.size).map_err(|_| damaged("evidence.size"))?;
        let mut tx = self.begin().await?;
        let added = sqlx::query(
            "INSERT INTO evidence (fence, kind, digest, size, label)
             SELECT fence, $1, $2, $3, $4 FROM attempts WHERE fence = $5 AND application = $6
                AND NOT EXISTS (SELECT 1 FROM forgotten WHERE application = $6)",
        )
        .bind(evidence.kind.into_str())
        .bind(evidence.digest)
        .bind(size)
        .bind(evidence.label)
        .bind(lease.fence.0)
        .bind(lease.application.to_string())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if added.rows_affected() == 1 { Ok(()) } else { Err(LedgerError::LeaseLost { id: lease.application }) }
    }
}

fn read_attempt(
    key: &SealingKey,
    id: ApplicationId,
    fence: i64,
    row: &AnyRow,
    evidence: Vec<EvidenceRef>,
) -> Result<AttemptRecord, LedgerError> {
    let place = attempt_row(id, fence);
    Ok(AttemptRecord {
        number: AttemptNumber(count(row, "number")?),
        work: row.try_get::<&str, _>("kind")?.parse().map_err(|_| damaged("attempts.work"))?,
        version: count(row, "version")?,
        plugin: parsed(row, "plugin")?,
        started_at: moment(row, "started_at")?,
        ended_at: moment_if_any(row, "ended_at")?,
        outcome: row.try_get("outcome")?,
        details: opened_json(key, attempt_column(&place, "details"), row.try_get("details")?)?,
        receipt: opened_json(key, attempt_column(&place, "receipt"), row.try_get("receipt")?)?,
        evidence,
    })
}

fn read_evidence(row: &AnyRow) -> Result<EvidenceRef, LedgerError> {
    Ok(EvidenceRef {
        kind: row.try_get::<&str, _>("kind")?.parse().map_err(|_| damaged("evidence.kind"))?,
        digest: row.try_get("digest")?,
        size: u64::try_from(row.try_get::<i64, _>("size")?).map_err(|_| damaged("evidence.size"))?,
        label: row.try_get("label")?,
    })
}
