//! What people note of a case beside the moves that it makes: whom they called, what they found. Only added to, sealed, gone with the
//! application when it is forgotten.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row as _};

use super::rows::{count, moment, opened_text, parsed, stored, who};
use super::snapshot::Snapshot;
use super::{Ledger, LedgerError, Who};
use crate::sealing::SealedColumn;
use crate::submission::{ApplicationId, visible};

/// Most notes of one case.
pub const MAX_NOTES: u32 = 200;

/// What a note is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum NoteKind {
    /// The applicant was called, reached or not.
    Called,
    /// Anything else.
    Noted,
    /// The host's own: the case was taken over from somebody.
    TookOver,
}

/// A note of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseNote {
    pub at: Timestamp,
    pub who: Who,
    pub kind: NoteKind,
    pub words: String,
}

impl Ledger {
    /// Notes something of an application, wherever it is in its life. A case that is theirs stays theirs for longer.
    pub async fn note_case(
        &self,
        id: ApplicationId,
        who: &Who,
        kind: NoteKind,
        words: &str,
    ) -> Result<(), LedgerError> {
        // There is none of what was forgotten.
        self.application_key(id).await?;
        let mut tx = self.begin().await?;
        let case = Snapshot::read(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
        add(self, &mut tx, &case, (who, kind, words)).await?;
        self.keep_taken(&mut tx, id, who).await?;
        tx.commit().await
    }

    /// The notes of an application, oldest first; none of what was forgotten.
    pub async fn notes(&self, id: ApplicationId) -> Result<Vec<CaseNote>, LedgerError> {
        // Before what it opens: what is forgotten meanwhile is empty then.
        let key = self.key_to_read(id).await?;
        let rows = sqlx::query("SELECT * FROM case_notes WHERE application = $1 ORDER BY seq")
            .bind(id.to_string())
            .fetch_all(self.readers())
            .await?;
        let mut notes = Vec::with_capacity(rows.len());
        for row in &rows {
            let sealed: &[u8] = row.try_get("words")?;
            if sealed.is_empty() {
                continue;
            }
            let place = words_row(id, count(row, "seq")?);
            let (at, who, kind) = (moment(row, "at")?, who(row)?, parsed(row, "kind")?);
            notes.push(CaseNote { at, who, kind, words: opened_text(&key, words_column(&place), sealed)? });
        }
        Ok(notes)
    }
}

/// Adds a note inside a write.
pub(super) async fn add(
    ledger: &Ledger,
    db: &mut AnyConnection,
    case: &Snapshot,
    (who, kind, words): (&Who, NoteKind, &str),
) -> Result<(), LedgerError> {
    let row = sqlx::query("SELECT count(*) AS n FROM case_notes WHERE application = $1")
        .bind(case.id.to_string())
        .fetch_one(&mut *db)
        .await?;
    let seq = count(&row, "n")? + 1;
    if seq > MAX_NOTES {
        return Err(LedgerError::TooMany { id: case.id, what: "notes", limit: MAX_NOTES });
    }
    let place = words_row(case.id, seq);
    sqlx::query(
        "INSERT INTO case_notes (application, seq, at, role, name, kind, words) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(case.id.to_string())
    .bind(i64::from(seq))
    .bind(stored(ledger.now()))
    .bind(who.role.into_str())
    .bind(&who.name)
    .bind(kind.into_str())
    .bind(ledger.key_of(case)?.seal(words_column(&place), visible(words).as_bytes()))
    .execute(db)
    .await?;
    Ok(())
}

fn words_row(id: ApplicationId, seq: u32) -> String {
    format!("{id}/{seq}")
}

/// Where the words of a note stand.
fn words_column(row: &str) -> SealedColumn<'_> {
    SealedColumn { table: "case_notes", row, column: "words" }
}
