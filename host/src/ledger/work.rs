//! What is done under a lease: keep it, write the intent, end it. Every write carries the lease's fence.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Row as _, SqliteConnection};

use super::moves::{self, Entry, Standing};
use super::rows::{moment, stored, stored_after};
use super::{Conclusion, Lease, Ledger, LedgerError, Mark, Who};
use crate::sealing::Place;
use crate::submission::{ApplicationId, CommitIntent, Counts, Event, IllegalMove, PluginDigest, Sending, State};

/// Longest name of an outcome that is kept as one, in bytes; anything else in its place is a text, and texts are sealed.
const MAX_OUTCOME: usize = 32;

impl Ledger {
    /// Keeps a lease for another `ttl` from now. A database that fails takes none from work that is alive.
    pub async fn renew(&self, lease: &Lease, ttl: Duration) -> Result<(), LedgerError> {
        self.prolong_lease(lease.fence, ttl);
        let renewed = sqlx::query("UPDATE leases SET expires_at = ? WHERE fence = ? AND application = ?")
            .bind(stored_after(self.clock().now(), ttl))
            .bind(lease.fence.0)
            .bind(lease.application.to_string())
            .execute(self.writer())
            .await?;
        if renewed.rows_affected() != 1 {
            return Err(LedgerError::LeaseLost { id: lease.application });
        }
        self.keep_lease(lease.fence, ttl);
        Ok(())
    }

    /// Makes the intent to send durable. Whatever happens after it returns, this application is never sent again unless the
    /// county says that it has none, or a person says so. A lease that ran out cannot: recovery may be on its way.
    pub async fn intend(&self, lease: &Lease, plugin: &PluginDigest) -> Result<CommitIntent, LedgerError> {
        let now = self.clock().now();
        let mut tx = self.begin().await?;
        let held = holding(&mut tx, lease).await?;
        if self.ran_out(lease.fence).unwrap_or(held.expires_at <= now) {
            return Err(LedgerError::LeaseLost { id: lease.application });
        }
        let before = held.standing;
        let after = Standing {
            committed_at: Some(now),
            sending: Some(Sending::Intended),
            plugin: Some(plugin.clone()),
            ..before.clone()
        };
        let entry = Entry {
            event: Some(Event::Intend),
            at: now,
            who: &held.who,
            why: "the form is filled and read back",
            plugin: Some(plugin),
            attempt: Some(lease.attempt),
        };
        moves::make(&mut tx, self.sealing_key(), &before, after, entry).await?;
        tx.commit().await?;
        Ok(CommitIntent::written(lease.fence))
    }

    /// Ends a piece of work: moves the application, keeps the outcome, gives every lease back.
    pub async fn conclude(&self, lease: &Lease, end: Conclusion) -> Result<State, LedgerError> {
        let now = self.clock().now();
        let mut tx = self.begin().await?;
        let held = holding(&mut tx, lease).await?;
        let before = held.standing;
        let entry = Entry {
            event: Some(end.event),
            at: now,
            who: &held.who,
            why: &end.why,
            plugin: Some(&end.plugin),
            attempt: Some(lease.attempt),
        };
        let state = self.end(&mut tx, &before, &end, entry).await?;
        self.end_attempt(&mut tx, lease, &end, now).await?;
        give_back(&mut tx, lease.fence.0).await?;
        tx.commit().await?;
        self.forget_lease(lease.fence);
        Ok(state)
    }

    /// The move, or moves, that an end makes.
    async fn end(
        &self,
        db: &mut SqliteConnection,
        before: &Standing,
        end: &Conclusion,
        entry: Entry<'_>,
    ) -> Result<State, LedgerError> {
        let mut after = Standing { not_before: None, plugin: Some(end.plugin.clone()), ..before.clone() };
        end.mark.iter().for_each(|mark| mark.count(&mut after.counts));
        match end.event {
            Event::Confirm => {
                let number =
                    end.receipt.as_ref().map(|receipt| receipt.number.trim()).filter(|number| !number.is_empty());
                after.receipt_number = Some(number.ok_or(LedgerError::NoReceipt { id: before.id })?.to_owned());
                after.sending = None;
            }
            // The host gave the work up while its plugin claimed a send.
            Event::Retry | Event::NotSent if before.is_claimed() => {
                let entry = Entry { event: Some(Event::Doubt), ..entry };
                return self.doubt(db, before, Sending::Claimed, after, entry).await;
            }
            Event::Retry => {
                after.not_before = end.not_before;
                after.setbacks += u32::from(end.not_before.is_some());
            }
            Event::Doubt => {
                let sending = match (before.sending, before.state, end.mark) {
                    // What is known of it is not made less by how the work ended.
                    (Some(known @ (Sending::Claimed | Sending::Confirmed)), ..) => known,
                    (_, State::Attempting, _) | (_, _, Some(Mark::Fault)) => Sending::Claimed,
                    (_, _, Some(Mark::Unread)) => Sending::Confirmed,
                    _ => Sending::Intended,
                };
                return self.doubt(db, before, sending, after, entry).await;
            }
            Event::NotFound => {
                self.denied(before, &mut after)?;
                after.not_before = end.not_before;
            }
            Event::NotSent => {
                after.never_sent();
                after.not_before = end.not_before;
                after.counts.unsent += 1;
                return self.unsent(db, before, after, entry).await;
            }
            Event::Refuse => after.never_sent(),
            Event::Escalate => {
                let why = self.with_the_doubt(db, before, end.why.clone()).await?;
                return moves::make(db, self.sealing_key(), before, after, Entry { why: &why, ..entry }).await;
            }
            // These have their own ways: receive, claim, intend, resolve.
            event @ (Event::Queue
            | Event::Claim
            | Event::Intend
            | Event::Requeue
            | Event::DeliverByHand
            | Event::Cancel) => {
                return Err(IllegalMove { state: before.state, event }.into());
            }
        }
        moves::make(db, self.sealing_key(), before, after, entry).await
    }

    /// Nothing left during a commit: back to the queue; once too often, in front of a person.
    async fn unsent(
        &self,
        db: &mut SqliteConnection,
        before: &Standing,
        after: Standing,
        entry: Entry<'_>,
    ) -> Result<State, LedgerError> {
        let state = moves::make(db, self.sealing_key(), before, after.clone(), entry).await?;
        if after.counts.unsent < Counts::MAX_UNSENT {
            return Ok(state);
        }
        let queued = Standing { not_before: None, ..after.moved(before, state) };
        let why = format!("nothing left the browser in {} commits; the last: {}", queued.counts.unsent, entry.why);
        let escalate = Entry { event: Some(Event::Escalate), why: &why, ..entry };
        moves::make(db, self.sealing_key(), &queued, queued.clone(), escalate).await
    }

    async fn end_attempt(
        &self,
        db: &mut SqliteConnection,
        lease: &Lease,
        end: &Conclusion,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let row = attempt_row(lease.application, lease.fence.0);
        let seal = |column, bytes: &[u8]| self.sealing_key().seal(attempt_place(&row, column), bytes);
        let receipt = end.receipt.as_ref().and_then(|receipt| serde_json::to_vec(receipt).ok());
        sqlx::query("UPDATE attempts SET ended_at = ?, outcome = ?, details = ?, receipt = coalesce(?, receipt) WHERE fence = ?")
            .bind(stored(now))
            .bind(outcome_name(end))
            .bind(seal("details", end.details.to_string().as_bytes()))
            .bind(receipt.map(|receipt| seal("receipt", &receipt)))
            .bind(lease.fence.0)
            .execute(db)
            .await?;
        Ok(())
    }
}

/// A lease in force, and what it is on.
pub(super) struct Held {
    pub(super) standing: Standing,
    pub(super) who: Who,
    expires_at: Timestamp,
}

/// Checks that a lease is the one in force.
pub(super) async fn holding(db: &mut SqliteConnection, lease: &Lease) -> Result<Held, LedgerError> {
    let lost = || LedgerError::LeaseLost { id: lease.application };
    let row = sqlx::query("SELECT host, expires_at FROM leases WHERE fence = ? AND application = ?")
        .bind(lease.fence.0)
        .bind(lease.application.to_string())
        .fetch_optional(&mut *db)
        .await?
        .ok_or_else(lost)?;
    let standing = moves::standing(db, lease.application).await?.ok_or_else(lost)?;
    if standing.fence != lease.fence {
        return Err(lost());
    }
    Ok(Held { standing, who: Who::host(row.try_get::<String, _>("host")?), expires_at: moment(&row, "expires_at")? })
}

/// Ends the record of a piece of work that has no outcome of its own.
pub(super) async fn close_attempt(
    db: &mut SqliteConnection,
    fence: i64,
    now: Timestamp,
    outcome: &'static str,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE attempts SET ended_at = ?, outcome = ? WHERE fence = ?")
        .bind(stored(now))
        .bind(outcome)
        .bind(fence)
        .execute(db)
        .await?;
    Ok(())
}

/// Gives back a lease and, with it, its sessions.
pub(super) async fn give_back(db: &mut SqliteConnection, fence: i64) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM leases WHERE fence = ?").bind(fence).execute(db).await?;
    Ok(())
}

/// The key of an attempt, as its seals know it.
pub(super) fn attempt_row(application: ApplicationId, fence: i64) -> String {
    format!("{application}/{fence}")
}

/// Where an attempt's sealed columns stand.
pub(super) fn attempt_place<'a>(row: &'a str, column: &'a str) -> Place<'a> {
    Place { table: "attempts", row, column }
}

fn outcome_name(end: &Conclusion) -> &str {
    let named = end.details.get("outcome").and_then(serde_json::Value::as_str);
    let is_name = |name: &&str| name.len() <= MAX_OUTCOME && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    named.filter(is_name).unwrap_or(end.event.name())
}
