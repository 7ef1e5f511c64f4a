//! Applications come in, once each, and can be looked at.

use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};
use zeroize::Zeroizing;

use super::moves::{self, Entry, why_place, why_row};
use super::rows::{
    count, damaged, event_if_any, moment, moment_if_any, opened, opened_text, parsed, parsed_if_any, state, stored, who,
};
use super::{
    Acknowledgement, Check, Duplicates, Filter, IdempotencyKey, Ledger, LedgerError, MAX_LISTED, Move, NewApplication,
    Recognised, Record, Urgent, Who,
};
use crate::sealing::Place;
use crate::submission::{ApplicationId, AttemptNumber, CountyCode, Event, State};

/// Largest body kept, in bytes: an application with its documents in base64. Intake refuses earlier and says more.
pub const MAX_BODY: usize = 64 * 1024 * 1024;

/// How long the same content is taken for the same application.
const DUPLICATE_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// The columns of a [`Record`], with the words of its last move.
const RECORD: &str = "SELECT a.id, a.county, a.state, a.received_at, a.deadline, a.attempts, a.setbacks, a.not_before,
    a.receipt_number, a.plugin, a.checked, a.moves, h.why
    FROM applications a LEFT JOIN history h ON h.application = a.id AND h.seq = a.moves ";

impl Ledger {
    /// Keeps a new application and puts it in the queue, in one transaction; durable when it returns. The same key with the
    /// same body gives the application that it made before, and so does the same content of today unless it is said to be another.
    pub async fn receive(&self, new: NewApplication) -> Result<Acknowledgement, LedgerError> {
        if new.body.len() > MAX_BODY {
            return Err(LedgerError::TooLarge { what: "the application", size: new.body.len(), limit: MAX_BODY });
        }
        let key = new.key.as_ref().map(|key| self.keyed(key, &new.who));
        // Sealed before the transaction: it takes a while for large documents, and everyone else's writes would wait.
        let id = ApplicationId::generate();
        let sealed = self.sealing_key().seal(body_place(&id.to_string()), &new.body);
        let mut tx = self.begin().await?;
        let now = self.clock().now();
        if let Some(known) = recognised(&mut tx, key.as_deref(), &new.body_digest, new.duplicates, now).await? {
            tx.commit().await?;
            return Ok(known);
        }
        sqlx::query(
            "INSERT INTO applications (id, county, state, fence, moves, received_at, deadline, idempotency_key, body_digest, body,
                                       checked)
             VALUES (?, ?, 'received', 0, 0, ?, ?, ?, ?, ?, ?)",
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
        for (event, why) in [(None, "received"), (Some(Event::Queue), "may be worked on")] {
            let before = moves::standing(&mut tx, id).await?.ok_or(LedgerError::NoSuchApplication { id })?;
            let entry = Entry { event, at: now, who: &new.who, why, plugin: None, attempt: None };
            moves::make(&mut tx, self.sealing_key(), &before, before.clone(), entry).await?;
        }
        tx.commit().await?;
        Ok(Acknowledgement { id, recognised: None })
    }

    /// The application that this body made before: what its client is told again, whatever has changed since.
    pub async fn known(
        &self,
        key: Option<&IdempotencyKey>,
        who: &Who,
        body_digest: &[u8; 32],
        duplicates: Duplicates,
    ) -> Result<Option<Acknowledgement>, LedgerError> {
        let key = key.map(|key| self.keyed(key, who));
        let mut tx = self.begin().await?;
        let known = recognised(&mut tx, key.as_deref(), body_digest, duplicates, self.clock().now()).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// Each client has keys of its own: two that number what they send do not meet. A key has no zero byte, so that none is another
    /// client's name and key.
    fn keyed(&self, key: &IdempotencyKey, who: &Who) -> Vec<u8> {
        let whose = [who.name.as_bytes(), &[0], key.as_bytes()].concat();
        self.sealing_key().digest("idempotency key", &whose).to_vec()
    }

    /// One application.
    pub async fn application(&self, id: ApplicationId) -> Result<Option<Record>, LedgerError> {
        let mut query = sqlx::QueryBuilder::new(RECORD);
        query.push("WHERE a.id = ").push_bind(id.to_string());
        let row = query.build().fetch_optional(self.readers()).await?;
        row.map(|row| self.record(&row)).transpose()
    }

    /// The moves of one application, oldest first: the last [`MAX_LISTED`] of them, numbered from the first. Empty where there is no
    /// such application.
    pub async fn history(&self, id: ApplicationId) -> Result<Vec<Move>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM history WHERE application = ? ORDER BY seq DESC LIMIT ?")
            .bind(id.to_string())
            .bind(MAX_LISTED)
            .fetch_all(self.readers())
            .await?;
        rows.iter().rev().map(|row| self.read_move(id, row)).collect()
    }

    /// Applications, newest first.
    pub async fn list(&self, filter: Filter) -> Result<Vec<Record>, LedgerError> {
        let mut query = sqlx::QueryBuilder::new(RECORD);
        query.push("WHERE 1 = 1");
        if let Some(state) = filter.state {
            query.push(" AND a.state = ").push_bind(state.name());
        }
        if let Some(county) = &filter.county {
            query.push(" AND a.county = ").push_bind(county.as_str());
        }
        if let Some(before) = filter.before {
            query.push(" AND a.id < ").push_bind(before.to_string());
        }
        let limit = if filter.limit == 0 { MAX_LISTED } else { filter.limit.min(MAX_LISTED) };
        query.push(" ORDER BY a.id DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| self.record(row)).collect()
    }

    /// Applications in front of a person, the most urgent first: by deadline, those of one deadline by arrival.
    pub async fn in_review(&self, asked: Urgent) -> Result<Vec<Record>, LedgerError> {
        if let Some(id) = asked.after
            && self.application(id).await?.is_none()
        {
            return Err(LedgerError::NoSuchApplication { id });
        }
        let mut query = sqlx::QueryBuilder::new(RECORD);
        query.push("WHERE a.state = ").push_bind(State::Review.name());
        if let Some(county) = &asked.county {
            query.push(" AND a.county = ").push_bind(county.as_str());
        }
        if let Some(after) = asked.after {
            // A deadline never changes, so this also goes on after one that was decided about meanwhile.
            query.push(" AND (a.deadline, a.id) > (SELECT deadline, id FROM applications WHERE id = ");
            query.push_bind(after.to_string()).push(")");
        }
        query.push(" ORDER BY a.deadline, a.id LIMIT ").push_bind(asked.limit.min(MAX_LISTED));
        let rows = query.build().fetch_all(self.readers()).await?;
        rows.iter().map(|row| self.record(row)).collect()
    }

    /// How many applications each county has in each state; pairs with none are left out.
    pub async fn counts(&self) -> Result<Vec<(CountyCode, State, u64)>, LedgerError> {
        let rows = sqlx::query("SELECT county, state, count(*) AS n FROM applications GROUP BY county, state")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| Ok((parsed(row, "county")?, state(row, "state")?, u64::from(count(row, "n")?)))).collect()
    }

    /// What the applicant said, unsealed.
    pub async fn body(&self, id: ApplicationId) -> Result<Zeroizing<Vec<u8>>, LedgerError> {
        let row = sqlx::query("SELECT body FROM applications WHERE id = ?")
            .bind(id.to_string())
            .fetch_optional(self.readers())
            .await?
            .ok_or(LedgerError::NoSuchApplication { id })?;
        opened(self.sealing_key(), body_place(&id.to_string()), row.try_get("body")?)
    }

    fn record(&self, row: &SqliteRow) -> Result<Record, LedgerError> {
        let id: ApplicationId = parsed(row, "id")?;
        let state = state(row, "state")?;
        let not_before = moment_if_any(row, "not_before")?;
        let waits = match state {
            State::Review | State::InDoubt | State::DeliveredByHand | State::Cancelled => true,
            State::Queued => not_before.is_some(),
            State::Received | State::Attempting | State::Committing | State::Delivered => false,
        };
        let reason = if waits {
            let place = why_row(&id.to_string(), count(row, "moves")?);
            let why: Option<&[u8]> = row.try_get("why")?;
            Some(opened_text(self.sealing_key(), why_place(&place), why.ok_or_else(|| damaged("history"))?)?)
        } else {
            None
        };
        Ok(Record {
            id,
            county: parsed(row, "county")?,
            state,
            received_at: moment(row, "received_at")?,
            deadline: moment(row, "deadline")?,
            attempts: count(row, "attempts")?,
            setbacks: count(row, "setbacks")?,
            not_before,
            receipt_number: row.try_get("receipt_number")?,
            reason,
            plugin: parsed_if_any(row, "plugin")?,
            checked: row.try_get("checked")?,
        })
    }

    fn read_move(&self, id: ApplicationId, row: &SqliteRow) -> Result<Move, LedgerError> {
        let seq = count(row, "seq")?;
        let place = why_row(&id.to_string(), seq);
        let attempt: Option<u32> = row.try_get("attempt")?;
        Ok(Move {
            seq,
            at: moment(row, "at")?,
            event: event_if_any(row, "event")?,
            from: state(row, "from_state")?,
            to: state(row, "to_state")?,
            who: who(row)?,
            why: opened_text(self.sealing_key(), why_place(&place), row.try_get("why")?)?,
            plugin: parsed_if_any(row, "plugin")?,
            attempt: attempt.map(AttemptNumber),
        })
    }
}

/// The application that is there already: by its key, or else by its content. A key that comes with known content stands for that
/// application from now on, also when the day is over.
async fn recognised(
    db: &mut SqliteConnection,
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
    let row = sqlx::query(
        "SELECT id FROM applications WHERE body_digest = ? AND received_at > ? AND (state <> 'cancelled' OR sending IS NOT NULL)
         ORDER BY received_at, id LIMIT 1",
    )
    .bind(body_digest.as_slice())
    .bind(stored(now - DUPLICATE_WINDOW))
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let id: ApplicationId = parsed(&row, "id")?;
    if let Some(key) = key {
        sqlx::query("INSERT INTO further_keys (key, application) VALUES (?, ?)")
            .bind(key)
            .bind(id.to_string())
            .execute(db)
            .await?;
    }
    Ok(Some(Acknowledgement { id, recognised: Some(Recognised::Content) }))
}

/// The application that an idempotency key stands for, if its body was this one.
async fn under_key(
    db: &mut SqliteConnection,
    key: &[u8],
    body_digest: &[u8; 32],
) -> Result<Option<ApplicationId>, LedgerError> {
    let row = sqlx::query(
        "SELECT id, body_digest FROM applications
         WHERE idempotency_key = ?1 OR id = (SELECT application FROM further_keys WHERE key = ?1)",
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

fn body_place(id: &str) -> Place<'_> {
    Place { table: "applications", row: id, column: "body" }
}
