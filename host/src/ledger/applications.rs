//! How applications come in: once each, whatever their clients send again. Nothing here reads what a person may look at.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, Row as _};

use super::keys::WrappedKey;
use super::rows::{body_column, parsed, stored};
use super::snapshot::Snapshot;
use super::transitions::{self, TransitionNote};
use super::{
    Acknowledgement, Check, Duplicates, IdempotencyKey, Ledger, LedgerError, NewApplication, Recognised, Who, keys,
};
use crate::sealing::SealingKey;
use crate::submission::{ApplicationId, Event};

/// Largest body kept, in bytes: an application with its documents in base64. Intake refuses earlier and says more.
pub const MAX_BODY: usize = 64 * 1024 * 1024;

/// How long the same content is taken for the same application.
const DUPLICATE_WINDOW: SignedDuration = SignedDuration::from_hours(24);

impl Ledger {
    /// Keeps a new application and puts it in the queue, in one transaction; durable when it returns. The same key with the
    /// same body gives the application that it made before, and so does the same content of today unless it is said to be another.
    pub async fn receive(&self, new: NewApplication) -> Result<Acknowledgement, LedgerError> {
        if new.body.len() > MAX_BODY {
            return Err(LedgerError::TooLarge { what: "the application", size: new.body.len(), limit: MAX_BODY });
        }
        let key = new.key.as_ref().map(|key| self.keyed(key, &new.who));
        // Sealed before the transaction: it takes a while for large documents, and everyone else's writes would wait.
        let (id, own) = (ApplicationId::generate(), SealingKey::random());
        let sealed = own.seal(body_column(&id.to_string()), &new.body);
        let mut tx = self.begin().await?;
        let now = self.now();
        if let Some(known) = recognised(&mut tx, key.as_deref(), &new.body_digest, new.duplicates, now).await? {
            tx.commit().await?;
            return Ok(known);
        }
        sqlx::query(
            "INSERT INTO applications (id, county, state, fence, moves, received_at, deadline, idempotency_key, body_digest, body,
                                       checked)
             VALUES ($1, $2, 'received', 0, 0, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id.to_string())
        .bind(new.county.as_str())
        .bind(stored(now))
        .bind(stored(new.deadline))
        .bind(key)
        .bind(new.body_digest.as_slice())
        .bind(sealed)
        .bind(new.check == Check::Made)
        .execute(&mut *tx)
        .await?;
        let by = keys::current(&mut tx).await?;
        let wrapped = self.keys().wrap(&by, id, &own)?;
        sqlx::query("INSERT INTO application_keys (application, key_id, wrapped) VALUES ($1, $2, $3)")
            .bind(id.to_string())
            .bind(by.as_str())
            .bind(wrapped.as_slice())
            .execute(&mut *tx)
            .await?;
        let mut before = Snapshot::received(id, new.county, new.deadline, WrappedKey { by, wrapped });
        for (event, why) in [(None, "received"), (Some(Event::Queue), "may be worked on")] {
            let note = TransitionNote { event, at: now, who: &new.who, why, plugin: None, attempt: None };
            let state = transitions::apply(&mut tx, self.keys(), &before, before.clone(), note).await?;
            before = before.clone().moved(&before, state);
        }
        tx.commit().await?;
        Ok(Acknowledgement { id, recognised: None })
    }

    /// The application that this body made before: what its client is answered again, whatever has changed since.
    pub async fn known(
        &self,
        key: Option<&IdempotencyKey>,
        who: &Who,
        body_digest: &[u8; 32],
        duplicates: Duplicates,
    ) -> Result<Option<Acknowledgement>, LedgerError> {
        let key = key.map(|key| self.keyed(key, who));
        let mut tx = self.begin().await?;
        let known = recognised(&mut tx, key.as_deref(), body_digest, duplicates, self.now()).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// Each client has keys of its own: two that number what they send do not meet. A key has no zero byte, so that none is another
    /// client's name and key.
    fn keyed(&self, key: &IdempotencyKey, who: &Who) -> Vec<u8> {
        let whose = [who.name.as_bytes(), &[0], key.as_bytes()].concat();
        self.ledger_key().digest("idempotency key", &whose).to_vec()
    }
}

/// The application that is there already: by its key, or else by its content. A key that comes with known content stands for that
/// application from now on, also when the day is over.
async fn recognised(
    db: &mut AnyConnection,
    key: Option<&[u8]>,
    body_digest: &[u8; 32],
    duplicates: Duplicates,
    now: Timestamp,
) -> Result<Option<Acknowledgement>, LedgerError> {
    if let Some(key) = key
        && let Some(id) = under_key(db, key, body_digest).await?
    {
        return Ok(Some(Acknowledgement { id, recognised: Some(Recognised::Key) }));
    }
    if duplicates == Duplicates::Allowed {
        return Ok(None);
    }
    // What was withdrawn may come again, unless the county may have it all the same. What was delivered is there, and a second copy
    // would be sent twice.
    let Some(id) = of_content(db, body_digest, None, now).await? else { return Ok(None) };
    if let Some(key) = key {
        sqlx::query("INSERT INTO further_keys (key, application) VALUES ($1, $2)")
            .bind(key)
            .bind(id.to_string())
            .execute(db)
            .await?;
    }
    Ok(Some(Acknowledgement { id, recognised: Some(Recognised::Content) }))
}

/// Another application that says already what one is corrected to: the county would have it twice.
pub(super) async fn said_by_another(
    db: &mut AnyConnection,
    id: ApplicationId,
    body_digest: &[u8; 32],
    now: Timestamp,
) -> Result<Option<ApplicationId>, LedgerError> {
    of_content(db, body_digest, Some(id), now).await
}

/// The application that says this, as it was received or corrected within a day; another than one, where one is named, and then also an
/// older one that is on its way still.
async fn of_content(
    db: &mut AnyConnection,
    body_digest: &[u8; 32],
    but: Option<ApplicationId>,
    now: Timestamp,
) -> Result<Option<ApplicationId>, LedgerError> {
    let row = sqlx::query(
        "SELECT id FROM applications WHERE id IN (
            SELECT id FROM applications WHERE body_digest = $1
            UNION ALL SELECT application FROM corrections WHERE body_digest = $1)
            AND (received_at > $2 OR $3 <> '' AND state NOT IN ('delivered', 'delivered_by_hand', 'cancelled')
                OR EXISTS (SELECT 1 FROM corrections c JOIN history h ON h.application = c.application AND h.seq = c.seq
                    WHERE c.application = applications.id AND c.body_digest = $1 AND h.at > $2))
            AND (state <> 'cancelled' OR sending IS NOT NULL) AND id <> $3
         ORDER BY received_at, id LIMIT 1",
    )
    .bind(body_digest.as_slice())
    .bind(stored(now - DUPLICATE_WINDOW))
    .bind(but.map(|id| id.to_string()).unwrap_or_default())
    .fetch_optional(db)
    .await?;
    row.map(|row| parsed(&row, "id")).transpose()
}

/// The application that an idempotency key stands for, if its body was this one.
async fn under_key(
    db: &mut AnyConnection,
    key: &[u8],
    body_digest: &[u8; 32],
) -> Result<Option<ApplicationId>, LedgerError> {
    let row = sqlx::query(
        "SELECT id, body_digest FROM applications
         WHERE idempotency_key = $1 OR id = (SELECT application FROM further_keys WHERE key = $1)",
    )
    .bind(key)
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let id = parsed(&row, "id")?;
    if row.try_get::<&[u8], _>("body_digest")? == body_digest {
        Ok(Some(id))
    } else {
        Err(LedgerError::KeyReused { id })
    }
}
