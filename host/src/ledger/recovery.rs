//! What is taken back when work ends without a word: a killed host, a lease that ran out.

use jiff::Timestamp;
use sqlx::{Row as _, SqliteConnection};

use super::moves::{self, Entry, Standing};
use super::rows::{count, damaged, parsed, parsed_if_any, stored};
use super::work::{close_attempt, give_back};
use super::{Ledger, LedgerError, Recovered, Who};
use crate::submission::{ApplicationId, AttemptNumber, Event, PluginDigest, State};

/// A lease to be taken back.
struct Abandoned {
    fence: i64,
    application: ApplicationId,
    host: String,
    plugin: Option<PluginDigest>,
    attempt: AttemptNumber,
}

impl Ledger {
    /// Takes back leases that ran out and, with a host's name, every lease of that host (at its start). An attempt goes back
    /// to the queue unless its intent was written: then it is in doubt.
    pub async fn recover(&self, now: Timestamp, all_of_host: Option<&str>) -> Result<Recovered, LedgerError> {
        let mut recovered = Recovered::default();
        let mut tx = self.begin().await?;
        for lease in abandoned(&mut tx, now, all_of_host).await? {
            self.take_back(&mut tx, &lease, now, &mut recovered).await?;
        }
        tx.commit().await?;
        Ok(recovered)
    }

    async fn take_back(
        &self,
        db: &mut SqliteConnection,
        lease: &Abandoned,
        now: Timestamp,
        recovered: &mut Recovered,
    ) -> Result<(), LedgerError> {
        let before = moves::standing(db, lease.application).await?.ok_or_else(|| damaged("leases.application"))?;
        let fence = moves::next_fence(db).await?;
        let (event, outcome, why, counter) = match before.state {
            State::Attempting => {
                (Some(Event::Retry), "interrupted", "its worker stopped before the commit", &mut recovered.requeued)
            }
            State::Committing => (
                Some(Event::Doubt),
                "in_doubt",
                "its worker stopped after the intent to send was written",
                &mut recovered.in_doubt,
            ),
            _ => (None, "interrupted", "", &mut recovered.freed),
        };
        match event {
            Some(event) => {
                let entry = Entry {
                    event: Some(event),
                    at: now,
                    who: &Who::host(&lease.host),
                    why,
                    plugin: lease.plugin.as_ref(),
                    attempt: Some(lease.attempt),
                };
                let after = Standing { fence, not_before: None, ..before.clone() };
                moves::make(db, self.sealing_key(), &before, after, entry).await?;
            }
            None => moves::refence(db, &before, fence).await?,
        }
        *counter += 1;
        close_attempt(db, lease.fence, now, outcome).await?;
        give_back(db, lease.fence).await
    }
}

async fn abandoned(
    db: &mut SqliteConnection,
    now: Timestamp,
    host: Option<&str>,
) -> Result<Vec<Abandoned>, LedgerError> {
    let rows = sqlx::query(
        "SELECT l.fence, l.application, l.host, t.plugin, t.number FROM leases l JOIN attempts t ON t.fence = l.fence
         WHERE l.expires_at <= ? OR l.host = ? ORDER BY l.fence",
    )
    .bind(stored(now))
    .bind(host)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Abandoned {
                fence: row.try_get("fence")?,
                application: parsed(row, "application")?,
                host: row.try_get("host")?,
                plugin: parsed_if_any(row, "plugin")?,
                attempt: AttemptNumber(count(row, "number")?),
            })
        })
        .collect()
}
